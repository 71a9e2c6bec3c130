"""What a report says beside the programs: quick wins, pledges of the joint commitment, data-quality flags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.figures import RegionFigures
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import State
from organizations.models import Region
from quickwins.models import Milestone, QuickWin


def _counting(preliminary: bool) -> tuple[str, ...]:
    return PRELIMINARY if preliminary else (State.VERIFIED,)


def quick_win_rows(region: Region, period: Period, *, preliminary: bool) -> list[dict[str, Any]]:
    """The quick wins of the period's year: progress of the period, milestones done by its last day, obstacles."""
    milestones = Milestone.objects.filter(archived_at=None).order_by("position", "due_on", "pk")
    rows = (
        QuickWin.objects.of_region(region)
        .current()
        .filter(year=period.year)
        .for_list()
        .prefetch_related(Prefetch("milestones", milestones, to_attr="steps"))
    )
    reports = {
        report.quick_win_id: report
        for report in QuickWinReport.objects.in_effect().filter(
            period=period, quick_win__in=rows, state__in=_counting(preliminary)
        )
    }
    return [_quick_win(row, reports.get(row.pk), period) for row in rows]


def _quick_win(row: QuickWin, report: QuickWinReport | None, period: Period) -> dict[str, Any]:
    steps: list[Milestone] = row.steps  # type: ignore[attr-defined]
    end = last_day(period)
    return {
        "title": row.title,
        "agency": str(row.agency),
        "pillar": row.pillar.letters,
        "is_example": row.is_example,
        "state": report.state if report else "",
        "physical": report.physical_percent if report else None,
        "milestones": len(steps),
        "milestones_done": sum(bool(each.done_on and each.done_on <= end) for each in steps),
        "milestones_overdue": sum(each.due_on <= end and not (each.done_on and each.done_on <= end) for each in steps),
        "narrative": report.narrative if report else "",
        "hindering_factors": report.hindering_factors if report else "",
        "follow_up": report.follow_up if report else "",
    }


def pledge_rows(region: Region, period: Period, figures: RegionFigures, *, preliminary: bool) -> list[dict[str, Any]]:
    """What OPDs pledged, and how far each pledge is kept as last reported up to this period."""
    names = {each.program.lineage: each.program.name for each in figures.programs}
    rows = Pledge.objects.of_region(region).current().filter(commitment__archived_at=None).for_list()
    last: dict[int, PledgeReport] = {}
    reports = PledgeReport.objects.in_effect().filter(
        pledge__in=rows, period__kind=period.kind, state__in=_counting(preliminary)
    )
    for report in reports.select_related("period").order_by("period__year", "period__number"):
        if (report.period.year, report.period.number) <= (period.year, period.number):
            last[report.pledge_id] = report
    return [_pledge(row, last.get(row.pk), names) for row in rows]


def _pledge(row: Pledge, report: PledgeReport | None, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "agency": str(row.commitment.agency),
        "text": row.text,
        "program": names.get(row.program_lineage, ""),
        "due_year": row.due_year,
        "pledge_state": (report.pledge_state if report else "") or row.state,
        "reported_in": report.period.label if report else "",
        "physical": report.physical_percent if report else None,
        "note": report.narrative if report else "",
        "is_example": row.is_example,
    }


def quality_rows(figures: RegionFigures) -> list[dict[str, Any]]:
    """The open and explained findings of the data-quality rules on the reports that count."""
    by_report = {each.entry.report_id: each for each in figures.programs if each.entry}
    found: dict[int, list[QualityFlag]] = defaultdict(list)
    for flag in QualityFlag.objects.of_region(figures.region).filter(progress_report__in=by_report).order_by("pk"):
        found[flag.progress_report_id or 0].append(flag)
    return [
        _flag(flag, str(by_report[key].program.name), str(by_report[key].program.lead_agency))
        for key in _in_order(by_report, found)
        for flag in found[key]
    ]


def _in_order(reports: Iterable[int], found: dict[int, list[QualityFlag]]) -> list[int]:
    return [each for each in reports if each in found]


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
