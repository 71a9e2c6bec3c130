"""What an instrument says, apart from any table: dimensions, indicators, items; and what is wrong with it. Pure.

Files, copies, the shipped instruments and the pages all speak in these terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import formats
from monev.evaluation.item_rules import PILLAR_NEEDED, fault_of

STEPS = ("0", "1", "2", "3", "4")
MEASURED = STEPS[1:]
"""The steps that a threshold may lead to."""
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ItemContent:
    """One question; pillar and sub-dimension by their codes. `steps` and `thresholds` hold only what is given."""

    code: str
    text: str
    guidance: str = ""
    pillar: str = ""
    sub_dimension: str = ""
    is_survey: bool = False
    rule: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, str] = field(default_factory=dict)
    lower_is_better: bool = False
    steps: Mapping[str, str] = field(default_factory=dict)
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorContent:
    """A heading with its items."""

    name: str
    items: tuple[ItemContent, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionContent:
    """A dimension with its weight (percent) and indicators."""

    code: str
    name_id: str
    name_en: str
    weight: Decimal
    indicators: tuple[IndicatorContent, ...] = ()

    def items(self) -> Iterator[ItemContent]:
        return (item for indicator in self.indicators for item in indicator.items)


@dataclass(frozen=True, slots=True)
class Head:
    """What holds for the whole instrument; `steps` are the words of the scale, `cohorts` codes."""

    name_id: str
    name_en: str
    year: int
    rounding: str
    steps: Mapping[str, str] = field(default_factory=dict)
    cohorts: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole instrument."""

    head: Head
    dimensions: tuple[DimensionContent, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of the weights, in percent."""
        return sum((each.weight for each in self.dimensions), Decimal(0))

    def items(self) -> Iterator[tuple[DimensionContent, IndicatorContent, ItemContent]]:
        for dimension in self.dimensions:
            for indicator in dimension.indicators:
                for item in indicator.items:
                    yield dimension, indicator, item


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that an instrument may refer to. `sub_dimensions`: code -> code of its pillar."""

    pillars: Collection[str] = ()
    sub_dimensions: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    cohorts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a draft from being published; `where` names the dimension, indicator or item."""

    code: str
    where: str = ""
    value: str = ""

    @property
    def text(self) -> str:
        """What is wrong, in the reader's language."""
        value = formats.number(self.value) if self.code in WEIGHTS else self.value
        return str(TEXTS[self.code] % {"where": self.where, "value": value})


WEIGHTS = frozenset({"weights", "weight"})
"""Faults whose value is a number."""
TEXTS: Mapping[str, Any] = {
    "no_dimensions": _("The instrument has no dimension yet."),
    "weights": _("The weights of the dimensions make %(value)s percent together; they must make exactly 100."),
    "weight": _("Dimension %(where)s: the weight %(value)s does not lie above 0 and at most at 100 percent."),
    "unknown_cohort": _("There is no cohort with the code “%(value)s”."),
    "dimension_twice": _("The code “%(where)s” names two dimensions."),
    "empty_dimension": _("Dimension %(where)s has no indicator."),
    "indicator_twice": _("Dimension %(where)s has two indicators called “%(value)s”."),
    "empty_indicator": _("The indicator “%(where)s” has no item."),
    "item_twice": _("The code “%(where)s” names two items."),
    "item_without_words": _("An item has no code or no question (%(where)s)."),
    "unknown_pillar": _("Item %(where)s: there is no pillar “%(value)s”."),
    "unknown_sub_dimension": _("Item %(where)s: there is no sub-dimension “%(value)s”."),
    "sub_dimension_elsewhere": _("Item %(where)s: the sub-dimension “%(value)s” belongs to another pillar."),
    "pillar_missing": _("Item %(where)s: the rule looks at a pillar, but the item has none."),
    "unknown_rule": _("Item %(where)s: there is no rule “%(value)s”."),
    "unknown_parameter": _("Item %(where)s: the rule takes no parameter “%(value)s”."),
    "missing_parameter": _("Item %(where)s: the rule needs the parameter “%(value)s”."),
    "unknown_value": _("Item %(where)s: the parameter of the rule has an unknown value (%(value)s)."),
    "unknown_step": _("Item %(where)s: the scale has no step “%(value)s”."),
    "thresholds": _("Item %(where)s: the threshold of step %(value)s is no number or not in order."),
}


def faults(content: Content, known: Known) -> list[Fault]:
    """Everything that keeps the instrument from being published, in its own order."""
    found = [] if content.dimensions else [Fault("no_dimensions")]
    if content.dimensions and content.total != HUNDRED:
        found.append(Fault("weights", value=str(content.total)))
    found += [Fault("unknown_cohort", value=each) for each in content.head.cohorts if each not in known.cohorts]
    found += _twice("dimension_twice", [each.code for each in content.dimensions])
    for dimension in content.dimensions:
        found += _faults_of_dimension(dimension)
    found += _twice("item_twice", [item.code for _dimension, _indicator, item in content.items()])
    for _dimension, _indicator, item in content.items():
        found += item_faults(item, known)
    return found


def _faults_of_dimension(dimension: DimensionContent) -> list[Fault]:
    found = [] if 0 < dimension.weight <= HUNDRED else [Fault("weight", dimension.code, str(dimension.weight))]
    if not dimension.indicators:
        found.append(Fault("empty_dimension", dimension.code))
    found += _twice("indicator_twice", [each.name for each in dimension.indicators], dimension.code)
    return found + [Fault("empty_indicator", each.name) for each in dimension.indicators if not each.items]


def item_faults(item: ItemContent, known: Known) -> list[Fault]:
    """What is wrong with one item."""
    found = [] if item.code and item.text else [Fault("item_without_words", item.code)]
    if item.pillar and item.pillar not in known.pillars:
        found.append(Fault("unknown_pillar", item.code, item.pillar))
    if item.sub_dimension and item.sub_dimension not in known.sub_dimensions:
        found.append(Fault("unknown_sub_dimension", item.code, item.sub_dimension))
    elif item.sub_dimension and known.sub_dimensions[item.sub_dimension] != item.pillar:
        found.append(Fault("sub_dimension_elsewhere", item.code, item.sub_dimension))
    if unfit := fault_of(item.rule, item.parameters, known.indicators):
        found.append(Fault(unfit.code, item.code, unfit.name))
    if item.rule in PILLAR_NEEDED and not item.pillar:
        found.append(Fault("pillar_missing", item.code))
    found += [Fault("unknown_step", item.code, each) for each in item.steps if each not in STEPS]
    step = disordered(item.thresholds, lower_is_better=item.lower_is_better)
    return [*found, Fault("thresholds", item.code, step)] if step else found


def disordered(thresholds: Mapping[str, str], *, lower_is_better: bool = False) -> str:
    """The first step whose threshold is no number of a step, or not beyond the one before; "" when all is in order.

    >>> disordered({"1": "1", "2": "50", "4": "90"}), disordered({"1": "20", "2": "15"}, lower_is_better=True)
    ('', '')
    >>> disordered({"1": "1", "2": "1"}), disordered({"3": "a"}), disordered({"0": "1"})
    ('2', '3', '0')
    """
    before: Decimal | None = None
    for step, text in sorted(thresholds.items()):
        try:
            limit = Decimal(text)
        except ArithmeticError:
            return step
        if step not in MEASURED or not limit.is_finite():
            return step
        if before is not None and (limit >= before if lower_is_better else limit <= before):
            return step
        before = limit
    return ""


def _twice(code: str, names: list[str], where: str = "") -> list[Fault]:
    return [Fault(code, where or name, name) for name, count in Counter(names).items() if count > 1]
