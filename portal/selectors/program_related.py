"""What else names a program: open remarks, findings of data quality, quick wins, directives, pledges, documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from masterplan.models.preparation import Directive, LegalDocument
from monev.monitoring.models.trail import QualityFlag, Remark
from monev.monitoring.selectors.findings import FindingLine, recorded_findings
from organizations.roles import Can
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of other tables that belong to the program. Remarks are those that nobody resolved yet, oldest first."""

    remarks: tuple[Remark, ...]
    findings: tuple[FindingLine, ...]
    quick_wins: tuple[QuickWin, ...]
    directives: tuple[Directive, ...]
    pledges: tuple[Pledge, ...]
    documents: tuple[LegalDocument, ...]

    @property
    def open_directives(self) -> tuple[Directive, ...]:
        return tuple(each for each in self.directives if each.status != Directive.Status.CLOSED)

    @property
    def open_findings(self) -> tuple[FindingLine, ...]:
        return tuple(each for each in self.findings if not each.is_settled)


def related_to(program: Program, reports: Sequence[int], *, seen_by: Any) -> Related:
    """All of it as far as a person may see it, in a fixed number of queries. `program` was read with its regulation."""

    def rows(model: Any, **of: Any) -> Any:
        return model.objects.allowed(seen_by, Can.VIEW).filter(**of)

    same: dict[str, Any] = {"program_lineage": program.lineage, "archived_at": None}
    region = program.plan_version.plan.region
    flags = rows(QualityFlag, progress_report__in=reports).select_related("progress_report__period")
    pledges = tuple(
        rows(Pledge, commitment__region=region, **same)
        .select_related("commitment__agency", "commitment__document")
        .order_by("commitment__agency__name", "pk")
    )
    return Related(
        remarks=tuple(
            rows(Remark, progress_report__in=reports, resolved_at=None)
            .select_related("by", "progress_report__period")
            .order_by("at", "pk")
        ),
        findings=tuple(recorded_findings(flags.order_by("-progress_report__period__opens_on", "-severity", "pk"))),
        quick_wins=tuple(rows(QuickWin, region=region, **same).for_list()),
        directives=tuple(rows(Directive, region=region, **same).select_related("agency").order_by("-due_on", "pk")),
        pledges=pledges,
        documents=tuple(_documents(program, pledges)),
    )


def _documents(program: Program, pledges: Iterable[Pledge]) -> Iterable[LegalDocument]:
    """The regulation that adopted the plan, and the commitment sheets that pledge the program."""
    found = [program.plan_version.document, *(each.commitment.document for each in pledges)]
    yield from {each.pk: each for each in found if each is not None and each.archived_at is None}.values()
