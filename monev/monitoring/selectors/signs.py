"""What the rule of the unremarkable looks at, for many reports of a queue in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.authors import own_entries
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.selectors.unremarkable import Signs
from monev.monitoring.selectors.verification import QueueRow
from monev.monitoring.workflow import State, to_verify


def signs_of(rows: Iterable[QueueRow], *, seen_by: Any) -> dict[tuple[str, int], Signs]:
    """By row: what tells whether `seen_by` has to open it."""
    found: dict[tuple[str, int], Signs] = {}
    by_kind = {kind.slug: [row for row in rows if row.kind == kind.slug] for kind in KINDS}
    for kind in KINDS:
        if by_kind[kind.slug]:
            found |= _of_kind(kind, by_kind[kind.slug], seen_by)
    return found


def open_remark_counts(kind: Kind, report_ids: Collection[int]) -> Counter[int]:
    """By report: how many fields have a remark that nobody resolved."""
    rows = Remark.objects.filter(**{f"{kind.use}__in": report_ids}, resolved_at=None, is_answer=False).order_by()
    return Counter(pk for pk, _field in rows.values_list(kind.use, "field").distinct())


def evidence_counts(kind: Kind, report_ids: Collection[int]) -> Counter[int]:
    """By report: how many pieces of evidence are attached to it, its indicator values and its milestones."""
    paths = EvidenceUse.objects.ways_to(kind.use)
    rows = EvidenceUse.objects.of_reports(kind.use, report_ids).order_by().values_list(*paths)
    return Counter(pk for row in rows for pk in row if pk is not None)


def _of_kind(kind: Kind, rows: list[QueueRow], seen_by: Any) -> dict[tuple[str, int], Signs]:
    ids = [row.report.pk for row in rows]
    remarks, evidence = open_remark_counts(kind, ids), evidence_counts(kind, ids)
    own, before = own_entries(kind, ids, seen_by), _physical_before(kind, [row.report for row in rows])
    return {
        row.key: Signs(
            is_waiting=row.report.state in to_verify(row.report.period.region.head_approves),
            is_own=row.report.pk in own,
            is_correction=row.report.is_correction,
            open_flags=row.warnings + row.notices,
            open_remarks=remarks[row.report.pk],
            is_late=row.report.is_late,
            rose=_rose(row, before.get(row.report.pk)),
            evidence=evidence[row.report.pk],
            has_plan=kind.report is ProgressReport,
            light=row.light,
        )
        for row in rows
    }


def _rose(row: QueueRow, before: Decimal | None) -> bool:
    """Whether more is done than at the last report (of the year, for programs), or a pledge stands elsewhere."""
    now = row.report.physical_percent
    if now is not None and now > (before or 0):
        return True
    return row.kind == "pledge" and row.report.pledge_state != row.subject.state


def _physical_before(kind: Kind, reports: list[Any]) -> dict[int, Decimal | None]:
    """By report: the percent of the nearest earlier report; a program's percent begins anew each year."""
    is_program = kind.report is ProgressReport
    path = "program__lineage" if is_program else kind.field
    keys = {
        report.pk: report.program.lineage if is_program else getattr(report, f"{kind.field}_id") for report in reports
    }
    rows: Any = kind.report._default_manager.filter(**{f"{path}__in": set(keys.values())})
    rows = rows.in_effect().exclude(state=State.DRAFT).exclude(physical_percent=None).order_by("period__opens_on", "pk")
    earlier: dict[Any, list[tuple[Any, ...]]] = {}
    for key, *rest in rows.values_list(path, "period__opens_on", "period__year", "period__kind", "physical_percent"):
        earlier.setdefault(key, []).append(tuple(rest))
    return {report.pk: _last(report.period, earlier.get(keys[report.pk], []), is_program) for report in reports}


def _last(period: Any, rows: list[tuple[Any, ...]], same_year: bool) -> Decimal | None:
    known = [
        percent
        for opens_on, year, kind, percent in rows
        if opens_on < period.opens_on and kind == period.kind and (year == period.year or not same_year)
    ]
    return known[-1] if known else None
