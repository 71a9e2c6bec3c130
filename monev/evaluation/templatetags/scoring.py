"""What the pages of rounds and scoring show: states of stages, and what was typed before it was stored."""

from __future__ import annotations

from typing import Any

from django import template

from core.documents import State
from monev.evaluation.labels import stage_state

register = template.Library()


@register.filter
def stage_badge(code: str) -> State:
    """The state of a stage as a word with a sign."""
    return stage_state(code)


@register.filter
def typed_score(line: Any, posted: Any) -> str:
    """What stands in the input of the score: what was typed and not stored yet, else what is stored."""
    return _typed(posted, f"score_{line.item.pk}", line.value)


@register.filter
def typed_note(line: Any, posted: Any) -> str:
    """What stands in the input of the note."""
    return _typed(posted, f"note_{line.item.pk}", line.note)


def _typed(posted: Any, name: str, stored: str) -> str:
    return str(posted.typed.get(name, stored)) if posted else stored
