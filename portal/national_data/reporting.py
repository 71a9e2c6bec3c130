"""The reports of a made-up region: of programs with spending, values, evidence and findings; of quick wins."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from monev.monitoring import quality_codes
from monev.monitoring.workflow import State
from organizations.roles import Role
from portal.national_data import content
from portal.national_data.dates import Span
from portal.national_data.planning import MadeProgram, MadeRegion, planned_percent
from portal.national_data.tables import Tables

LOCKED = ((State.VERIFIED, 975), (State.SUBMITTED, 10), (None, 15))
"""States of the reports of a locked period, in thousandths; none: nothing was reported."""
OPEN = ((State.VERIFIED, 400), (State.SUBMITTED, 260), (State.RETURNED, 80), (State.DRAFT, 110), (None, 150))
FLAGGED, PROVEN, LATE = 0.04, 0.1, 0.06


def report_region(tables: Tables, made: MadeRegion, periods: list[tuple[int, Span]], open_periods: set[int]) -> None:
    """All reports of all periods, in the order in which they were entered."""
    for period, span in periods:
        states = OPEN if period in open_periods else LOCKED
        for program in made.programs:
            if state := _state(made, states):
                _report(tables, made, program, period, span, state)
        for number, year in made.quick_wins:
            if year == span.year and (state := _state(made, states)):
                percent = min(100, round(planned_percent(span.last_month) * made.chance.uniform(0.7, 1.1)))
                steps, at = _steps(made, period, span, state, percent, next(iter(made.operators.values())))
                tables.quick_win_report.add(made.chance, at, number, *steps)


def _state(made: MadeRegion, states: tuple[tuple[State | None, int], ...]) -> State | None:
    drawn = made.chance.randrange(1000)
    for state, share in states:
        drawn -= share
        if drawn < 0:
            return state
    return None


def _report(tables: Tables, made: MadeRegion, program: MadeProgram, period: int, span: Span, state: State) -> None:
    chance = made.chance
    planned = planned_percent(span.last_month)
    done = min(1.0, planned / 100 * program.pace * chance.uniform(0.97, 1.03))
    steps, at = _steps(made, period, span, state, round(done * 100, 2), made.operator_of(program.agency))
    report = tables.report.add(chance, at, program.number, *steps)
    absorbed = min(1.0, done * 0.94)
    for fund, ceiling in program.budgets[span.year].items():
        tables.spending.add(chance, at, report, fund, int(ceiling * absorbed))
    for each in program.indicators:
        target = each.targets[span.year - made.years[0]]
        share = Decimal(str(round(done, 4)))
        value = target * share if each.is_summed else each.baseline + (target - each.baseline) * share
        tables.value.add(chance, at, report, each.number, value.quantize(Decimal("0.01")))
    if span.year == made.years[-1]:
        for item in program.action_items:
            tables.item_progress.add(chance, at, report, item, _item_state(done * chance.uniform(0.6, 1.2)))
    if chance.random() < PROVEN:
        _evidence(tables, made, program, report, span, at)
    if chance.random() < FLAGGED:
        code, severity = chance.choice(((quality_codes.NO_EVIDENCE, "notice"), (quality_codes.JUMP, "warning")))
        tables.flag.add(chance, at, made.region.pk, program.agency, report, at, code, severity, "")


def _item_state(done: float) -> str:
    """How far a concrete step is; they are reported for the newest year."""
    return "done" if done > 0.9 else "running" if done > 0.15 else "waiting"


def _evidence(tables: Tables, made: MadeRegion, program: MadeProgram, report: int, span: Span, at: str) -> None:
    link = f"https://contoh.example/{made.region.code}/{span.year}-{span.number}/{report}"
    title = f"Dokumentasi pelaksanaan {span.year}-{span.number} (contoh)"
    person = made.operator_of(program.agency)
    evidence = tables.evidence.add(
        made.chance, at, made.region.pk, program.agency, "other", title, link, span.opens_on, person
    )
    tables.use.add(made.chance, at, evidence, report, made.chance.choice(("sufficient", "strong", "weak")))


def _steps(
    made: MadeRegion, period: int, span: Span, state: State, percent: float, operator: int
) -> tuple[tuple[Any, ...], str]:
    """The columns that all reports have, and the moment of the last change."""
    chance = made.chance
    late = chance.random() < LATE
    first = span.closes_on + timedelta(days=2) if late else span.opens_on + timedelta(days=2)
    entered = datetime.combine(first, datetime.min.time()) + timedelta(seconds=chance.randrange(2 * 3600, 9 * 3600))
    submitted = None if state == State.DRAFT else entered + timedelta(minutes=30)
    verified = entered + timedelta(days=chance.randrange(1, 9)) if state == State.VERIFIED else None
    obstacle = chance.choice(content.OBSTACLES)
    steps = (
        period,
        state.value,
        percent,
        chance.choice(content.NARRATIVES),
        obstacle,
        chance.choice(content.ANSWERS) if obstacle else "",
        late,
        operator,
        submitted,
        operator if submitted else None,
        verified,
        made.people[Role.VERIFIER] if verified else None,
        "Lengkapi data dukung." if state == State.RETURNED else "",
    )
    return steps, str(verified or submitted or entered)
