"""The agenda of the next meeting compiles itself: from deviations, directives, pledges and findings as they stand."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from masterplan.models.preparation import Meeting
from masterplan.services.agenda import apply_proposals
from masterplan.services.meetings import save_meeting
from monev.monitoring.periods import today_in
from organizations.models import User
from portal.selectors.agenda import proposals

logger = logging.getLogger(__name__)


@transaction.atomic
def plan_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Store a new meeting; a planned one gets its agenda at once."""
    made = save_meeting(meeting, by=by)
    if made.is_planned:
        compile_agenda(made, by=by)
    return made


@transaction.atomic
def compile_agenda(meeting: Meeting, *, by: User | None) -> int:
    """Compile it (again); what people changed stays. Returns how many items changed. The agenda is kept in the language
    of the council, whoever asks."""
    region = meeting.region
    with override(settings.LANGUAGE_CODE):
        found = proposals(region, today_in(region.time_zone))
    return apply_proposals(meeting, found, by=by)


def compile_agendas() -> int:
    """Bring the agendas of all meetings that are still to be held up to date; one that fails stops no other."""
    changed = 0
    rows = Meeting.objects.planned().filter(council__region__is_active=True)
    for meeting in rows.for_list():
        if meeting.held_on < today_in(meeting.region.time_zone):
            continue  # nobody has written it down yet; it is not prepared any more
        try:
            changed += compile_agenda(meeting, by=None)
        except Exception:
            logger.exception("The agenda of meeting %s could not be compiled", meeting.pk)
    return changed
