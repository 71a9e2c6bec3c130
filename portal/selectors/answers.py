"""Four questions of a council and their answers from the figures: on track, where not, why, who must act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from monev.monitoring.progress import traffic_light
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import ProgramFigure
from portal.selectors.dashboard import Dashboard

FEW = 3
BEHIND = ("red", "amber")


@dataclass(frozen=True, slots=True)
class Actor:
    """An OPD that must act: programs seriously late, programs without a report that counts, directives overdue."""

    group: GroupFigure
    red: int
    silent: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Answers:
    """`light` of the whole; the groups and programs furthest behind; those with words why; who must act, most first."""

    light: str | None
    behind: tuple[GroupFigure, ...]
    reasons: tuple[ProgramFigure, ...]
    actors: tuple[Actor, ...]


def answers(data: Dashboard) -> Answers:
    """The answers of one dashboard; no query."""
    rules = data.year.inputs.rules
    group = data.group
    return Answers(
        light=traffic_light(group.deviation, group.planned, rules) if group.planned is not None else None,
        behind=_behind(data),
        reasons=tuple(each for each in data.worst if each.entry and each.entry.hindering_factors)[:FEW],
        actors=_actors(data),
    )


def _behind(data: Dashboard) -> tuple[GroupFigure, ...]:
    """Pillars of a region, sub-dimensions of a pillar, pillars of an OPD's programs that are late, the latest first."""
    rules = data.year.inputs.rules
    groups = data.figures.pillars if not data.part.letters else data.figures.sub_dimensions
    rows = [
        each
        for each in groups
        if (not data.part.letters or each.letters == data.part.letters)
        and data.part.agency_id is None
        and each.deviation is not None
        and traffic_light(each.deviation, each.planned or each.deviation, rules) in BEHIND
    ]
    return tuple(sorted(rows, key=lambda each: each.deviation or 0)[:FEW])


def _actors(data: Dashboard) -> tuple[Actor, ...]:
    red, silent, overdue = Counter[int](), Counter[int](), Counter[int]()
    for each in data.group.programs:
        red[each.program.lead_agency_id] += each.light == "red"
        silent[each.program.lead_agency_id] += not each.is_counted
    for row in data.late_directives:
        overdue[row.agency_id] += 1
    rows = [
        Actor(group, red[group.object_id], silent[group.object_id], overdue[group.object_id])
        for group in data.figures.agencies
        if group.object_id is not None and data.part.has_agency(group.object_id)
    ]
    due = [each for each in rows if each.red or each.silent or each.overdue]
    return tuple(sorted(due, key=lambda each: (-each.red, -each.overdue, -each.silent, each.group.label))[:FEW])
