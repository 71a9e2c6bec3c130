"""Reminding OPDs of recommendations that are due soon or overdue; told once, however often it runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from monev.evaluation import follow_up_news as news
from monev.evaluation.models.results import Finding
from monev.evaluation.reminders import EARLY, EVERY, RHYTHM, WEEKS
from monev.evaluation.services.follow_up_telling import agency_people, crew_of, remind, secretariat_people
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.reminders import Crew
from organizations.models import Region

logger = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)
"""The date somewhere on earth is at most one day off the server's."""


def compile_follow_up_reminders() -> int:
    """Tell what is due in every region that uses the portal; returns how many people learned something."""
    today = timezone.now().date()
    first, last = today - timedelta(days=EVERY * WEEKS) - ONE_DAY, today + timedelta(days=EARLY) + ONE_DAY
    due = Finding.objects.to_act().filter(due_on__range=(first, last))
    told = 0
    for region in Region.objects.current().filter(is_active=True, pk__in=due.order_by().values("region")):
        try:
            told += _remind(region, due)
        except Exception:
            logger.exception("The follow-up of region %s could not be called to mind", region.code)
    return told


@transaction.atomic
def _remind(region: Region, due: Any) -> int:
    rows: list[Finding] = list(due.filter(region=region))
    people = crew_of(region)
    return sum(_remind_of(row, people) for row in rows)


def _remind_of(finding: Finding, people: Crew) -> int:
    if finding.due_on is None or (what := RHYTHM.on(today_in(finding.region.time_zone), finding.due_on)) is None:
        return 0
    key = f"{finding.uid}:{finding.due_on.isoformat()}:{what.mark}"
    if not what.is_overdue:
        return remind(news.DUE_SOON, finding, agency_people(people, finding), key=key)
    # The secretariat hears of it once, the OPD every week.
    also = secretariat_people(people) if what.mark == "overdue-0" else []
    told = agency_people(people, finding)
    return remind(news.OVERDUE, finding, [*told, *(each for each in also if each not in told)], key=key)
