"""What a check says, and asking them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntEnum):
    """The highest of all findings is the exit code."""

    GOOD = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        """In words."""
        return str(WORDS[self])


WORDS = {
    Level.GOOD: pgettext_lazy("preflight", "good"),
    Level.WARNING: pgettext_lazy("preflight", "look at it"),
    Level.ERROR: pgettext_lazy("preflight", "stop"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: a code for programs, a sentence, and what to do."""

    level: Level
    code: str
    text: str
    advice: str = ""


Check = Callable[[], Iterable[Finding]]


def good(code: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.GOOD, code, text)


def warning(code: str, text: str, advice: str = "") -> Finding:
    """The upgrade can go on; somebody should look at it first."""
    return Finding(Level.WARNING, code, text, advice)


def error(code: str, text: str, advice: str = "") -> Finding:
    """Do not upgrade before this is mended."""
    return Finding(Level.ERROR, code, text, advice)


def ask_all(checks: Iterable[Check]) -> Iterator[Finding]:
    """Every finding; a check that fails is a finding itself."""
    for check in checks:
        try:
            yield from check()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the others are asked too
            yield error(
                check.__name__, str(_("The check could not be made: %s")) % f"{type(problem).__name__}: {problem}"
            )
