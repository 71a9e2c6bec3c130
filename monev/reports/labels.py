"""The words for what happens to a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

NATION_CLOCK = "Asia/Jakarta"
"""The clock of a report that belongs to no region."""
STEPS = {
    "": gettext_noop("Waiting for a worker"),
    "snapshot": gettext_noop("Taking the snapshot of the data"),
    "document": gettext_noop("Calculating tables and charts"),
    "pdf": gettext_noop("Writing the PDF"),
    "docx": gettext_noop("Writing the text document"),
    "xlsx": gettext_noop("Writing the workbook"),
    "zip": gettext_noop("Packing the evidence"),
    "finish": gettext_noop("Finishing"),
}
EVENTS = STEPS | {
    "requested": gettext_noop("%(by)s asked for the report"),
    "retried": gettext_noop("%(by)s had it tried again"),
    "cancelled": gettext_noop("%(by)s cancelled it"),
    "done": gettext_noop("The report is ready"),
    "interrupted": gettext_noop("Interrupted (%(error)s); it is taken up again by itself"),
    "failed": gettext_noop("It failed: %(error)s"),
}


def step_label(code: str) -> str:
    """What is being done, in the active language."""
    return gettext(STEPS.get(code, STEPS[""]))


def event_label(code: str, params: Mapping[str, Any]) -> str:
    """One line of the log, in the active language; an event that is no longer known stands by its code."""
    return gettext(EVENTS[code]) % params if code in EVENTS else code
