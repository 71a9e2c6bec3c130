"""Quick wins with what was reported on them: milestones on their days, progress by period, risks, who replicates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import MilestoneProgress, QuickWinReport
from monev.monitoring.models.trail import QualityFlag, Remark
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.evidence_levels import NOTHING, Level, level_of, together
from monev.monitoring.selectors.findings import FindingLine, recorded_findings
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.selectors.subjects import report_of
from monev.monitoring.workflow import PUBLISHED, State
from organizations.models import Region
from organizations.roles import Can
from quickwins.models import Milestone, QuickWin, Replication, Risk

DONE, ON_TRACK, LATE, SILENT = "done", "on_track", "late", "silent"
STANDINGS = (LATE, ON_TRACK, DONE, SILENT)
"""How a quick win stands: a milestone is overdue; none is; all are reached; nothing counts and nothing is due yet."""
LEVELS = {Risk.Level.LOW: 1, Risk.Level.MEDIUM: 2, Risk.Level.HIGH: 3}


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone with the day on which it was reached as far as reports count, and the report that says so."""

    milestone: Milestone
    done_on: date | None
    today: date
    report: QuickWinReport | None = None

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.milestone.due_on < self.today

    @property
    def days(self) -> int:
        """Days after the due date, negative before it; of an open one until today."""
        return ((self.done_on or self.today) - self.milestone.due_on).days


@dataclass(frozen=True, slots=True)
class QuickWinLine:
    """A quick win in a list: its last percent that counts, of which period and state, and its milestones."""

    quick_win: QuickWin
    report: QuickWinReport | None
    percent: Decimal | None
    milestones: tuple[MilestoneLine, ...]

    @property
    def reached(self) -> int:
        return sum(each.done_on is not None for each in self.milestones)

    @property
    def overdue(self) -> tuple[MilestoneLine, ...]:
        return tuple(each for each in self.milestones if each.is_overdue)

    @property
    def upcoming(self) -> MilestoneLine | None:
        """The open milestone that is due next."""
        return min((each for each in self.milestones if each.done_on is None), key=_due, default=None)

    @property
    def standing(self) -> str:
        """One of `STANDINGS`."""
        if self.milestones and self.reached == len(self.milestones):
            return DONE
        if self.overdue:
            return LATE
        return ON_TRACK if self.report or self.reached else SILENT

    @property
    def done_percent(self) -> Decimal | None:
        """Weighted share of the milestones that are reached, percent."""
        return weighted_share(self.milestones, lambda each: each.done_on is not None)


@dataclass(frozen=True, slots=True)
class QuickWinReportLine:
    """A report on a quick win with its proof."""

    report: QuickWinReport
    evidence: tuple[EvidenceUse, ...]

    @property
    def level(self) -> Level:
        return level_of(self.evidence) if self.evidence else NOTHING


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """The end of a period: percent planned by the due dates of the milestones, percent reported."""

    period: Period
    planned: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class QuickWinPage:
    """Everything on the page of one quick win."""

    line: QuickWinLine
    reports: tuple[QuickWinReportLine, ...]
    progress: tuple[ProgressPoint, ...]
    risks: tuple[Risk, ...]
    replications: tuple[Replication, ...]
    successors: tuple[QuickWin, ...]
    program: Program | None
    remarks: tuple[Remark, ...]
    findings: tuple[FindingLine, ...]
    preliminary: bool

    @property
    def quick_win(self) -> QuickWin:
        return self.line.quick_win

    @property
    def level(self) -> Level:
        """How well all reports together are proven."""
        return together(each.level for each in self.reports)


def risk_score(risk: Risk) -> int:
    """Likelihood times impact, 1 to 9.

    >>> risk_score(Risk(likelihood="low", impact="high"))
    3
    """
    return LEVELS[Risk.Level(risk.likelihood)] * LEVELS[Risk.Level(risk.impact)]


def weighted_share(lines: Sequence[MilestoneLine], wanted: Any) -> Decimal | None:
    """The weights of the wanted milestones in percent of all; None without milestones or weights."""
    total = sum((each.milestone.weight for each in lines), Decimal(0))
    part = sum((each.milestone.weight for each in lines if wanted(each)), Decimal(0))
    return part / total * 100 if total else None


def quick_win_lines(region: Region, *, preliminary: bool, seen_by: Any) -> tuple[QuickWinLine, ...]:
    """The quick wins of a region, newest year first, in a fixed number of queries."""
    rows: Any = QuickWin.objects.allowed(seen_by, Can.VIEW)
    found = tuple(rows.filter(region=region, archived_at=None).for_list())
    ids = [each.pk for each in found]
    states = PRELIMINARY if preliminary else PUBLISHED
    reports = _by_quick_win(_reports(ids, seen_by))
    milestones = _by_quick_win(
        Milestone.objects.filter(quick_win__in=ids, archived_at=None).order_by("due_on", "position")
    )
    told = _told(ids) if preliminary else ()
    today = today_in(region.time_zone)
    return tuple(
        _line(each, reports.get(each.pk, ()), milestones.get(each.pk, ()), told, states, today) for each in found
    )


def quick_win_page(quick_win: QuickWin, *, preliminary: bool, seen_by: Any) -> QuickWinPage:
    """The page of one quick win. Which regions replicate a practice is open to everybody who sees the practice."""
    states = PRELIMINARY if preliminary else PUBLISHED
    reports = tuple(_reports([quick_win.pk], seen_by))
    milestones = tuple(quick_win.milestones.filter(archived_at=None).order_by("due_on", "position", "pk"))
    today = today_in(quick_win.region.time_zone)
    line = _line(quick_win, reports, milestones, _told([quick_win.pk]), states, today)
    ids = [each.pk for each in reports]
    proofs = _evidence(ids, seen_by)
    return QuickWinPage(
        line=line,
        reports=tuple(QuickWinReportLine(each, proofs.get(each.pk, ())) for each in reversed(reports)),
        progress=tuple(_progress(line, reports, states, quick_win)),
        risks=tuple(sorted(quick_win.risks.filter(archived_at=None), key=lambda each: (-risk_score(each), each.pk))),
        replications=tuple(
            quick_win.replications.filter(archived_at=None).select_related("requested_by").order_by("created_at", "pk")
        ),
        successors=tuple(quick_win.successors.filter(archived_at=None).order_by("year", "pk")),
        program=_program(quick_win, seen_by),
        remarks=tuple(
            _allowed(Remark, seen_by)
            .filter(quick_win_report__in=ids, resolved_at=None)
            .select_related("by", "quick_win_report__period")
            .order_by("at", "pk")
        ),
        findings=tuple(
            recorded_findings(
                _allowed(QualityFlag, seen_by)
                .filter(quick_win_report__in=ids)
                .select_related("quick_win_report__period")
                .order_by("-quick_win_report__period__opens_on", "-severity", "pk")
            )
        ),
        preliminary=preliminary,
    )


def _allowed(model: Any, seen_by: Any) -> Any:
    return model.objects.allowed(seen_by, Can.VIEW)


def _reports(ids: Collection[int], seen_by: Any) -> Any:
    """The reports of quick wins, the oldest first, with `is_in_effect`."""
    rows = _allowed(QuickWinReport, seen_by).filter(quick_win__in=ids, archived_at=None).annotate_superseded()
    in_order = rows.select_related("period__region", "quick_win__agency")
    return in_order.order_by("period__year", "period__opens_on", "revision", "pk")


def _told(ids: Collection[int]) -> tuple[MilestoneProgress, ...]:
    rows = MilestoneProgress.objects.filter(report__quick_win__in=ids, archived_at=None)
    return tuple(rows.order_by("report__period__opens_on", "report__revision", "pk"))


def _by_quick_win(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.quick_win_id, []).append(row)
    return found


def _line(
    quick_win: QuickWin,
    reports: Iterable[QuickWinReport],
    milestones: Iterable[Milestone],
    told: Iterable[MilestoneProgress],
    states: tuple[State, ...],
    today: date,
) -> QuickWinLine:
    """What counts of the reports; a report of 'no change' carries the last known percent on."""
    counting = {each.pk: each for each in reports if each.state in states and each.is_in_effect}  # type: ignore[attr-defined]
    days = {row.milestone_id: row for row in told if row.report_id in counting}
    percents = [each.physical_percent for each in counting.values() if each.physical_percent is not None]
    return QuickWinLine(
        quick_win=quick_win,
        report=next(reversed(counting.values()), None),
        percent=percents[-1] if percents else None,
        milestones=tuple(_milestone(each, days, counting, today) for each in milestones),
    )


def _milestone(
    row: Milestone, told: Mapping[int, MilestoneProgress], counting: Mapping[int, QuickWinReport], today: date
) -> MilestoneLine:
    """A day that a counting report says comes first; else the day that is written in the plan."""
    said = told.get(row.pk)
    if said is None:
        return MilestoneLine(row, row.done_on, today)
    return MilestoneLine(row, said.done_on, today, counting[said.report_id])


def _progress(
    line: QuickWinLine, reports: Iterable[QuickWinReport], states: tuple[State, ...], quick_win: QuickWin
) -> Iterable[ProgressPoint]:
    """Each period of the quick win's year of the kind that was reported last, also those to come."""
    counting = [each for each in reports if each.state in states and each.is_in_effect]  # type: ignore[attr-defined]
    kind = counting[-1].period.kind if counting else Period.Kind.QUARTER
    known: dict[int, Decimal] = {}
    carried: Decimal | None = None
    for each in counting:
        carried = each.physical_percent if each.physical_percent is not None else carried
        if carried is not None and (each.physical_percent is not None or each.nil_reason):
            known[each.period_id] = carried
    periods = quick_win.region.periods.filter(year=quick_win.year, kind=kind, archived_at=None).order_by("number")
    for period in periods:
        end = last_day(period)
        planned = weighted_share(line.milestones, lambda each, end=end: each.milestone.due_on <= end)
        yield ProgressPoint(period, planned, known.get(period.pk))


def _evidence(ids: Sequence[int], seen_by: Any) -> dict[int, tuple[EvidenceUse, ...]]:
    uses = _allowed(EvidenceUse, seen_by).of_quick_wins(ids).select_related("evidence", "quick_win_report")
    found: dict[int, list[EvidenceUse]] = {}
    for use in uses.select_related("milestone__milestone", "milestone__report").order_by("created_at", "pk"):
        found.setdefault(report_of(use).pk, []).append(use)
    return {pk: tuple(rows) for pk, rows in found.items()}


def _program(quick_win: QuickWin, seen_by: Any) -> Program | None:
    """The program that the quick win speeds up, in the version of the plan in force."""
    if quick_win.program_lineage is None:
        return None
    rows: Any = Program.objects.allowed(seen_by, Can.VIEW)
    found: Program | None = rows.in_force().filter(lineage=quick_win.program_lineage).first()
    return found


def _due(line: MilestoneLine) -> tuple[date, int]:
    return line.milestone.due_on, line.milestone.pk
