"""How two instruments differ: head, weights, items added, removed, changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from monev.evaluation.instrument_content import Content, Head, ItemContent
from monev.evaluation.item_rules import write_parameters

ALIKE = 0.5
"""Two texts under the same code that share less than this are two questions, not one that was reworded."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands, and what it says."""

    dimension: str
    indicator: str
    item: ItemContent


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that differs, by its name; the values as they are."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class WeightChange:
    """A dimension in both instruments; None: it is not in that one."""

    code: str
    before: Decimal | None
    after: Decimal | None

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that is in both instruments, and what differs."""

    before: Place
    after: Place
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences. `renumbered`: items of which nothing changed but their code."""

    head: tuple[Difference, ...]
    weights: tuple[WeightChange, ...]
    added: tuple[Place, ...]
    removed: tuple[Place, ...]
    changed: tuple[ItemChange, ...]
    renumbered: tuple[ItemChange, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        same_weights = all(each.is_same for each in self.weights)
        return same_weights and not (self.head or self.added or self.removed or self.changed or self.renumbered)


def changes(before: Content, after: Content) -> Changes:
    """What `after` says otherwise than `before`."""
    pairs, removed, added = _matched(_places(before), _places(after))
    differing = [ItemChange(old, new, _differences(old, new)) for old, new in pairs]
    return Changes(
        head=_head(before.head, after.head),
        weights=_weights(before, after),
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(each for each in differing if {diff.name for diff in each.differences} - {"code"}),
        renumbered=tuple(each for each in differing if {diff.name for diff in each.differences} == {"code"}),
        unchanged=sum(not each.differences for each in differing),
    )


def _places(content: Content) -> list[Place]:
    return [Place(dimension.code, indicator.name, item) for dimension, indicator, item in content.items()]


def _matched(old: list[Place], new: list[Place]) -> tuple[list[tuple[Place, Place]], list[Place], list[Place]]:
    """Pairs of the same question: first by its words, code and dimension, then by its words, then by its code."""
    found: dict[int, Place] = {}
    rest = list(old)
    for is_same in (_same_words_and_code, _same_words, _reworded):
        for number, place in enumerate(new):
            if number not in found and (partner := next((each for each in rest if is_same(each, place)), None)):
                found[number] = partner
                rest.remove(partner)
    pairs = [(found[number], place) for number, place in enumerate(new) if number in found]
    return pairs, rest, [place for number, place in enumerate(new) if number not in found]


def _same_words_and_code(old: Place, new: Place) -> bool:
    return old.item.code == new.item.code and _same_words(old, new)


def _same_words(old: Place, new: Place) -> bool:
    return old.dimension == new.dimension and old.item.text == new.item.text


def _reworded(old: Place, new: Place) -> bool:
    same_place = old.dimension == new.dimension and old.item.code == new.item.code
    return same_place and SequenceMatcher(None, old.item.text, new.item.text, autojunk=False).ratio() >= ALIKE


def _differences(old: Place, new: Place) -> tuple[Difference, ...]:
    before, after = _columns(old), _columns(new)
    return tuple(Difference(name, before[name], after[name]) for name in before if before[name] != after[name])


def _columns(place: Place) -> dict[str, Any]:
    """The columns that a reader compares; whether an item is assumed says where it comes from, not what it asks."""
    item = place.item
    return {
        "code": item.code,
        "indicator": place.indicator,
        "text": item.text,
        "guidance": item.guidance,
        "pillar": item.pillar,
        "sub_dimension": item.sub_dimension,
        "is_survey": item.is_survey,
        "rule": f"{item.rule}|{write_parameters(item.parameters)}" if item.rule else "",
        "thresholds": _lines(item.thresholds),
        "lower_is_better": item.lower_is_better,
        "steps": _lines(item.steps),
    }


def _head(before: Head, after: Head) -> tuple[Difference, ...]:
    pairs = [
        (each.name, _plain(getattr(before, each.name)), _plain(getattr(after, each.name))) for each in fields(Head)
    ]
    return tuple(Difference(name, old, new) for name, old, new in pairs if old != new)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _lines(value)
    return ", ".join(sorted(value)) if isinstance(value, tuple) else value


def _lines(steps: Mapping[str, str]) -> str:
    """Words by step, one line each."""
    return "\n".join(f"{step}: {steps[step]}" for step in sorted(steps))


def _weights(before: Content, after: Content) -> tuple[WeightChange, ...]:
    old = {each.code: each.weight for each in before.dimensions}
    new = {each.code: each.weight for each in after.dimensions}
    return tuple(WeightChange(code, old.get(code), new.get(code)) for code in dict.fromkeys([*old, *new]))
