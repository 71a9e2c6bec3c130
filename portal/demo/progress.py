"""Example progress of the closed quarters: reports, figures, evidence, trail, at the times of those quarters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, ProgressReport, Spending
from monev.monitoring.services.flags import refresh_flags
from monev.monitoring.workflow import State
from portal.demo import proofs
from portal.demo.evidence import Drawer
from portal.demo.periods import moment
from portal.demo.steps import Steps
from portal.demo.store import examples
from portal.demo.stories import RETURNED, VERIFIED
from portal.demo.told import Scene, Told, say, words
from portal.demo.trail import Trail

STATES = {VERIFIED: State.VERIFIED, RETURNED: State.RETURNED}


def load(told: list[Told], scene: Scene) -> None:
    """The reports with spending, values, evidence and trail."""
    for each in told:
        each.report = _report(each, scene)
    examples(each.report for each in told)
    examples(_spending(told, scene))
    examples(_values(told, scene))
    examples(_steps(told))
    _evidence(told, scene)
    Trail.of((each.report for each in told), scene.verifier).write()
    year = scene.periods[-1][0].quarter.year
    _flag([each.report for each in told if each.days.quarter.year == year], scene)


def _report(each: Told, scene: Scene) -> ProgressReport:
    operator, submitted = scene.operators[each.program.lead_agency_id], _submitted(each)
    report = ProgressReport(
        program=each.program,
        period=each.period,
        state=STATES[each.chapter.outcome],
        physical_percent=each.physical,
        entered_by=operator,
        submitted_by=operator,
        submitted_at=submitted,
        is_late=each.chapter.is_late,
        **words(each),
    )
    if report.state == State.VERIFIED:
        report.verified_at, report.verified_by = _verified(each, submitted.date()), scene.verifier
    else:
        report.return_reason = say("return_reasons", each)
    return report


def _submitted(each: Told) -> datetime:
    """Two days before the closing day, three after it when late."""
    day = each.days.closes_on + timedelta(days=3 if each.chapter.is_late else -2)
    return moment(each.period.region, min(day, each.days.locks_on), 9, len(each.program.name) % 60)


def _verified(each: Told, submitted_on: date) -> datetime:
    """Two days later, at the latest on the day of the lock."""
    day = min(submitted_on + timedelta(days=2), each.days.locks_on)
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


def _steps(told: list[Told]) -> Iterator[ActionItemProgress]:
    steps_of = Steps(each.program for each in told)
    for each in told:
        for item, state in steps_of.states(each.program, each.days.quarter.year, each.physical).items():
            yield ActionItemProgress(report=each.report, action_item_id=item, state=state)


def _evidence(told: list[Told], scene: Scene) -> None:
    drawer = Drawer()
    for each in told:
        if not each.chapter.is_nil:
            found = proofs.of_chapter(each.program, each.days.quarter, each.chapter.evidence)
            drawer.put(each.report, found, scene.operators[each.program.lead_agency_id], each.days.quarter.last_day)
    drawer.close()


def _flag(reports: list[ProgressReport], scene: Scene) -> None:
    """What the data-quality rules found in this year's reports; flags of verified ones were settled by the verifier."""
    for report in reports:
        if not refresh_flags(report, by=scene.verifier):
            continue
        report.qualityflags.update(at=report.submitted_at)
        if report.state == State.VERIFIED:
            report.qualityflags.update(settled_at=report.verified_at, settled_by=scene.verifier)
