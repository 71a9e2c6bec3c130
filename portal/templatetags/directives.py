"""The way from a figure to a directive: `{% load directives %}{% directive_url region agency as url %}`; words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from masterplan.models.preparation import Attendance
from masterplan.workflow import Step
from portal.selectors.directives import may_direct
from portal.tables.directives import directive_state
from portal.tables.meetings import BADGES as MEETINGS

register = template.Library()
ATTENDANCE = {
    Attendance.Kind.PRESENT: "success",
    Attendance.Kind.REPRESENTED: "info",
    Attendance.Kind.ABSENT: "neutral",
}
register.filter("directive_state", directive_state)
register.filter("meeting_badge", lambda state: MEETINGS[state])
register.filter("attendance_badge", lambda kind: ATTENDANCE[kind])

PAST = {
    Step.ANSWER: pgettext_lazy("course of a directive", "answered"),
    Step.SEND_BACK: pgettext_lazy("course of a directive", "sent back"),
    Step.CLOSE: pgettext_lazy("course of a directive", "closed"),
    Step.REOPEN: pgettext_lazy("course of a directive", "reopened"),
}


@register.simple_tag(takes_context=True)
def directive_url(
    context: Context, region: Any, agency: Any = None, program: Any = None, about: str = "", pledge: Any = None
) -> str:
    """Where the reader of this page gives a directive about what they see; empty for people who give none."""
    request = getattr(context, "request", None)
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated or not region or not may_direct(user, region):
        return ""
    named = {"opd": agency and agency.pk, "program": program and program.pk, "janji": pledge and pledge.pk}
    query: dict[str, Any] = {key: value for key, value in named.items() if value}
    query |= {"tentang": about[:300]} if about else {}
    query["dari"] = request.get_full_path()[:500]
    return f"{reverse('portal:directive-give', args=[region.code])}?{urlencode(query)}"


@register.filter
def step_past(step: str) -> str:
    """What was done: `dijawab`, `dikembalikan`."""
    return str(PAST[Step(step)])
