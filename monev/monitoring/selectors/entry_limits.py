"""What the figures of a program's report are held against: the whole of it, or only what the plan itself says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from masterplan.models.plans import BudgetLine, Indicator, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.entry_parts import steps_running
from monev.monitoring.selectors.inputs import budget_at, last_day


@dataclass(frozen=True, slots=True)
class Limits:
    """What may stand in the lists of a report: sources by id with their names and ceilings, ids of the rest."""

    sources: Mapping[int, str]
    ceilings: Mapping[int, Decimal]
    indicators: Collection[int]
    actions: Collection[int]


def planned_limits(program: Program, period: Period, parts: Collection[str]) -> Limits:
    """What the plan allows in these lists (names of `Part`), a query for each.

    Never more than `EntryPlan.limits`, which also knows the sources that need no budget and those reported before.
    """
    lines = _budget(program, period) if "spending" in parts else {}
    indicators = Indicator.objects.filter(program=program, archived_at=None)
    steps = steps_running([program.pk], period)
    return Limits(
        sources={key: line.source_of_funds.name for key, line in lines.items()},
        ceilings={key: line.ceiling for key, line in lines.items()},
        indicators=set(indicators.order_by().values_list("pk", flat=True)) if "values" in parts else (),
        actions=set(steps.order_by().values_list("pk", flat=True)) if "actions" in parts else (),
    )


def _budget(program: Program, period: Period) -> dict[int, BudgetLine]:
    rows = BudgetLine.objects.filter(program=program, year=period.year, archived_at=None)
    return budget_at(rows.select_related("source_of_funds").order_by("pk"), last_day(period))
