"""Reminding OPDs of directives that are due soon or overdue; told once per person and week, however often it runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from masterplan.models.preparation import Directive
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.reminders import Crew
from organizations.models import Region
from portal import news
from portal.reminders import EVERY, RHYTHM, SOON, WEEKS
from portal.services.directives import agency_people, crew_of, tell_of

logger = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)
"""The date somewhere on earth is at most one day off the server's."""


def compile_directive_reminders() -> int:
    """Tell what is due in every region that uses the portal; returns how many people learned something."""
    today = timezone.now().date()
    first, last = today - timedelta(days=EVERY * WEEKS) - ONE_DAY, today + timedelta(days=SOON) + ONE_DAY
    due = Directive.objects.to_answer().filter(due_on__range=(first, last))
    told = 0
    for region in Region.objects.current().filter(is_active=True, pk__in=due.values("region")):
        try:
            told += _remind(region, due)
        except Exception:
            logger.exception("The directives of region %s could not be called to mind", region.code)
    return told


@transaction.atomic
def _remind(region: Region, due: Any) -> int:
    rows: list[Directive] = list(due.filter(region=region).select_related("agency", "region"))
    people = crew_of(region)
    return sum(_remind_of(row, people) for row in rows)


def _remind_of(directive: Directive, people: Crew) -> int:
    what = RHYTHM.on(today_in(directive.region.time_zone), directive.due_on)
    if what is None:
        return 0
    kind = news.OVERDUE if what.is_overdue else news.DUE_SOON
    key = f"{directive.uid}:{directive.due_on.isoformat()}:{what.mark}"
    return tell_of(kind, directive, agency_people(people, directive.agency_id), by=None, key=key, words="")
