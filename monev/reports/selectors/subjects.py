"""What a report says beside the programs: quick wins, pledges of the joint commitment, data-quality flags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.figures import RegionFigures
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.region_year import QuickWinStanding, RegionYear, counting, quick_win_standings
from monev.reports.selectors.beside import counting_states
from quickwins.models import Milestone, Risk

UNKNOWN = "unknown"
"""A pledge on which reports count, but none up to the period."""


def quick_win_rows(year: RegionYear, *, preliminary: bool) -> list[dict[str, Any]]:
    """The quick wins of the period's year: progress at its end, milestones done by its last day, obstacles."""
    states = counting_states(preliminary)
    milestones = _by_quick_win(year.more["milestones"], lambda each: (each.position, each.due_on, each.pk))
    reports = counting(year, "quick-win")
    found = []
    for standing in quick_win_standings(year, states):
        report = reports.get((standing.quick_win.pk, year.period.number))
        counted = report if report is not None and report.state in states else None
        found.append(_quick_win(standing, counted, milestones[standing.quick_win.pk], year.period))
    return found


def _by_quick_win(rows: Iterable[Any], order: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=order):
        found[row.quick_win_id].append(row)
    return found


def _quick_win(standing: QuickWinStanding, report: Any, steps: list[Milestone], period: Period) -> dict[str, Any]:
    row, end = standing.quick_win, last_day(period)
    done = [bool(each.done_on and each.done_on <= end) for each in steps]
    return {
        "title": row.title,
        "agency": str(row.agency),
        "pillar": row.pillar.letters,
        "is_example": row.is_example,
        "state": report.state if report else "",
        "physical": standing.percent,
        "milestones": len(steps),
        "milestones_done": sum(done),
        "milestones_overdue": sum(
            each.due_on <= end and not is_done for each, is_done in zip(steps, done, strict=True)
        ),
        "steps": [
            {"name": each.name, "due_on": each.due_on, "done_on": each.done_on if is_done else None}
            for each, is_done in zip(steps, done, strict=True)
        ],
        "narrative": report.narrative if report else "",
        "hindering_factors": report.hindering_factors if report else "",
        "follow_up": report.follow_up if report else "",
    }


def risk_rows(year: RegionYear) -> list[dict[str, Any]]:
    """The risks of the quick wins that are not mitigated yet, the gravest first."""
    weights = {Risk.Level.LOW: 1, Risk.Level.MEDIUM: 2, Risk.Level.HIGH: 3}
    order = {each.pk: number for number, each in enumerate(year.quick_wins)}
    own = {each.pk: each for each in year.quick_wins}
    rows = [each for each in year.more["risks"] if not each.is_mitigated and each.quick_win_id in own]
    rows.sort(key=lambda each: (-weights[each.likelihood] * weights[each.impact], order[each.quick_win_id], each.pk))
    return [
        {
            "quick_win": own[each.quick_win_id].title,
            "agency": str(own[each.quick_win_id].agency),
            "text": each.text,
            "likelihood": each.likelihood,
            "impact": each.impact,
            "mitigation": each.mitigation,
            "is_example": each.is_example,
        }
        for each in rows
    ]


def pledge_rows(year: RegionYear, names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """What OPDs pledged, and how far each pledge is kept as last reported up to this period."""
    reports: dict[int, list[PledgeReport]] = defaultdict(list)
    for report in year.more["said_of_pledges"]:
        reports[report.pledge_id].append(report)
    until = (year.period.year, year.period.last_month)
    found = []
    for row in year.pledges:
        if row.commitment.archived_at is None:
            up_to = [each for each in reports[row.pk] if _moment(each) <= until]
            last = max(up_to, key=lambda each: (*_moment(each), each.pk), default=None)
            found.append(_pledge(row, last, names, is_reported=bool(reports[row.pk]), year=until[0]))
    return found


def _moment(report: Any) -> tuple[int, int]:
    months = 3 if report.period_kind == Period.Kind.QUARTER else 1
    return report.period_year, report.period_number * months


def _pledge(row: Pledge, report: Any, names: Mapping[UUID, str], *, is_reported: bool, year: int) -> dict[str, Any]:
    said = report.pledge_state if report else ""
    state = said or (UNKNOWN if is_reported and report is None else str(row.state))
    then = Pledge(state=Pledge.State.OPEN if state == UNKNOWN else state, due_year=row.due_year)
    return {
        "agency": str(row.commitment.agency),
        "text": row.text,
        "program": names.get(row.program_lineage, "") if row.program_lineage else "",
        "due_year": row.due_year,
        "pledge_state": state,
        "is_behind": then.is_behind(year),
        "reported_in": _label(report) if report else "",
        "physical": report.physical_percent if report else None,
        "note": report.narrative if report else "",
        "is_example": row.is_example,
    }


def _label(report: Any) -> str:
    kind, number = report.period_kind, report.period_number
    return Period(kind=kind, year=report.period_year, number=number).label


def quality_rows(year: RegionYear, figures: RegionFigures) -> list[dict[str, Any]]:
    """The open and explained findings of the data-quality rules on the reports that count."""
    found: dict[int, list[QualityFlag]] = defaultdict(list)
    for flag in sorted(year.more["all_flags"], key=lambda each: each.pk):
        found[flag.progress_report_id or 0].append(flag)
    return [
        _flag(flag, str(each.program.name), str(each.program.lead_agency))
        for each in figures.programs
        if each.entry
        for flag in found[each.entry.report_id]
    ]


def _flag(flag: QualityFlag, program: str, agency: str) -> dict[str, Any]:
    return {
        "program": program,
        "agency": agency,
        "code": flag.code,
        "severity": flag.severity,
        "params": flag.params,
        "explanation": flag.explanation,
        "is_settled": flag.settled_at is not None,
    }
