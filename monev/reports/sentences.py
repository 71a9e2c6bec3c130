"""The differences between two editions in words: which group, which row, which figure, before and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from core import formats
from monev.monitoring.labels import light_label, predicate_label
from monev.monitoring.workflow import State
from monev.reports.difference_labels import words_of
from monev.reports.differences import Change, Step, as_number

MOST = 500
"""Changed figures that are listed; more are counted."""
TEXTS = frozenset({"code", "name", "title", "label", "letters", "key", "unit", "lineage", "uid", "version", "number"})
MONEY = ("spending", "ceiling", "amount", "budget", "rupiah", "pagu")
PERCENT = ("percent", "physical", "planned", "actual", "absorption", "achievement")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure or text of one row: what it is, as it was, as it is."""

    row: str
    what: str
    before: str
    after: str


@dataclass(slots=True)
class Group:
    """What differs in one part of the report."""

    title: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """All groups, and how many changed figures are not listed."""

    groups: Sequence[Group]
    count: int
    left_out: int


def told(found: Sequence[Change]) -> Told:
    """The changes in words, in the active language, grouped as the report is."""
    groups: dict[str, Group] = {}
    left_out = 0
    for number, change in enumerate(found):
        first = change.path[0]
        group = groups.setdefault(first.key, Group(words_of(first.key)))
        if len(change.path) == 1 and change.kind != "changed":
            into = group.added if change.kind == "added" else group.removed
            into.append(first.row or gettext("this part as a whole"))
        elif number < MOST:
            group.lines.append(_line(change))
        else:
            left_out += 1
    return Told(list(groups.values()), len(found), left_out)


def _line(change: Change) -> Line:
    path = change.path[:-1] if len(change.path) > 2 and change.path[-1].key == "value" else change.path
    first, rest, key = path[0], path[1:], path[-1].key
    what = " – ".join(_step(each) for each in rest) or words_of(first.key)
    before = gettext("not there") if change.kind == "added" else shown(key, change.before)
    after = gettext("no longer there") if change.kind == "removed" else shown(key, change.after)
    return Line(first.row, what, before, after)


def _step(step: Step) -> str:
    return f"{words_of(step.key)} “{step.row}”" if step.row else words_of(step.key)


def shown(key: str, value: Any) -> str:
    """A value in the reader's formats."""
    if value is None or value == "" or value == []:
        return formats.NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{words_of(name)}: {shown(name, each)}" for name, each in value.items() if each is not None)
    if isinstance(value, list | tuple):
        return _list(value)
    return _coded(key, value) or _number(key, value) or _day(value) or str(value)


def _list(value: Sequence[Any]) -> str:
    if all(isinstance(each, Mapping) for each in value):
        return ngettext("%(count)s row", "%(count)s rows", len(value)) % {"count": len(value)}
    return ", ".join(str(each) for each in value)


def _coded(key: str, value: Any) -> str:
    """A code that has words."""
    if key == "light":
        return str(light_label(str(value)))
    if key == "predicate":
        return str(predicate_label(str(value)))
    if key == "state" and value in State.values:
        return str(State(value).label)
    return ""


def _number(key: str, value: Any) -> str:
    number = as_number(value)
    if number is None or key in TEXTS or key.endswith(("year", "_code", "_number")):
        return ""
    if "deviation" in key:
        return formats.points(number)
    if any(word in key for word in MONEY):
        return formats.rupiah(number)
    if any(word in key for word in PERCENT) and not isinstance(value, int):
        return formats.percent(number)
    return formats.number(number)


def _day(value: Any) -> str:
    try:
        return formats.longdate(date.fromisoformat(str(value)))
    except ValueError:
        return ""
