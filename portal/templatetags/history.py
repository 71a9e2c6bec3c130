"""The way to the history of a record: `{% load history %}{% history_url row as url %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from core.origin import reason_of
from portal.selectors.history_tables import table_of

register = template.Library()

REASONS = {
    "handed in": pgettext_lazy("reason of a change", "Handed in"),
    "attached": pgettext_lazy("reason of a change", "Evidence attached"),
    "judged": pgettext_lazy("reason of a change", "Evidence judged"),
    "entry": pgettext_lazy("reason of a change", "Entry of progress"),
    "opened": pgettext_lazy("reason of a change", "Opened"),
    "submit": pgettext_lazy("reason of a change", "Submitted"),
    "withdraw": pgettext_lazy("reason of a change", "Withdrawn"),
    "approve": pgettext_lazy("reason of a change", "Approved by the head"),
    "decline": pgettext_lazy("reason of a change", "Given back to staff"),
    "verify": pgettext_lazy("reason of a change", "Verified"),
    "return": pgettext_lazy("reason of a change", "Returned"),
    "locked": pgettext_lazy("reason of a change", "Period locked"),
    "periods opened": pgettext_lazy("reason of a change", "Periods created"),
    "admin": pgettext_lazy("reason of a change", "Administration"),
    "import": pgettext_lazy("reason of a change", "Imported"),
    "placed": pgettext_lazy("reason of a change", "Placed under a pillar"),
    "rule": pgettext_lazy("reason of a change", "By a pillar rule"),
    "settings": pgettext_lazy("reason of a change", "Settings"),
    "figure taken back": pgettext_lazy("reason of a change", "Figure taken back"),
    "report verified": pgettext_lazy("reason of a change", "Report verified"),
    "load_demo": pgettext_lazy("reason of a change", "Example data"),
    "duty assigned": pgettext_lazy("reason of a change", "Duty assigned"),
    "duties moved": pgettext_lazy("reason of a change", "Duties moved"),
    "duty taken back": pgettext_lazy("reason of a change", "Duty taken back"),
    "post handed over": pgettext_lazy("reason of a change", "Post handed over"),
    "post made": pgettext_lazy("reason of a change", "Post made"),
    "post renamed": pgettext_lazy("reason of a change", "Post renamed"),
    "post retired": pgettext_lazy("reason of a change", "Post retired"),
    "directive given": pgettext_lazy("reason of a change", "Directive given"),
    "directive answered": pgettext_lazy("reason of a change", "Directive answered"),
    "directive answer": pgettext_lazy("reason of a change", "Directive answered"),
    "directive send_back": pgettext_lazy("reason of a change", "Directive sent back"),
    "directive close": pgettext_lazy("reason of a change", "Directive closed"),
    "directive reopen": pgettext_lazy("reason of a change", "Directive reopened"),
    "meeting planned": pgettext_lazy("reason of a change", "Meeting planned"),
    "meeting changed": pgettext_lazy("reason of a change", "Meeting changed"),
    "attendance recorded": pgettext_lazy("reason of a change", "Attendance recorded"),
    "decision recorded": pgettext_lazy("reason of a change", "Decision recorded"),
    "decisions recorded": pgettext_lazy("reason of a change", "Decisions recorded"),
    "decision taken away": pgettext_lazy("reason of a change", "Decision taken away"),
    "agenda compiled": pgettext_lazy("reason of a change", "Agenda compiled"),
    "agenda item added": pgettext_lazy("reason of a change", "Agenda item added"),
    "agenda item changed": pgettext_lazy("reason of a change", "Agenda item changed"),
    "agenda item taken off": pgettext_lazy("reason of a change", "Agenda item taken off"),
    "agenda item put back": pgettext_lazy("reason of a change", "Agenda item put back"),
    "agenda order changed": pgettext_lazy("reason of a change", "Order of the agenda changed"),
    "quality rules switched": pgettext_lazy("reason of a change", "Data-quality rules switched"),
}
LINK = "link checked: "


@register.simple_tag
def history_url(row: Any) -> str:
    """The page of history of a record; empty where it has none."""
    table = table_of(row)
    return reverse("portal:history", args=[table.slug, row.uid]) if table else ""


@register.filter
def change_reason(reason: str) -> str:
    """The reason of a change in words; what a person wrote stays as it is."""
    if reason.startswith(LINK):
        return str(pgettext_lazy("reason of a change", "Link checked"))
    said = reason_of(reason)
    return reason.replace(said, str(REASONS.get(said, said)), 1)
