"""What one assessor found in a region, under strengths, weaknesses and recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monev.evaluation.models.results import Finding
from monev.evaluation.models.scores import AssessorFinding, Assignment


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one kind in the order of the assessor."""

    kind: str
    rows: Sequence[AssessorFinding]

    @property
    def label(self) -> str:
        return str(Finding.Kind(self.kind).label)


def findings_of(assignment: Assignment) -> list[FindingGroup]:
    """All kinds, also those without a finding yet."""
    rows = list(
        AssessorFinding.objects.filter(assignment=assignment, archived_at=None)
        .select_related("item", "agency")
        .order_by("position", "pk")
    )
    return [FindingGroup(kind, [row for row in rows if row.kind == kind]) for kind in Finding.Kind.values]
