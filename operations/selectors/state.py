"""How a part of the installation is doing, and from which figure on somebody must look. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

GOOD, UNKNOWN, ATTENTION, BROKEN = "good", "unknown", "attention", "broken"
ORDER = (GOOD, UNKNOWN, ATTENTION, BROKEN)
WORDS: dict[str, Promise] = {
    GOOD: pgettext_lazy("state of a part", "good"),
    UNKNOWN: pgettext_lazy("state of a part", "not known"),
    ATTENTION: pgettext_lazy("state of a part", "needs attention"),
    BROKEN: pgettext_lazy("state of a part", "broken"),
}
BADGES = {GOOD: "success", UNKNOWN: "neutral", ATTENTION: "warning", BROKEN: "danger"}

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the installation: its state, its figures, and what to do about it in plain words."""

    code: str
    title: Text
    state: str
    lines: list[tuple[Text, Any]] = field(default_factory=list)
    advice: list[Text] = field(default_factory=list)

    @property
    def word(self) -> Promise:
        """The state as it is read."""
        return WORDS[self.state]

    @property
    def badge(self) -> str:
        """How it is drawn."""
        return BADGES[self.state]


def worst(*states: str) -> str:
    """The state of a whole, from those of its parts.

    >>> worst(GOOD, ATTENTION, UNKNOWN), worst()
    ('attention', 'good')
    """
    return max(states, key=ORDER.index, default=GOOD)


def above(figure: float | None, attention: float, broken: float) -> str:
    """The more, the worse; nothing means that nobody knows.

    >>> above(3, 5, 10), above(5, 5, 10), above(99, 5, 10), above(None, 5, 10)
    ('good', 'attention', 'broken', 'unknown')
    """
    if figure is None:
        return UNKNOWN
    return BROKEN if figure >= broken else ATTENTION if figure >= attention else GOOD


def below(figure: float | None, attention: float, broken: float) -> str:
    """The less, the worse.

    >>> below(30, 21, 7), below(20, 21, 7), below(1, 21, 7), below(None, 21, 7)
    ('good', 'attention', 'broken', 'unknown')
    """
    if figure is None:
        return UNKNOWN
    return BROKEN if figure < broken else ATTENTION if figure < attention else GOOD
