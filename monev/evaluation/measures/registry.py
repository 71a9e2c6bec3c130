"""The rules by name: what each measures, in which unit, with which parameters; and the proposal for an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from monev.evaluation.measures import figures, plan, programs, quick_wins
from monev.evaluation.measures.facts import Facts
from monev.evaluation.measures.measure import Measure
from monev.evaluation.measures.sentences import BODIES, FIELDS, KINDS
from monev.evaluation.measures.steps import step_for, thresholds_fault

PERCENT, COUNT, CONDITIONS, MEAN, UNIT = (
    _("percent"),
    _("number"),
    _("conditions met, 0 to 4"),
    _("mean, 0 to 4"),
    _("unit of the figure"),
)
RAN = {"1": "0.01", "2": "50", "3": "75", "4": "90"}
MET = {"1": "1", "2": "2", "3": "3", "4": "4"}
DESCRIBED = {"1": "0.01", "2": "50", "3": "75", "4": "100"}
SEVERAL = {"1": "1", "2": "2", "3": "4", "4": "6"}


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
    """One rule. `usual`: thresholds where the item carries none; `choices`: allowed values by parameter (None: any)."""

    measure: Callable[[Facts, Item], Measure]
    label: Any
    unit: Any
    usual: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    needs_pillar: bool = False


def _plain(rule: Callable[[Facts, Mapping[str, Any]], Measure]) -> Callable[[Facts, Item], Measure]:
    return lambda facts, item: rule(facts, item.parameters)


def _of_pillar(rule: Callable[[Facts, Mapping[str, Any], int | None], Measure]) -> Callable[[Facts, Item], Measure]:
    return lambda facts, item: rule(facts, item.parameters, item.pillar_id)


RULES: Mapping[str, Rule] = {
    "plan_regulation": Rule(
        _plain(plan.plan_regulation),
        _("plan adopted by regulation"),
        CONDITIONS,
        MET,
        {"kinds": (*plan.REGULATIONS, "decree")},
    ),
    "council_meetings": Rule(
        _plain(plan.council_meetings),
        _("meetings held in the year"),
        COUNT,
        {"1": "1", "2": "2", "3": "3", "4": "4"},
        {"council": tuple(BODIES)},
    ),
    "council_functions": Rule(
        _plain(plan.council_functions), _("functions of a body"), CONDITIONS, MET, {"council": tuple(BODIES)}
    ),
    "programs_last_year": Rule(
        _plain(programs.programs_last_year), _("programs that ran last year against the plan"), PERCENT, RAN
    ),
    "actions_last_year": Rule(
        _plain(programs.actions_last_year), _("action items that ran last year against the plan"), PERCENT, RAN
    ),
    "agencies_involved": Rule(
        _plain(plan.agencies_involved),
        _("OPDs involved in running programs"),
        PERCENT,
        {"1": "0.01", "2": "25", "3": "50", "4": "75"},
    ),
    "apbd_share": Rule(
        _plain(plan.apbd_share),
        _("share of the regional budget (APBD)"),
        PERCENT,
        {"1": "0.01", "2": "1", "3": "3", "4": "5"},
        {"indicator": None},
    ),
    "other_funds": Rule(_plain(plan.other_funds), _("sources outside APBD and partnerships"), COUNT, SEVERAL),
    "pillar_programs": Rule(
        _of_pillar(programs.pillar_programs),
        _("programs of the pillar that run this year"),
        PERCENT,
        RAN,
        needs_pillar=True,
    ),
    "external_figure": Rule(_plain(figures.external_figure), _("external figure"), UNIT, {}, {"indicator": None}),
    "actions_of_kind": Rule(
        _plain(programs.actions_of_kind),
        _("action items of a kind that run this year"),
        PERCENT,
        RAN,
        {"kind": tuple(KINDS)},
    ),
    "programs_continued": Rule(
        _plain(programs.programs_continued), _("programs of last year that go on"), PERCENT, RAN
    ),
    "programs_new": Rule(
        _plain(programs.programs_new), _("new programs"), COUNT, {"1": "1", "2": "2", "3": "3", "4": "5"}
    ),
    "public_role": Rule(_plain(quick_wins.public_role), _("citizens taking part"), COUNT, SEVERAL),
    "quick_win_words": Rule(
        _plain(quick_wins.quick_win_words), _("what quick wins describe"), PERCENT, DESCRIBED, {"field": FIELDS}
    ),
    "quick_win_partners": Rule(
        _plain(quick_wins.quick_win_partners), _("quick wins with partners"), PERCENT, DESCRIBED
    ),
    "risks_identified": Rule(
        _plain(quick_wins.risks_identified), _("risks of quick wins identified"), PERCENT, DESCRIBED
    ),
    "risks_mitigated": Rule(_plain(quick_wins.risks_mitigated), _("risks of quick wins mitigated"), PERCENT, DESCRIBED),
    "quick_wins_continued": Rule(
        _plain(quick_wins.quick_wins_continued), _("quick wins of last year that go on"), PERCENT, RAN
    ),
    "quick_wins_new": Rule(
        _plain(quick_wins.quick_wins_new), _("new quick wins"), COUNT, {"1": "1", "2": "2", "3": "4", "4": "6"}
    ),
    "collaboration": Rule(
        _of_pillar(quick_wins.collaboration),
        _("working with other regions"),
        COUNT,
        {"1": "1", "2": "2", "3": "3", "4": "4"},
        needs_pillar=True,
    ),
    "survey_mean": Rule(
        lambda facts, item: figures.survey_mean(facts, item.parameters, item.code),
        _("mean of the citizen survey"),
        MEAN,
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


def fault_of(item: Item) -> str | None:
    """What keeps an item from being published: `rule`, `parameters`, `pillar` or `thresholds`; None: nothing."""
    if not item.rule:
        return None
    rule = RULES.get(item.rule)
    if rule is None:
        return "rule"
    if any(not _is_allowed(item.parameters.get(name), allowed) for name, allowed in rule.choices.items()):
        return "parameters"
    if rule.needs_pillar and item.pillar_id is None:
        return "pillar"
    wrong = thresholds_fault(item.thresholds, lower_is_better=item.lower_is_better)
    return "thresholds" if wrong is not None else None


def _is_allowed(given: Any, allowed: Iterable[str] | None) -> bool:
    """Nothing given leaves the usual one; a list has only allowed members."""
    if allowed is None or given is None:
        return True
    known = set(allowed)
    return set(map(str, given if isinstance(given, list | tuple) else [given])) <= known
