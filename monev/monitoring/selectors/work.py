"""What an OPD has to report now: programs, quick wins and pledges of every open period, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load
from monev.monitoring.selectors.subjects import KINDS, Kind, subjects_due
from monev.monitoring.workflow import State
from organizations.roles import Can

MISSING = "missing"
URGENCY = (State.RETURNED, MISSING, State.DRAFT, State.SUBMITTED, State.APPROVED, State.VERIFIED)
"""Which state comes first: what came back, what was not begun, what is not finished, what waits for others."""
TODO = (State.RETURNED, MISSING, State.DRAFT)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One program, quick win or pledge of a period, its report if there is one, and what is still missing in it.

    `gaps` are codes: `physical`, `spending`, `values`, `state`, `evidence`.
    """

    kind: str
    subject: Any
    report: Any | None
    state: str
    gaps: tuple[str, ...]
    evidence: int

    @property
    def is_todo(self) -> bool:
        """Whether the OPD still has to do something."""
        return self.state in TODO


@dataclass(frozen=True, slots=True)
class WorkPeriod:
    """An open period of a region with everything the person may enter in it."""

    period: Period
    items: tuple[WorkItem, ...]
    today: date

    @property
    def done(self) -> int:
        return sum(not item.is_todo for item in self.items)

    @property
    def days_left(self) -> int:
        """Until it closes; negative once entries are late."""
        return (self.period.closes_on - self.today).days

    @property
    def first_unfinished(self) -> WorkItem | None:
        return next((item for item in self.items if item.is_todo), None)


def work_of(user: Any) -> list[WorkPeriod]:
    """The open periods in which `user` may enter something, the one that closes first on top.

    The number of queries grows with the open periods (one or two), not with programs or reports.
    """
    periods = Period.objects.allowed(user, Can.VIEW).current().filter(locked_at=None).select_related("region")
    reach = user.access.reach(Can.ENTER)
    periods = periods.filter(region__agencies__in=reach.agencies) | periods.filter(region__in=reach.regions)
    found = []
    for period in periods.distinct().order_by("closes_on", "pk"):
        today = today_in(period.region.time_zone)
        if period.is_open(today) and (items := _items(user, period)):
            found.append(WorkPeriod(period, tuple(items), today))
    return found


def _items(user: Any, period: Period) -> list[WorkItem]:
    items = [item for kind in KINDS for item in _items_of(kind, user, period)]
    return sorted(items, key=lambda item: URGENCY.index(item.state))


def _items_of(kind: Kind, user: Any, period: Period) -> Iterable[WorkItem]:
    """A report written on an older version of the plan is the report of the same program today."""
    subjects = list(subjects_due(kind, period).allowed(user, Can.ENTER))
    is_program = kind.subject is Program
    rows: QuerySet[Any] = kind.report._default_manager.filter(period=period, archived_at=None)
    rows = rows.filter(
        **{"program__lineage__in": [row.lineage for row in subjects]} if is_program else {f"{kind.field}__in": subjects}
    )
    rows = rows.select_related("program") if is_program else rows
    reports = {row.program.lineage if is_program else getattr(row, f"{kind.field}_id"): row for row in rows}
    evidence = _evidence_counts(kind, [row.pk for row in reports.values()])
    inputs = load(subjects, (period.year,), period.kind) if is_program else {}
    for subject in subjects:
        report = reports.get(subject.lineage if is_program else subject.pk)
        count = evidence.get(report.pk, 0) if report else 0
        plan = inputs.get((subject.pk, period.year))
        state = report.state if report else MISSING
        gaps = _gaps(subject, report, plan, period, count) if state in TODO else ()
        yield WorkItem(kind.slug, subject, report, state, gaps, count)


def _evidence_counts(kind: Kind, report_ids: list[int]) -> dict[int, int]:
    rows = EvidenceUse.objects.filter(**{f"{kind.use}__in": report_ids}, archived_at=None).order_by()
    return dict(rows.values_list(kind.use).annotate(count=Count("pk")))


def _gaps(subject: Any, report: Any, plan: ProgramInput | None, period: Period, evidence: int) -> tuple[str, ...]:
    if report is None:
        return ()
    found = []
    if not report.nil_reason:
        if report.physical_percent is None and not isinstance(subject, Pledge):
            found.append("physical")
        found += _program_gaps(plan, period) if plan else []
    if isinstance(subject, Pledge) and not report.pledge_state:
        found.append("state")
    if not evidence:
        found.append("evidence")
    return tuple(found)


def _program_gaps(plan: ProgramInput, period: Period) -> list[str]:
    entry = plan.entries.get(period.number)
    spending, values = (entry.spending, entry.values) if entry else ({}, {})
    gaps = []
    if any(each.ceiling and each.source_id not in spending for each in plan.sources(last_day(period))):
        gaps.append("spending")
    if any(each.indicator.lineage not in values for each in plan.indicators):
        gaps.append("values")
    return gaps
