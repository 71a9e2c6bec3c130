"""The table of meetings: one definition for the page and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from core import formats
from core.documents import Column, State, Tone
from core.tables import DataTable, Line
from masterplan.models.preparation import Meeting

TONES: dict[str, Tone] = {
    Meeting.State.PLANNED: "active",
    Meeting.State.HELD: "good",
    Meeting.State.CANCELLED: "none",
}
BADGES = {Meeting.State.PLANNED: "planned", Meeting.State.HELD: "done", Meeting.State.CANCELLED: "cancelled"}


def meetings_table(meetings: Sequence[Any], today: date) -> DataTable:
    """Meetings with their body, and how much was on the agenda, decided and ordered."""
    columns = (
        Column("tanggal", gettext("Date"), "date"),
        Column("badan", gettext("Body"), share=3),
        Column("acara", gettext("Subject"), share=4),
        Column("keadaan", gettext("State"), "state"),
        Column("agenda", gettext("Agenda items"), "count"),
        Column("keputusan", gettext("Decisions"), "count"),
        Column("arahan", gettext("Directives"), "count"),
        Column("notulen", gettext("Minutes")),
    )
    return DataTable(
        id="rapat",
        title=gettext("Meetings"),
        columns=columns,
        lines=[_line(each) for each in meetings],
        choices=("badan", "keadaan"),
        empty=gettext("No meeting is recorded yet."),
        source=gettext("Meetings as of %(day)s.") % {"day": formats.longdate(today)},
    )


def _line(meeting: Any) -> Line:
    page = reverse("portal:meeting-detail", args=[meeting.pk])
    links = {"tanggal": page}
    minutes = gettext("as text") if meeting.minutes else None
    if meeting.minutes_file:
        links["notulen"] = reverse("masterplan:minutes-file", args=[meeting.pk])
        minutes = gettext("as a file")
    return Line(
        cells={
            "tanggal": meeting.held_on,
            "badan": str(meeting.council),
            "acara": meeting.agenda or None,
            "keadaan": State(
                meeting.get_state_display(), TONES[meeting.state], str(meeting.state), BADGES[meeting.state]
            ),
            "agenda": meeting.items,
            "keputusan": meeting.decided,
            "arahan": meeting.ordered,
            "notulen": minutes,
        },
        links=links,
        is_example=meeting.is_example,
    )
