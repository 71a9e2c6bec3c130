"""Words of uploaded workbooks for templates: `{% load workbook %}`."""

from __future__ import annotations

from typing import Any

from django import template

from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.selectors.locking import agency_of

register = template.Library()
State = WorkbookUpload.State
BADGES = {
    State.QUEUED: "queued",
    State.CHECKING: "running",
    State.CHECKED: "submitted",
    State.APPLYING: "running",
    State.APPLIED: "done",
    State.REFUSED: "failed",
    State.FAILED: "failed",
}


@register.filter
def workbook_badge(state: str) -> str:
    """The badge of an upload's state."""
    return BADGES[State(state)]


@register.filter
def workbook_agencies(work: Any) -> list[Any]:
    """The OPDs of the items of a period on the list of work, each once."""
    found = {agency.pk: agency for agency in (agency_of(item.subject) for item in work.items)}
    return sorted(found.values(), key=lambda agency: agency.name)
