"""Example progress of the programs over the eight quarters: reports, figures, evidence, trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.workflow import State
from organizations.models import User
from portal.demo.evidence import Drawer
from portal.demo.figures import PlanFigures
from portal.demo.periods import moment
from portal.demo.quarters import Calendar
from portal.demo.store import examples
from portal.demo.stories import BARE, DRAFT, RETURNED, SHARED, SUBMITTED, VERIFIED, Chapter, chapter, pick
from portal.demo.trail import Trail
from portal.reference.files import toml

STATES = {DRAFT: State.DRAFT, SUBMITTED: State.SUBMITTED, VERIFIED: State.VERIFIED, RETURNED: State.RETURNED}


@dataclass
class Told:
    """One report to be: the program, its chapter, and what was reported before it in the same year."""

    program: Program
    days: Calendar
    period: Period
    chapter: Chapter
    before: Decimal
    report: ProgressReport = field(default_factory=ProgressReport)

    @property
    def physical(self) -> Decimal:
        """Nothing new where nothing happened."""
        return self.before if self.chapter.is_nil else self.chapter.physical

    @property
    def seed(self) -> str:
        return f"{self.program.code} {self.days.quarter.year} {self.days.quarter.number}"


@dataclass(frozen=True)
class Scene:
    """What the reports need: the plan's figures, who enters, who verifies, today."""

    plan: PlanFigures
    operators: dict[int, User]
    verifier: User | None
    today: date


def load(
    rows: list[dict[str, Any]],
    programs: dict[str, Program],
    periods: list[tuple[Calendar, Period]],
    operators: dict[int, User],
    verifier: User | None,
    today: date,
) -> None:
    """All reports with spending, values, evidence and trail."""
    scene = Scene(PlanFigures.of(list(programs.values())), operators, verifier, today)
    stories, texts = toml("demo/stories.toml"), toml("demo/texts.toml")
    told = [
        each for row in rows for each in _chapters(programs[row["code"]], stories[row["story"]], periods, scene.plan)
    ]
    for each in told:
        each.report = _report(each, scene, texts)
    examples(each.report for each in told)
    examples(_spending(told, scene))
    examples(_values(told, scene))
    _evidence(told, scene)
    Trail.of((each.report for each in told), verifier).write()


def _chapters(
    program: Program, story: dict[str, Any], periods: list[tuple[Calendar, Period]], plan: PlanFigures
) -> Iterator[Told]:
    """The reports of one program in order; the year begins at zero."""
    before = Decimal(0)
    for position, (days, period) in enumerate(periods, start=1):
        quarter = days.quarter
        if quarter.number == 1:
            before = Decimal(0)
        if not program.start_year <= quarter.year <= program.end_year:
            continue
        planned = plan.physical[program.pk, quarter.year, quarter.last_month]
        made = chapter(story, position, planned, f"{program.code} {quarter.year} {quarter.number}")
        if made:
            each = Told(program, days, period, made, before)
            before = each.physical
            yield each


def _report(each: Told, scene: Scene, texts: dict[str, Any]) -> ProgressReport:
    operator = scene.operators[each.program.lead_agency_id]
    report = ProgressReport(
        program=each.program,
        period=each.period,
        state=STATES[each.chapter.outcome],
        physical_percent=each.physical,
        entered_by=operator,
        is_late=each.chapter.is_late,
        **_words(each, texts),
    )
    if each.chapter.outcome != DRAFT:
        report.submitted_at, report.submitted_by = _submitted(each, scene.today), operator
    if each.chapter.outcome == VERIFIED:
        report.verified_at, report.verified_by = _after(report.submitted_at, each, scene.today), scene.verifier
    if each.chapter.outcome == RETURNED:
        report.return_reason = texts["mark"] + pick(texts["return_reasons"], each.seed)
    return report


def _words(each: Told, texts: dict[str, Any]) -> dict[str, str]:
    def say(kind: str) -> str:
        return texts["mark"] + pick(texts[kind], f"{kind} {each.seed}")

    if each.chapter.is_nil:
        return {"nil_reason": say("nil")}
    return {
        "narrative": say("narrative_behind" if each.chapter.is_behind else "narrative"),
        "supporting_factors": say("supporting"),
        "hindering_factors": say("hindering"),
        "follow_up": say("follow_up"),
    }


def _submitted(each: Told, today: date) -> datetime:
    """Some days before the closing day, after it when late; never in the future."""
    days = -2 if not each.chapter.is_late else 3
    day = min(each.days.closes_on + timedelta(days=days), each.days.locks_on)
    if each.days.is_open:
        day = max(today - timedelta(days=1 + len(each.seed) % 3), each.days.opens_on)
    return moment(each.period.region, min(day, today), 9, len(each.program.name) % 60)


def _after(submitted: datetime | None, each: Told, today: date) -> datetime:
    """Two days later, or on the day of the lock."""
    day = min(submitted.date() + timedelta(days=2), each.days.locks_on, today) if submitted else today
    return moment(each.period.region, day, 11, len(each.program.name) % 60)


def _spending(told: list[Told], scene: Scene) -> Iterator[Spending]:
    for each in told:
        if each.chapter.is_nil and not each.before:
            continue
        for source, amount in scene.plan.spending(each.program, each.days.quarter, each.chapter).items():
            yield Spending(report=each.report, source_of_funds_id=source, amount=amount)


def _values(told: list[Told], scene: Scene) -> Iterator[IndicatorValue]:
    for each in told:
        if each.chapter.is_nil:
            continue
        rise = each.physical - each.before
        for indicator, value in scene.plan.values(each.program, each.days.quarter, each.chapter, rise):
            yield IndicatorValue(report=each.report, indicator=indicator, value=value)


def _evidence(told: list[Told], scene: Scene) -> None:
    drawer = Drawer()
    for each in told:
        if each.chapter.is_nil or each.chapter.evidence == BARE:
            continue
        by = scene.operators[each.program.lead_agency_id]
        on = min(each.days.quarter.last_day, scene.today)
        if each.chapter.evidence == SHARED:
            drawer.shared(each.report, by, on)
        else:
            drawer.own(each.report, each.days.quarter, by, on)
    drawer.close()
