"""Words and addresses of the work list, posts and duties: `{% load work %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.workflow import State

register = template.Library()

GAPS = {
    "physical": _("physical progress"),
    "spending": _("spending"),
    "values": _("indicator values"),
    "action_items": _("action items"),
    "milestones": _("milestones due"),
    "state": _("state of the pledge"),
    "evidence": _("evidence"),
}
STEPS = {"waiting": "upcoming", "running": "running", "done": "done", "stopped": "broken"}
"""The badge of an action item."""


@register.filter
def gap_words(codes: Iterable[str]) -> str:
    """What is missing, in words."""
    return ", ".join(str(GAPS[code]) for code in codes)


@register.filter
def group_label(code: str) -> str:
    """The heading of a group of the work list."""
    if code == "due":
        return pgettext("work list", "A milestone is due")
    return gettext("Not filled in") if code == "missing" else str(State(code).label)


@register.filter
def step_label(state: str) -> str:
    """How far an action item is."""
    return str(ActionItemProgress.State(state).label)


@register.filter
def step_kind(state: str) -> str:
    """The badge of how far an action item is."""
    return STEPS[state]


@register.filter
def nil_name(slug: str) -> str:
    """The name of the page that reports 'nihil' for a kind."""
    return f"monitoring:{slug}-nil"
