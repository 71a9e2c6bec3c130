"""The rules by which an item may be proposed: their codes, what they measure, the parameters they take. Pure.

What a rule does is in `measures`; here is what an instrument may say about it, and the words of the editor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Option = tuple[str, Any]
"""A value of a parameter and its words."""

COUNT, SHARE, VALUE, MEAN = _("how many"), _("percent"), _("value or rank"), _("mean from 0 to 4")
PILLAR_NEEDED = frozenset({"pillar_programs", "collaboration"})
"""Rules that look at the pillar of the item."""

BODIES: tuple[Option, ...] = (
    ("council", _("Dewan Smart City")),
    ("team", _("Tim Pelaksana")),
    ("forum", _("Smart City Forum")),
)
DOCUMENTS: tuple[Option, ...] = (
    ("regional_regulation", _("Perda")),
    ("regent_regulation", _("Perbup/Perwal")),
    ("decree", _("decree (SK)")),
    ("circular", _("circular letter")),
)
ACTIONS: tuple[Option, ...] = (
    ("people", _("human capacity")),
    ("infrastructure", _("infrastructure")),
    ("software", _("software")),
    ("literacy", _("literacy")),
)
WORDS: tuple[Option, ...] = (
    ("problem", _("problem")),
    ("innovation", _("innovation")),
    ("benefit", _("benefit")),
    ("uniqueness", _("uniqueness")),
    ("sustainability", _("sustainability")),
    ("resources", _("resources")),
)
INDICATORS: tuple[Option, ...] = (
    ("lkpd_opinion", _("opinion of the BPK on the financial report (LKPD)")),
    ("eppd_status", _("status of regional government performance (EPPD)")),
    ("spbe", _("SPBE index")),
    ("sakip", _("SAKIP grade")),
    ("sinovik", _("public service innovations (Sinovik)")),
    ("ease_of_business", _("ease of doing business")),
    ("investment_growth", _("growth of investment")),
    ("poverty", _("poverty rate")),
    ("hdi", _("Human Development Index (IPM)")),
    ("stunting_handled", _("stunted children treated")),
    ("immunization", _("full immunisation")),
    ("skilled_births", _("births attended by health workers")),
    ("safe_water", _("households with safe water")),
    ("sanitation", _("households with sanitation")),
    ("stable_roads", _("roads in stable condition")),
    ("education_quality", _("map of the quality of education")),
    ("net_enrolment_9y", _("net enrolment, nine years")),
)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """A rule: `parameters` name the values that each parameter may take; `several`: parameters that take a list.

    `measures`: in which terms its thresholds are given.
    """

    code: str
    label: Any
    measures: Any = COUNT
    parameters: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    several: frozenset[str] = frozenset()


CATALOGUE = (
    ItemRule(
        "plan_regulation",
        _("Regulations that adopt the master plan"),
        parameters={"kinds": DOCUMENTS},
        several=frozenset({"kinds"}),
    ),
    ItemRule("council_meetings", _("Meetings of a body in the year"), parameters={"council": BODIES}),
    ItemRule("council_functions", _("A body does its work"), parameters={"council": BODIES}),
    ItemRule("programs_last_year", _("Programs that ran last year"), SHARE),
    ItemRule("actions_last_year", _("Action items that ran last year"), SHARE),
    ItemRule("agencies_involved", _("OPDs that carry programs"), SHARE),
    ItemRule("apbd_share", _("Share of the regional budget"), SHARE),
    ItemRule("other_funds", _("Sources of funds outside the APBD"), COUNT),
    ItemRule("pillar_programs", _("Programs of the pillar that run this year"), SHARE),
    ItemRule("external_figure", _("Figure of another institution"), VALUE, {"indicator": INDICATORS}),
    ItemRule("actions_of_kind", _("Action items of a kind that run this year"), SHARE, {"kind": ACTIONS}),
    ItemRule("programs_continued", _("Programs of last year that continue"), SHARE),
    ItemRule("programs_new", _("New programs this year"), COUNT),
    ItemRule("public_role", _("Part that the public plays"), COUNT),
    ItemRule("survey_mean", _("Mean of the citizen survey"), MEAN),
    ItemRule("quick_win_words", _("Quick wins that describe it"), SHARE, {"field": WORDS}),
    ItemRule("quick_win_partners", _("Quick wins with partners"), SHARE),
    ItemRule("risks_identified", _("Quick wins with identified risks"), SHARE),
    ItemRule("risks_mitigated", _("Risks with a mitigation"), SHARE),
    ItemRule("quick_wins_continued", _("Quick wins of last year that continue"), SHARE),
    ItemRule("quick_wins_new", _("New quick wins this year"), COUNT),
    ItemRule("collaboration", _("Collaboration with other regions"), COUNT),
)
RULES = {rule.code: rule for rule in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Unfit:
    """What no rule knows; `code`: unknown_rule, unknown_parameter, missing_parameter, unknown_value."""

    code: str
    name: str


def fault_of(rule: str, parameters: Mapping[str, Any], indicators: Collection[str] = ()) -> Unfit | None:
    """What is wrong with a rule and its parameters; `indicators`: external indicators beyond the shipped ones.

    >>> fault_of("council_meetings", {"council": "team"}), fault_of("", {})
    (None, None)
    >>> fault_of("tarot", {}).code, fault_of("council_meetings", {}).name, fault_of("other_funds", {"x": 1}).code
    ('unknown_rule', 'council', 'unknown_parameter')
    """
    if not rule:
        return Unfit("unknown_parameter", next(iter(parameters))) if parameters else None
    known = RULES.get(rule)
    if known is None:
        return Unfit("unknown_rule", rule)
    for name in (*known.parameters, *parameters):
        if name not in known.parameters:
            return Unfit("unknown_parameter", name)
        if name not in parameters:
            return Unfit("missing_parameter", name)
        allowed = {value for value, _words in known.parameters[name]} | (
            set(indicators) if name == "indicator" else set()
        )
        if unknown := [each for each in _values(parameters[name]) if each not in allowed]:
            return Unfit("unknown_value", str(unknown[0]))
        if isinstance(parameters[name], list) != (name in known.several) or not parameters[name]:
            return Unfit("unknown_value", name)
    return None


def write_parameters(parameters: Mapping[str, Any]) -> str:
    """Parameters as one line of text.

    >>> write_parameters({"kinds": ["decree", "circular"]}), write_parameters({})
    ('kinds=decree,circular', '')
    """
    return "; ".join(f"{name}={','.join(map(str, _values(value)))}" for name, value in sorted(parameters.items()))


def read_parameters(rule: str, text: str) -> dict[str, Any]:
    """Parameters from one line of text; what is not `name=value` becomes a name without a value.

    >>> read_parameters("plan_regulation", "kinds = decree, circular")
    {'kinds': ['decree', 'circular']}
    >>> read_parameters("council_meetings", "council=team")
    {'council': 'team'}
    """
    several = RULES[rule].several if rule in RULES else frozenset()
    found: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, _sign, value = (each.strip() for each in part.partition("="))
        found[name] = [each.strip() for each in value.split(",") if each.strip()] if name in several else value
    return found


def words_of(rule: str, parameters: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """A rule with its parameters in the reader's language; `names`: words of external indicators."""
    known = RULES.get(rule)
    if known is None:
        return rule
    said = [_word(known, name, each, names or {}) for name, value in parameters.items() for each in _values(value)]
    return f"{known.label}: {', '.join(said)}" if said else str(known.label)


def choices(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every rule with every value of its parameter, as `rule|parameters` and words.

    `names`: external indicators beyond the shipped ones. For a parameter that takes a list: the usual combinations.
    """
    for rule in CATALOGUE:
        for parameters in _parameters_of(rule, names):
            yield f"{rule.code}|{write_parameters(parameters)}", words_of(rule.code, parameters, names)


def _parameters_of(rule: ItemRule, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if not rule.parameters:
        yield {}
    for name, options in rule.parameters.items():
        values = [value for value, _words in options]
        if name == "indicator":
            values += [each for each in names if each not in values]
        if name in rule.several:
            yield from ({name: values[: count + 1]} for count in range(len(values)))
        else:
            yield from ({name: value} for value in values)


def _word(rule: ItemRule, name: str, value: str, names: Mapping[str, str]) -> str:
    own = dict(rule.parameters.get(name, ()))
    return str(names.get(value) or own.get(value, value)) if name == "indicator" else str(own.get(value, value))


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


NO_RULE = pgettext_lazy("rule of an item", "none: the region answers by itself")
