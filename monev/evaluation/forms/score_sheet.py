"""What a scoring sheet sends: a score and a note for each item, with what the browser knew to be stored before.

Two devices of one assessor may have changed the same: what only one of them changed is kept, what both changed the
person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core import formats
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.scores import ItemScore
from monev.evaluation.selectors.score_sheets import NOT_APPLICABLE, STEPS, value_of
from monev.evaluation.services.score_sheets import Mark

SCORE, NOTE = "score", "note"
LONGEST = 4000
STORED = "stored"


@dataclass(frozen=True, slots=True)
class Difference:
    """An input that two devices changed: what is typed here, what is stored, both as text; and the raw stored value."""

    name: str
    label: str
    mine: str
    stored: str
    value: str

    @property
    def choice(self) -> str:
        return f"keep_{self.name}"


@dataclass
class Posted:
    """What was sent, sorted: marks to store by item, errors by input, what both changed, what only the other did."""

    marks: dict[int, Mark] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    rows: list[Difference] = field(default_factory=list)
    theirs: dict[str, dict[str, str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def read_sheet(data: Any, items: Sequence[InstrumentItem], stored: Mapping[int, ItemScore]) -> Posted:
    """What of `data` is to be stored over what is stored now. An input that was not sent stays as it is."""
    found = Posted()
    for item in items:
        now = stored_values(stored.get(item.pk))
        wanted = {kind: _settled(found, data, item, kind, now[kind]) for kind in (SCORE, NOTE)}
        if wanted != now:
            found.marks[item.pk] = _mark(wanted)
    return found


def stored_values(row: ItemScore | None) -> dict[str, str]:
    """What is stored, as the inputs hold it."""
    return {SCORE: value_of(row), NOTE: row.note if row else ""}


def values_of(items: Sequence[InstrumentItem], stored: Mapping[int, ItemScore]) -> dict[str, str]:
    """By input what is stored."""
    return {f"{kind}_{item.pk}": value for item in items for kind, value in stored_values(stored.get(item.pk)).items()}


def _settled(found: Posted, data: Any, item: InstrumentItem, kind: str, now: str) -> str:
    """The value of one input that is to be stored."""
    name = f"{kind}_{item.pk}"
    if name not in data:
        return now
    mine = _clean(data[name])
    found.typed[name] = mine
    if problem := _problem(kind, mine):
        found.errors[name] = [problem]
        return now
    if mine == now or data.get(f"keep_{name}") == STORED:
        return now
    base = _clean(data[f"base_{name}"]) if f"base_{name}" in data else None
    if base is None or base == now or data.get(f"keep_{name}"):
        return mine
    if base == mine:
        found.theirs[name] = {"value": now, "shown": shown(kind, now)}
        return now
    what = _("Score") if kind == SCORE else _("Note")
    found.rows.append(Difference(name, f"{item.code} {what}", shown(kind, mine), shown(kind, now), now))
    return now


def _clean(text: str) -> str:
    """Without the character that PostgreSQL cannot store; how a line ends is no difference."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _problem(kind: str, value: str) -> str:
    if kind == SCORE and value not in ("", NOT_APPLICABLE, *STEPS):
        return _("A score lies between 0 and 4.")
    if kind == NOTE and len(value) > LONGEST:
        return _("At most %(most)s characters.") % {"most": LONGEST}
    return ""


def _mark(values: Mapping[str, str]) -> Mark:
    score = values[SCORE]
    return Mark(int(score) if score in STEPS else None, score == NOT_APPLICABLE, values[NOTE])


def shown(kind: str, value: str) -> str:
    """A value in words."""
    if kind == SCORE and value == NOT_APPLICABLE:
        return _("does not apply")
    return value or formats.NOTHING
