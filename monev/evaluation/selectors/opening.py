"""What became of the findings of the years before: a new assessment opens with it, for region and assessors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monev.evaluation.models.results import Finding, FindingEvidence
from monev.evaluation.selectors.follow_up import OVERDUE, count_states, state_of
from monev.monitoring.periods import today_in
from organizations.models import Region
from organizations.roles import Can

DONE = Finding.Status.DONE


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One finding of a year before: where it stands, and what proves it."""

    finding: Finding
    state: str
    proofs: tuple[FindingEvidence, ...]

    @property
    def is_done(self) -> bool:
        return self.state == DONE


@dataclass(frozen=True, slots=True)
class Opening:
    """Recommendations and weaknesses of the last year evaluated (`lines`), and of the years before what is still open
    (`older`)."""

    region: Region
    year: int
    lines: tuple[OpeningLine, ...]
    older: tuple[OpeningLine, ...]

    @property
    def recommendations(self) -> tuple[OpeningLine, ...]:
        return tuple(each for each in self.lines if each.finding.kind == Finding.Kind.RECOMMENDATION)

    @property
    def done(self) -> int:
        """How many recommendations are done and verified."""
        return sum(each.is_done for each in self.recommendations)

    @property
    def overdue(self) -> int:
        return sum(each.state == OVERDUE for each in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """Recommendations by state."""
        return count_states(self.recommendations)

    @property
    def by_item(self) -> Mapping[str, tuple[OpeningLine, ...]]:
        """The findings of the last year that name an item, by its code: they stand beside the item."""
        found: dict[str, tuple[OpeningLine, ...]] = {}
        for each in self.lines:
            if each.finding.item_code:
                found[each.finding.item_code] = (*found.get(each.finding.item_code, ()), each)
        return found


def opening_of(region: Region, year: int, *, seen_by: Any) -> Opening | None:
    """What became of the findings before the evaluation of `year`; None when there are none. Two queries."""
    rows = Finding.objects.allowed(seen_by, Can.VIEW).current().of_region(region).filter(year__lt=year)
    found = list(rows.exclude(kind=Finding.Kind.STRENGTH).select_related("agency", "verified_by").order_by(*_ORDER))
    if not found:
        return None
    last = found[0].year
    proofs = _proofs([row.pk for row in found])
    today = today_in(region.time_zone)
    lines = [OpeningLine(row, state_of(row, today), proofs.get(row.pk, ())) for row in found]
    return Opening(
        region=region,
        year=last,
        lines=tuple(each for each in lines if each.finding.year == last),
        older=tuple(each for each in lines if each.finding.year < last and each.finding.is_task and not each.is_done),
    )


_ORDER = ("-year", "kind", "position", "pk")
"""Newest first; recommendations before weaknesses."""


def _proofs(findings: list[int]) -> dict[int, tuple[FindingEvidence, ...]]:
    rows = FindingEvidence.objects.filter(step__finding__in=findings, archived_at=None, step__archived_at=None)
    found: dict[int, tuple[FindingEvidence, ...]] = {}
    for row in rows.select_related("step", "evidence").order_by("pk"):
        found[row.step.finding_id] = (*found.get(row.step.finding_id, ()), row)
    return found
