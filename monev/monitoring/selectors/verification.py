"""The queues of those who check reports: what waits, the riskiest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.progress import AMBER, RED
from monev.monitoring.quality import WARNING
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.workflow import State, to_verify
from organizations.roles import Can

WAITING = "waiting"
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

    @property
    def risk(self) -> int:
        """Points; see `WEIGHTS`."""
        late = WEIGHTS["late"] if self.report.is_late else 0
        flags = self.warnings * WEIGHTS["warning"] + self.notices * WEIGHTS["notice"]
        return flags + late + WEIGHTS.get(self.light or "", 0)

    @property
    def days_waiting(self) -> int:
        """Whole days since it was handed in."""
        return (timezone.now() - self.report.submitted_at).days if self.report.submitted_at else 0

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.report.pk


def queue(user: Any, can: Can, chosen: QueueFilter | None = None) -> list[QueueRow]:
    """What `user` can check by the right `can` (VERIFY or APPROVE) in periods that are not locked, riskiest first.

    A fixed number of queries, however many reports wait.
    """
    wanted = chosen or QueueFilter()
    found = [row for kind in KINDS for row in _rows(kind, list(_reports(kind, user, can, wanted)))]
    never = timezone.now()
    return sorted(found, key=lambda row: (-row.risk, row.report.submitted_at or never, row.key))


def waiting_counts(user: Any, can: Can) -> Counter[int]:
    """How many reports wait for `user`, by region id."""
    counts: Counter[int] = Counter()
    for kind in KINDS:
        rows = _reports(kind, user, can, QueueFilter()).order_by()
        counts.update(rows.values_list("period__region_id", flat=True))
    return counts


def neighbours(rows: list[QueueRow], key: tuple[str, int]) -> tuple[int | None, QueueRow | None]:
    """The place of a report in the queue (from 1), and the row after it; from the end it goes on at the beginning."""
    place = next((index for index, row in enumerate(rows) if row.key == key), None)
    others = [row for row in rows if row.key != key]
    if place is None:
        return None, others[0] if others else None
    after = rows[place + 1 :] or others
    return place + 1, after[0] if after else None


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


def _rows(kind: Kind, reports: list[Any]) -> Iterable[QueueRow]:
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
        )


def open_flags(kind: Kind, report_ids: list[int]) -> defaultdict[int, Counter[str]]:
    """By report: how many flags of each severity nobody settled yet."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = QualityFlag.objects.filter(**{f"{kind.use}__in": report_ids}, settled_at=None).order_by()
    for report_id, severity in rows.values_list(kind.use, "severity"):
        found[report_id][severity] += 1
    return found
