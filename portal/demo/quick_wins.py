"""Example quick wins, one a pillar, with milestones, risks, and reports of the year of the open period."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import MilestoneProgress, QuickWinReport
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.workflow import State
from organizations.models import Region
from pillars.models import Pillar, SubDimension
from portal.demo.agencies import Offices
from portal.demo.current import Handout
from portal.demo.periods import moment
from portal.demo.quarters import Calendar
from portal.demo.store import examples
from portal.demo.stories import SUBMITTED
from portal.demo.told import Scene
from portal.demo.trail import Trail
from portal.reference.files import toml
from quickwins.models import Milestone, QuickWin, Replication, Risk

Row = dict[str, Any]
WORDS = ("title", "problem", "innovation", "benefit", "uniqueness", "sustainability", "resources", "is_practice")
SILENT, NIL = "silent", "nil"


def load(region: Region, offices: Offices, programs: dict[str, Program], year: int) -> list[tuple[Row, QuickWin]]:
    """The quick wins of that year with milestones and risks, beside what the content file says of them."""
    rows = toml("demo/quick_wins.toml")["quick_win"]
    pillars = {pillar.code: pillar for pillar in Pillar.objects.filter(pillar_set__code="2017")}
    sub_dimensions = {row.code: row for row in SubDimension.objects.all()}
    made = examples(
        QuickWin(
            region=region,
            agency=offices.agencies[row["agency"]],
            pillar=pillars[row["pillar"]],
            sub_dimension=sub_dimensions[row["sub"]],
            program_lineage=programs[row["program"]].lineage,
            year=year,
            **{name: row[name] for name in WORDS},
        )
        for row in rows
    )
    pairs = list(zip(rows, made, strict=True))
    for row, quick_win in pairs:
        quick_win.partners.set([offices.partners[key] for key in row["partners"]])
    examples(_milestones(pairs))
    examples(_risks(pairs))
    return pairs


def _milestones(pairs: list[tuple[Row, QuickWin]]) -> Iterator[Milestone]:
    for row, quick_win in pairs:
        for position, (name, month, done) in enumerate(row["milestones"], start=1):
            due = date(quick_win.year, month, calendar.monthrange(quick_win.year, month)[1])
            yield Milestone(
                quick_win=quick_win,
                name=name,
                due_on=due,
                done_on=due.replace(day=20) if done else None,
                position=position,
            )


def _risks(pairs: list[tuple[Row, QuickWin]]) -> Iterator[Risk]:
    for row, quick_win in pairs:
        for text, likelihood, impact, mitigation, done in row["risks"]:
            yield Risk(
                quick_win=quick_win,
                text=text,
                likelihood=likelihood,
                impact=impact,
                mitigation=mitigation,
                is_mitigated=done,
            )


def replicate(pairs: list[tuple[Row, QuickWin]], by: Region) -> None:
    """Another region asks for the first published practice."""
    practice = next(quick_win for row, quick_win in pairs if row["is_practice"])
    examples(
        [Replication(quick_win=practice, requested_by=by, message="Contoh permohonan: mohon panduan dan kode sumber.")]
    )


def reports(pairs: list[tuple[Row, QuickWin]], scene: Scene) -> None:
    """A verified report for each closed quarter of the quick win's year."""
    made = [
        _report(row, quick_win, days, period, scene)
        for row, quick_win in pairs
        for days, period in scene.periods
        if days.quarter.year == quick_win.year and not days.is_open
    ]
    stored = examples(made)
    examples(_reached(stored))
    Trail.of(stored, scene.verifier).write()


def _reached(reports: list[QuickWinReport]) -> Iterator[MilestoneProgress]:
    """Each milestone in the report of the quarter in which it was reached."""
    for report in reports:
        last = last_day(report.period)
        first = last.replace(month=last.month - 2, day=1)
        for milestone in report.quick_win.milestones.filter(done_on__range=(first, last)):
            yield MilestoneProgress(report=report, milestone=milestone, done_on=milestone.done_on)


def _report(row: Row, quick_win: QuickWin, days: Calendar, period: Period, scene: Scene) -> QuickWinReport:
    operator = scene.operators[quick_win.agency_id]
    return QuickWinReport(
        quick_win=quick_win,
        period=period,
        state=State.VERIFIED,
        physical_percent=Decimal(row["progress"][days.quarter.number - 1]),
        narrative=_narrative(quick_win),
        entered_by=operator,
        submitted_by=operator,
        submitted_at=moment(period.region, days.closes_on, 8),
        verified_by=scene.verifier,
        verified_at=moment(period.region, days.closes_on, 14),
    )


def _narrative(quick_win: QuickWin) -> str:
    return f"Contoh: {quick_win.title} berjalan sesuai tahapan."


def current(pairs: list[tuple[Row, QuickWin]], scene: Scene) -> Iterator[Handout]:
    """What is handed in about them in the open quarter; one of them stays silent."""
    days, period = scene.periods[-1]
    for row, quick_win in pairs:
        if row["open"] == SILENT:
            continue
        nil = row["open"] == NIL
        number = days.quarter.number - 1
        percent = row["progress"][max(number - 1, 0)] if nil else row["progress"][number]
        yield Handout(
            subject=quick_win,
            period=period,
            data=ReportData(
                physical_percent=Decimal(percent),
                narrative="" if nil else _narrative(quick_win),
                nil_reason=f"Contoh: {row['reason']}" if nil else "",
            ),
            outcome=SUBMITTED if nil else row["open"],
            operator=scene.operators[quick_win.agency_id],
            reason=f"Contoh: {row.get('reason', '')}",
        )
