"""The queues of those who check reports: what waits, the riskiest first, or as one sorts it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from monev.monitoring.labels import light_label
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.progress import AMBER, RED
from monev.monitoring.quality import WARNING
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.workflow import State, to_verify
from organizations.models import Agency
from organizations.roles import Can

WAITING = "waiting"
BY_RISK, BY_AGE, BY_AGENCY, BY_NAME = "risk", "age", "agency", "name"
WEIGHTS = {"warning": 3, "notice": 1, "late": 2, RED: 3, AMBER: 1}
"""Points of risk: each flag that is not settled, a late entry, a program behind its plan."""

READS: dict[str, Any] = {
    "progress": lambda: ProgressReport.objects.for_list(),
    "quick-win": lambda: QuickWinReport.objects.select_related(
        "period__region", "quick_win__agency", "quick_win__pillar"
    ),
    "pledge": lambda: PledgeReport.objects.select_related("period__region", "pledge__commitment__agency"),
}
"""How each kind of report is read for a page: with everything its name, OPD and pillar need."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What narrows a queue; nothing chosen: everything that waits."""

    agency_id: int | None = None
    state: str = WAITING
    older_than: int = 0
    period_id: int | None = None
    order: str = BY_RISK


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report with what makes it risky."""

    kind: str
    report: Any
    subject: Any
    warnings: int
    notices: int
    actual: Decimal | None
    deviation: Decimal | None
    light: str | None
    figure: ProgramFigure | None = None

    @property
    def risk(self) -> int:
        """Points; see `WEIGHTS`."""
        late = WEIGHTS["late"] if self.report.is_late else 0
        flags = self.warnings * WEIGHTS["warning"] + self.notices * WEIGHTS["notice"]
        return flags + late + WEIGHTS.get(self.light or "", 0)

    @property
    def risk_reasons(self) -> list[str]:
        """What the points are made of, in words with the points of each."""
        parts = [
            (
                self.warnings * WEIGHTS["warning"],
                ngettext("%(count)s open warning", "%(count)s open warnings", self.warnings) % {"count": self.warnings},
            ),
            (
                self.notices * WEIGHTS["notice"],
                ngettext("%(count)s open notice", "%(count)s open notices", self.notices) % {"count": self.notices},
            ),
            (WEIGHTS["late"] if self.report.is_late else 0, gettext("sent late")),
            (
                WEIGHTS.get(self.light or "", 0),
                gettext("behind its plan: %(light)s") % {"light": light_label(self.light)},
            ),
        ]
        return [f"{text} (+{points})" for points, text in parts if points]

    @property
    def days_waiting(self) -> int:
        """Whole days since it was handed in."""
        return (timezone.now() - self.report.submitted_at).days if self.report.submitted_at else 0

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.report.pk


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """What of a queue comes from one OPD."""

    agency: Agency
    count: int
    risk: int
    days: int


class Neighbours(NamedTuple):
    """Where a report stands in a queue (from 1; None: not in it), and the rows before and after it."""

    place: int | None
    before: QueueRow | None
    after: QueueRow | None


def queue(user: Any, can: Can, chosen: QueueFilter | None = None) -> list[QueueRow]:
    """What `user` can check by the right `can` (VERIFY or APPROVE) in periods that are not locked, as it is sorted.

    A fixed number of queries, however many reports wait.
    """
    wanted = chosen or QueueFilter()
    found = [row for kind in KINDS for row in rows_of(kind, list(_reports(kind, user, can, wanted)))]
    return sorted(found, key=_ORDERS.get(wanted.order, _ORDERS[BY_RISK]))


def _by_risk(row: QueueRow) -> tuple[Any, ...]:
    return -row.risk, row.report.submitted_at or timezone.now(), row.key


_ORDERS: dict[str, Callable[[QueueRow], tuple[Any, ...]]] = {
    BY_RISK: _by_risk,
    BY_AGE: lambda row: (row.report.submitted_at or timezone.now(), *_by_risk(row)),
    BY_AGENCY: lambda row: (str(row.report.agency).casefold(), row.report.agency.pk, *_by_risk(row)),
    BY_NAME: lambda row: (str(row.subject).casefold(), *_by_risk(row)),
}


def agency_counts(rows: Iterable[QueueRow]) -> list[AgencyCount]:
    """How much of a queue comes from which OPD, and the highest risk in it; the most first."""
    by_agency: dict[int, list[QueueRow]] = defaultdict(list)
    for row in rows:
        by_agency[row.report.agency.pk].append(row)
    found = [
        AgencyCount(
            same[0].report.agency, len(same), max(row.risk for row in same), max(row.days_waiting for row in same)
        )
        for same in by_agency.values()
    ]
    return sorted(found, key=lambda each: (-each.count, str(each.agency)))


def waiting_counts(user: Any, can: Can) -> Counter[int]:
    """How many reports wait for `user`, by region id."""
    counts: Counter[int] = Counter()
    for kind in KINDS:
        rows = _reports(kind, user, can, QueueFilter()).order_by()
        counts.update(rows.values_list("period__region_id", flat=True))
    return counts


def neighbours(rows: list[QueueRow], key: tuple[str, int]) -> Neighbours:
    """The place of a report in the queue and the rows around it; from the end it goes on at the beginning."""
    place = next((index for index, row in enumerate(rows) if row.key == key), None)
    others = [row for row in rows if row.key != key]
    if place is None:
        return Neighbours(None, None, others[0] if others else None)
    after = rows[place + 1 :] or others
    before = rows[:place] or others
    return Neighbours(place + 1, before[-1] if before else None, after[0] if after else None)


def _reports(kind: Kind, user: Any, can: Can, wanted: QueueFilter) -> Any:
    rows = READS[kind.slug]().allowed(user, can).changeable()
    rows = rows.filter(_waiting(can) if wanted.state == WAITING else Q(state=wanted.state))
    if can is Can.APPROVE:
        rows = rows.filter(period__region__head_approves=True)
    if wanted.agency_id:
        rows = rows.filter(**{rows.agency_path: wanted.agency_id})
    if wanted.period_id:
        rows = rows.filter(period=wanted.period_id)
    if wanted.older_than:
        rows = rows.filter(submitted_at__lte=timezone.now() - timedelta(days=wanted.older_than))
    return rows


def _waiting(can: Can) -> Q:
    """Which states wait for this right; in regions where the head approves the verifier waits for that."""
    if can is Can.APPROVE:
        return Q(state=State.SUBMITTED)
    return Q(period__region__head_approves=False, state__in=to_verify(False)) | Q(
        period__region__head_approves=True, state__in=to_verify(True)
    )


def rows_of(kind: Kind, reports: list[Any]) -> Iterable[QueueRow]:
    """Reports of one kind with what makes them risky, in a fixed number of queries."""
    flags = open_flags(kind, [report.pk for report in reports])
    figures = report_figures(reports) if kind.report is ProgressReport and reports else {}
    for report in reports:
        figure = figures.get(report.pk)
        yield QueueRow(
            kind=kind.slug,
            report=report,
            subject=getattr(report, kind.field),
            warnings=flags[report.pk][WARNING],
            notices=sum(flags[report.pk].values()) - flags[report.pk][WARNING],
            actual=figure.actual if figure else report.physical_percent,
            deviation=figure.deviation if figure else None,
            light=figure.light if figure else None,
            figure=figure,
        )


def open_flags(kind: Kind, report_ids: list[int]) -> defaultdict[int, Counter[str]]:
    """By report: how many flags of each severity nobody settled yet."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = QualityFlag.objects.filter(**{f"{kind.use}__in": report_ids}, settled_at=None).order_by()
    for report_id, severity in rows.values_list(kind.use, "severity"):
        found[report_id][severity] += 1
    return found
