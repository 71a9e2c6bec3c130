"""Filters of the self-assessment: pages of records, words of steps and states, time that is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monev.evaluation.forms.answers import step_words as words_of
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.selectors import self_assessment as states
from organizations.models import Region

register = template.Library()

PAGES = {
    "program": "portal:program-detail",
    "quick_win": "quickwins:quick-win-detail",
    "meeting": "portal:meeting-detail",
    "directive": "portal:directive-detail",
    "plan": "masterplan:version-detail",
}
"""The page of a record by its key. Some stand in apps above: only their names are known here."""
OF_REGION = {
    "preparation": "masterplan:preparation",
    "document": "masterplan:preparation",
    "figure": "evaluation:external-figures",
    "surveys": "evaluation:survey-list",
}
"""Records without a page of their own: the page of the region on which they stand."""
STATES = {
    states.OPEN: ("missing", gettext_lazy("not answered")),
    states.DRAFT: ("draft", gettext_lazy("typed, not confirmed")),
    states.CONFIRMED: ("success", gettext_lazy("confirmed as proposed")),
    states.CORRECTED: ("info", gettext_lazy("corrected")),
    states.OWN: ("success", gettext_lazy("answered")),
    states.NOT_APPLICABLE: ("neutral", gettext_lazy("does not apply")),
}


@register.simple_tag
def record_url(record: Any, region: Region) -> str:
    """The page of a record; nothing where it has none."""
    try:
        if record.kind == "agency":
            return reverse("portal:agency", args=[region.code, record.key])
        if record.kind == "survey":
            return reverse("evaluation:survey-detail", args=[region.code, record.key])
        if record.kind in OF_REGION:
            return reverse(OF_REGION[record.kind], args=[region.code])
        return reverse(PAGES[record.kind], args=[record.key]) if record.kind in PAGES else ""
    except NoReverseMatch:
        return ""


@register.filter
def step_words(item: InstrumentItem, step: int | None) -> str:
    """What a step means for the item."""
    return "" if step is None else words_of(item, step)


@register.filter
def state_kind(state: str) -> str:
    """The badge of a state of an item."""
    return STATES[state][0]


@register.filter
def state_words(state: str) -> str:
    """A state of an item in words."""
    return str(STATES[state][1])


@register.filter
def time_left(deadline: datetime) -> str:
    """`23 h 12 min` until a moment; nothing once it has passed."""
    seconds = int((deadline - timezone.now()).total_seconds())
    if seconds <= 0:
        return ""
    minutes = seconds // 60
    if minutes >= 48 * 60:
        return _("%(days)s days %(hours)s h") % {"days": minutes // 1440, "hours": minutes % 1440 // 60}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.filter
def has_passed(moment: datetime) -> bool:
    """Whether a moment is over."""
    return moment <= timezone.now()
