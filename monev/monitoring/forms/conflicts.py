"""Two people saved the same report: what only one of them changed is kept, what both changed a person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from core import formats
from monev.monitoring.forms.entry import EntryForm
from monev.monitoring.selectors.entry import ReportData

MINE, STORED = "mine", "stored"


@dataclass(frozen=True, slots=True)
class Difference:
    """One input with what this person typed and what is stored; `choice` names the radio buttons.

    `value`: what stands in the input once the stored one is chosen.
    """

    name: str
    label: str
    mine: str
    stored: str
    value: str

    @property
    def choice(self) -> str:
        return f"keep_{self.name}"


@dataclass(frozen=True, slots=True)
class Taken:
    """An input that only the other person changed: what stands in it from now on, and in words."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows`: both changed it, differently. `theirs`: by input what only the other person changed."""

    rows: tuple[Difference, ...]
    theirs: Mapping[str, Taken]

    def merged(self, posted: Any) -> Any:
        """What was posted, with the other person's values where this person changed nothing."""
        data = posted.copy()
        for name, taken in self.theirs.items():
            data[name] = taken.value
        return data


def compare(form: EntryForm, stored: ReportData, base: Mapping[str, Any]) -> Comparison:
    """`form` as typed against what is `stored`; `base` holds by input what this person's browser saw before.

    An input that `base` does not know counts as changed by both.
    """
    known, typed = form.initial_of(stored), form.initial_of(form.entered())
    rows: list[Difference] = []
    theirs: dict[str, Taken] = {}
    for name, field in form.fields.items():
        mine, other = comparable(typed.get(name)), comparable(known.get(name))
        if mine == other:
            continue
        if name in base and mine == comparable(base[name]):
            theirs[name] = Taken(raw(field, known.get(name)), _text(field, known.get(name)))
        elif name not in base or other != comparable(base[name]):
            shown = _text(field, typed.get(name)), _text(field, known.get(name))
            rows.append(Difference(name, str(field.label), *shown, raw(field, known.get(name))))
    return Comparison(tuple(rows), theirs)


def base_of(form: EntryForm, posted: Any, seen: ReportData | None) -> dict[str, Any]:
    """By input what the browser saw: what it says itself (`base_<input>`), else the history of the report."""
    found: dict[str, Any] = {} if seen is None else dict.fromkeys(form.fields) | form.initial_of(seen)
    for name, field in form.fields.items():
        if f"base_{name}" in posted:
            try:
                found[name] = field.clean(posted[f"base_{name}"])
            except ValidationError:
                found.pop(name, None)
    return found


def choose(posted: Any, current: EntryForm) -> Any:
    """What was posted, with the stored text at each input for which 'stored' was chosen."""
    chosen = [name for name in current.fields if posted.get(f"keep_{name}") == STORED]
    if not chosen:
        return posted
    data = posted.copy()
    for name in chosen:
        data[name] = raw(current.fields[name], current[name].value())
    return data


def raw(field: Any, value: Any) -> str:
    """What stands in the input for `value`."""
    if value is None:
        return ""
    formatted = field.widget.format_value(field.prepare_value(value))
    if isinstance(formatted, list):
        formatted = formatted[0] if formatted else ""
    return str(formatted or "")


def comparable(value: Any) -> Any:
    """An empty text and nothing are the same; zero is a figure. How a line ends is no difference."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    return None if value == "" else value


def _text(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value) or raw(field, value) or formats.NOTHING)
