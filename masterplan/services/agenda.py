"""The agenda of a meeting: taking over what was compiled, and what people add, change, move and take off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.agenda import Item, Proposal, compiled, moved
from masterplan.models.agenda import AgendaItem
from masterplan.models.preparation import Meeting
from masterplan.services.meetings import hold_meeting
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within

COMPILED = "agenda compiled"


@transaction.atomic
def apply_proposals(meeting: Meeting, proposals: Iterable[Proposal], *, by: User | None) -> int:
    """Bring the agenda of a planned meeting up to date; returns how many items came, changed or went.

    `by` is None for the timetable. What people wrote, changed or took off stays as they left it.
    """
    if by is not None:
        meeting = hold_meeting(meeting, by=by)
    else:
        meeting = Meeting.objects.select_related("council__region").select_for_update(of=("self",)).get(pk=meeting.pk)
    if not meeting.is_planned:
        raise Refused(_("The agenda of a meeting that was held stays as it was."))
    rows = {row.pk: row for row in meeting.agenda_items.select_for_update().order_by("position", "pk")}
    outcome = compiled([_item(row) for row in rows.values()], proposals)
    changes = sum(_store(meeting, rows, item, place, by) for place, item in enumerate(outcome.items, start=1))
    for key in outcome.gone:
        rows[key].delete()
    changes += len(outcome.gone)
    if changes:
        audit.record(by, "agenda.compiled", meeting, region=meeting.region, count=len(outcome.items))
    return changes


def _item(row: AgendaItem) -> Item:
    return Item(
        kind=row.kind,
        reference=row.reference,
        text=row.text,
        key=row.pk,
        is_own=row.is_own or bool(row.result),
        is_dropped=row.archived_at is not None,
    )


def _store(meeting: Meeting, rows: dict[int, AgendaItem], item: Item, place: int, by: User | None) -> bool:
    """Whether anything had to be written."""
    row = rows.get(item.key) if item.key is not None else None
    if row is None:
        row = AgendaItem(meeting=meeting, kind=item.kind, reference=item.reference, is_example=meeting.is_example)
    elif (row.text, row.position) == (item.text, place):
        return False
    row.text, row.position = item.text, place
    row.store(by=by, reason=COMPILED)
    return True


@transaction.atomic
def add_item(meeting: Meeting, text: str, *, by: User) -> AgendaItem:
    """Put something of one's own at the end of the agenda."""
    held = hold_meeting(meeting, by=by)
    if not text.strip():
        raise Refused(_("Say what the meeting should speak about."), field="text")
    last = held.agenda_items.filter(archived_at=None).aggregate(last=Max("position"))["last"] or 0
    row = AgendaItem(meeting=held, text=text.strip(), position=last + 1, is_own=True, is_example=held.is_example)
    row.store(by=by, reason="agenda item added")
    return row


@transaction.atomic
def change_item(item: AgendaItem, *, by: User, text: str, result: str, seen_version: int) -> AgendaItem:
    """Change the words of an item, or write down what came of it. Raises PermissionDenied, `Conflict`, `Refused`."""
    require_within(item, by, Can.DIRECT)
    if not text.strip():
        raise Refused(_("Say what the meeting should speak about."), field="text")
    held = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    said, came = text.strip(), result.strip()
    held.is_own = held.is_own or held.text != said
    held.text, held.result = said, came
    held.store(by=by, reason="agenda item changed", seen_version=seen_version)
    return held


@transaction.atomic
def drop_item(item: AgendaItem, *, by: User) -> None:
    """Take an item off; it is not proposed again, and can be put back."""
    _switch(item, by=by, is_dropped=True)


@transaction.atomic
def restore_item(item: AgendaItem, *, by: User) -> None:
    """Put an item that was taken off back, where it stood."""
    _switch(item, by=by, is_dropped=False)


def _switch(item: AgendaItem, *, by: User, is_dropped: bool) -> None:
    require_within(item, by, Can.DIRECT)
    held: Any = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if is_dropped and held.archived_at is None:
        held.archive(by=by, reason="agenda item taken off")
    elif not is_dropped and held.archived_at is not None:
        held.archived_at, held.is_own = None, True
        held.store(by=by, reason="agenda item put back")


@transaction.atomic
def move_item(item: AgendaItem, places: int, *, by: User) -> None:
    """Move an item towards the end (negative: the beginning) of the agenda."""
    meeting = hold_meeting(item.meeting, by=by)
    rows = list(meeting.agenda_items.filter(archived_at=None).select_for_update().order_by("position", "pk"))
    order = moved([row.pk for row in rows], item.pk, places)
    for row in rows:
        place = order.index(row.pk) + 1
        if row.position != place:
            row.position = place
            row.store(by=by, reason="agenda order changed")
