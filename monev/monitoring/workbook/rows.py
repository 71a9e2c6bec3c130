"""The rows of each sheet: identifiers, what is known, what was entered, and the figures of the same calculations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from monev.monitoring.achievement import capped
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.rules import AS_ZERO, Rules
from monev.monitoring.selectors.entry import live_figures
from monev.monitoring.selectors.entry_parts import WinPlan
from monev.monitoring.selectors.inputs import Entry, IndicatorPlan
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.workbooks import Contents, Line
from monev.monitoring.workbook.columns import (
    ACTIONS,
    INDICATORS,
    MILESTONES,
    PLEDGES,
    PROGRAMS,
    QUICK_WINS,
    SPENDING,
)
from monev.monitoring.workflow import State

Value = str | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column key. `is_open`: the person may fill its inputs. `plan` is what formulas of its cells need."""

    values: dict[str, Value]
    is_open: bool
    line: Line
    indicator: IndicatorPlan | None = None
    earlier: tuple[Decimal, ...] = ()


def rows_of(contents: Contents) -> dict[str, list[Row]]:
    """The rows by key of the sheet; words in the active language."""
    found: dict[str, list[Row]] = {
        key: [] for key in (PROGRAMS, INDICATORS, SPENDING, ACTIONS, QUICK_WINS, MILESTONES, PLEDGES)
    }
    for line in contents.of("progress"):
        figure = live_figures(line.program_plan, line.stored)
        found[PROGRAMS].append(Row(_program(line, figure), line.is_open, line))
        found[INDICATORS] += _indicators(line, figure)
        found[SPENDING] += _spending(line, figure, contents)
        found[ACTIONS] += _actions(line)
    for line in contents.of("quick-win"):
        found[QUICK_WINS].append(Row(_quick_win(line), line.is_open, line))
        found[MILESTONES] += _milestones(line)
    found[PLEDGES] = [Row(_pledge(line), line.is_open, line) for line in contents.of("pledge")]
    return found


def pick_label(line: Line) -> str:
    """How a program is called in the drop-down list of added rows: `1.02.01 – Posyandu digital`."""
    return f"{line.subject.code} – {line.subject.name}"[:200]


def state_label(line: Line) -> str:
    """A report's state, or that nothing was entered yet."""
    return str(State(line.report.state).label) if line.report else gettext("Not filled in")


def _words(line: Line) -> dict[str, Value]:
    stored = line.stored
    return {
        "nil_reason": stored.nil_reason,
        "narrative": stored.narrative,
        "supporting_factors": stored.supporting_factors,
        "hindering_factors": stored.hindering_factors,
        "follow_up": stored.follow_up,
    }


def _before(line: Line) -> list[Entry]:
    """The entries of the periods before this one, oldest first."""
    plan = line.program_plan
    return [entry for number, entry in sorted(plan.inputs.entries.items()) if number < plan.period.number]


def _program(line: Line, figure: ProgramFigure) -> dict[str, Value]:
    plan = line.program_plan
    sums = [sum(entry.spending.values(), Decimal(0)) for entry in _before(line) if entry.spending]
    return {
        "program": line.key,
        "code": line.subject.code,
        "name": line.subject.name,
        "state": state_label(line),
        "planned": plan.planned,
        "previous_physical": plan.previous_physical,
        "physical_percent": line.stored.physical_percent,
        "deviation": figure.deviation,
        "ceiling": figure.ceiling,
        "previous_spending": sums[-1] if sums else None,
        "spending": figure.spending,
        "absorption": figure.absorption,
        "achievement": figure.achievement.value,
        **_words(line),
    }


def _of_program(line: Line) -> dict[str, Value]:
    return {"program": line.key, "program_code": line.subject.code, "name": line.subject.name}


def _indicators(line: Line, figure: ProgramFigure) -> Iterator[Row]:
    plan = line.program_plan
    figures = {each.indicator_id: each for each in figure.indicators}
    for slot, known in zip(plan.indicators, plan.inputs.indicators, strict=True):
        row, own = known.indicator, figures[slot.indicator_id]
        values: dict[str, Value] = {
            **_of_program(line),
            "indicator": str(row.lineage),
            "indicator_name": row.name,
            "unit": row.unit,
            "polarity": str(row.get_polarity_display()),
            "aggregation": str(row.get_aggregation_display()),
            "target": known.target if known.target is not None else known.target_text,
            "previous_value": slot.previous,
            "value": line.stored.values.get(slot.indicator_id),
            "realised": own.realised,
            "achievement": own.achievement_shown,
            "achievement_uncapped": own.achievement,
            "achievement_counted": _counted(own.achievement, plan.rules),
        }
        reported = [entry.values.get(row.lineage) for entry in _before(line)]
        earlier = tuple(value for value in reported if value is not None)
        yield Row(values, line.is_open, line, known, earlier)


def _counted(achieved: Decimal | None, rules: Rules) -> Decimal | None:
    """As it goes into the mean; a missing one is zero only where the region says so."""
    return capped(Decimal(0) if achieved is None and rules.missing_policy == AS_ZERO else achieved, rules)


def _spending(line: Line, figure: ProgramFigure, contents: Contents) -> Iterator[Row]:
    reached = {each.source_id: each.absorption for each in figure.sources}
    for slot in line.program_plan.sources:
        values: dict[str, Value] = {
            **_of_program(line),
            "source_code": contents.funds[slot.source_id].code,
            "source": slot.name,
            "ceiling": slot.ceiling,
            "previous_amount": slot.previous,
            "amount": line.stored.spending.get(slot.source_id),
            "absorption": reached.get(slot.source_id),
        }
        yield Row(values, line.is_open, line)


def _actions(line: Line) -> Iterator[Row]:
    for slot in line.program_plan.actions:
        values: dict[str, Value] = {
            **_of_program(line),
            "action_item": str(slot.action_id),
            "action_name": slot.name,
            "action_kind": slot.kind,
            "previous_state": _label(ActionItemProgress.State, slot.previous),
            "action_state": _label(ActionItemProgress.State, line.stored.actions.get(slot.action_id) or ""),
        }
        yield Row(values, line.is_open, line)


def _quick_win(line: Line) -> dict[str, Value]:
    return {
        "quick_win": line.key,
        "name": line.subject.title,
        "state": state_label(line),
        "previous_physical": line.previous.physical_percent if line.previous else None,
        "physical_percent": line.stored.physical_percent,
        **_words(line),
    }


def _milestones(line: Line) -> Iterator[Row]:
    plan = line.plan
    for slot in plan.milestones if isinstance(plan, WinPlan) else ():
        values: dict[str, Value] = {
            "quick_win": line.key,
            "milestone": str(slot.milestone_id),
            "name": line.subject.title,
            "milestone_name": slot.name,
            "due_on": slot.due_on,
            "done_on": slot.reached_on or line.stored.milestones.get(slot.milestone_id),
        }
        yield Row(values, line.is_open and slot.reached_on is None, line)


def _pledge(line: Line) -> dict[str, Value]:
    states: Any = type(line.subject).State
    return {
        "pledge": line.key,
        "name": line.subject.text,
        "due_year": str(line.subject.due_year or ""),
        "state": state_label(line),
        "previous_state": _label(states, line.previous.pledge_state if line.previous else ""),
        "pledge_state": _label(states, line.stored.pledge_state),
        **_words(line),
    }


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""
