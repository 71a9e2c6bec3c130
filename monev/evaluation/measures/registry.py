"""The rules by name, the thresholds that are usual for each, and the proposal for an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monev.evaluation.measures import figures, plan, programs, quick_wins
from monev.evaluation.measures.facts import Facts
from monev.evaluation.measures.measure import Measure
from monev.evaluation.measures.steps import step_for

RAN = {"1": "0.01", "2": "50", "3": "75", "4": "90"}
COUNTED = {"1": "1", "2": "2", "3": "3", "4": "4"}


@dataclass(frozen=True, slots=True)
class Item:
    """What a rule needs to know of an item of the instrument."""

    code: str
    rule: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    lower_is_better: bool = False
    pillar_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `usual`: the thresholds where the item carries none. Its unit stands in the docstring of `measure`."""

    measure: Callable[[Facts, Item], Measure]
    usual: Mapping[str, str] = field(default_factory=dict)


def _plain(rule: Callable[[Facts, Mapping[str, Any]], Measure]) -> Callable[[Facts, Item], Measure]:
    return lambda facts, item: rule(facts, item.parameters)


def _of_pillar(rule: Callable[[Facts, Mapping[str, Any], int | None], Measure]) -> Callable[[Facts, Item], Measure]:
    return lambda facts, item: rule(facts, item.parameters, item.pillar_id)


RULES: Mapping[str, Rule] = {
    "plan_regulation": Rule(_plain(plan.plan_regulation), {"4": "1"}),
    "council_meetings": Rule(_plain(plan.council_meetings), COUNTED),
    "council_functions": Rule(_plain(plan.council_functions), COUNTED),
    "programs_last_year": Rule(_plain(programs.programs_last_year), RAN),
    "actions_last_year": Rule(_plain(programs.actions_last_year), RAN),
    "agencies_involved": Rule(_plain(plan.agencies_involved), {"1": "0.01", "2": "25", "3": "50", "4": "75"}),
    "apbd_share": Rule(_plain(plan.apbd_share), {"1": "0.01", "2": "1", "3": "3", "4": "5"}),
    "other_funds": Rule(_plain(plan.other_funds), COUNTED),
    "pillar_programs": Rule(_of_pillar(programs.pillar_programs), RAN),
    "external_figure": Rule(_plain(figures.external_figure)),
    "actions_of_kind": Rule(_plain(programs.actions_of_kind), RAN),
    "programs_continued": Rule(_plain(programs.programs_continued), RAN),
    "programs_new": Rule(_plain(programs.programs_new), {"1": "1", "2": "2", "3": "3", "4": "5"}),
    "public_role": Rule(_plain(quick_wins.public_role), COUNTED),
    "quick_win_words": Rule(_plain(quick_wins.quick_win_words), RAN),
    "quick_win_partners": Rule(_plain(quick_wins.quick_win_partners), {"1": "0.01", "2": "25", "3": "50", "4": "75"}),
    "risks_identified": Rule(_plain(quick_wins.risks_identified), RAN),
    "risks_mitigated": Rule(_plain(quick_wins.risks_mitigated), RAN),
    "quick_wins_continued": Rule(_plain(quick_wins.quick_wins_continued), RAN),
    "quick_wins_new": Rule(_plain(quick_wins.quick_wins_new), COUNTED),
    "collaboration": Rule(_of_pillar(quick_wins.collaboration), COUNTED),
    "survey_mean": Rule(
        lambda facts, item: figures.survey_mean(facts, item.parameters, item.code),
        {"1": "0.5", "2": "1.5", "3": "2.5", "4": "3.5"},
    ),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the portal proposes for an item: `step` is None when nothing can be proposed; `measure` says why."""

    step: int | None
    measure: Measure

    @property
    def is_given(self) -> bool:
        return self.step is not None


def proposal_for(item: Item, facts: Facts) -> Proposal | None:
    """The proposal for an item; None for one that no rule answers. Raises KeyError for a rule nobody knows."""
    if not item.rule:
        return None
    rule = RULES[item.rule]
    found = rule.measure(facts, item)
    if found.value is None:
        return Proposal(None, found)
    limits = item.thresholds or rule.usual
    return Proposal(step_for(found.value, limits, lower_is_better=item.lower_is_better), found)
