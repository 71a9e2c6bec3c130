"""Two people saved the same report: what differs, input by input, and which of both is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import formats
from monev.monitoring.forms.entry import EntryForm
from monev.monitoring.selectors.entry import ReportData

MINE, STORED = "mine", "stored"


@dataclass(frozen=True, slots=True)
class Difference:
    """One input with what this person typed and what is stored; `choice` names the radio buttons."""

    name: str
    label: str
    mine: str
    stored: str

    @property
    def choice(self) -> str:
        return f"keep_{self.name}"


def differences(form: EntryForm, stored: ReportData) -> list[Difference]:
    """The inputs in which the typed and the stored values differ."""
    known = form.initial_of(stored)
    typed = form.initial_of(form.entered())
    return [
        Difference(name, str(field.label), _text(field, typed.get(name)), _text(field, known.get(name)))
        for name, field in form.fields.items()
        if _comparable(typed.get(name)) != _comparable(known.get(name))
    ]


def choose(posted: Any, current: EntryForm) -> Any:
    """What was posted, with the stored text at each input for which 'stored' was chosen."""
    chosen = [name for name in current.fields if posted.get(f"keep_{name}") == STORED]
    if not chosen:
        return posted
    data = posted.copy()
    for name in chosen:
        value = current[name].value()
        data[name] = "" if value is None else str(value)
    return data


def _text(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value) or field.prepare_value(value) or formats.NOTHING)


def _comparable(value: Any) -> Any:
    """An empty text and nothing are the same; zero is a figure."""
    return None if value == "" else value
