"""The action items of a program over time: planned years, and the state that each report told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from masterplan.models.plans import ActionItem
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, ProgressReport

States = ActionItemProgress.State
UNTOLD = "untold"
"""No report that counts says anything about it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The state of an action item as the report of one period tells it."""

    period: Period
    state: str
    report_id: int


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action item with what was told of it, the oldest first. `is_behind`: it should be further by the period."""

    item: ActionItem
    told: tuple[Told, ...]
    is_behind: bool

    @property
    def last(self) -> Told | None:
        return self.told[-1] if self.told else None

    @property
    def state(self) -> str:
        """The last state that counts, or `untold`."""
        return self.last.state if self.last else UNTOLD


def action_lines(
    items: Sequence[ActionItem],
    progress: Iterable[ActionItemProgress],
    reports: Mapping[int, ProgressReport],
    period: Period | None,
) -> tuple[ActionLine, ...]:
    """Each action item with its states in `reports`. A copy in another version of the plan is known by its name."""
    told: dict[tuple[str, str], list[Told]] = {}
    for row in progress:
        report = reports.get(row.report_id)
        if report is not None:
            key = (row.action_item.kind, row.action_item.name)
            told.setdefault(key, []).append(Told(report.period, row.state, report.pk))
    return tuple(
        ActionLine(item, in_order, is_behind(item, in_order[-1].state if in_order else UNTOLD, period))
        for item in items
        for in_order in [tuple(sorted(told.get((item.kind, item.name), ()), key=_moment))]
    )


def is_behind(item: ActionItem, state: str, period: Period | None) -> bool:
    """Not begun although the first year is over half, or not done although the last year is over.

    A step that runs for years need not be done before the last one ends; one that was stopped is no step any more.
    """
    if period is None or state in (States.DONE, States.STOPPED):
        return False
    year, month = period.year, period.last_month
    if year > item.end_year or (year == item.end_year and month == 12):
        return True
    begun = year > item.start_year or (year == item.start_year and month > 6)
    return begun and state in (States.WAITING, UNTOLD)


def _moment(told: Told) -> tuple[int, int]:
    return told.period.year, told.period.last_month


def counts(lines: Iterable[ActionLine]) -> dict[str, int]:
    """How many action items are in which state, those that were never told included."""
    found = dict.fromkeys((*States.values, UNTOLD), 0)
    for line in lines:
        found[line.state] += 1
    return found
