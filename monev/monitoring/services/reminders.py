"""Reminding people of what they owe: compiled every hour, told once per person, stage and OPD.

Nothing is remembered of a run: the unique notice is the memory. A run that comes twice, or two at once, tells nobody
twice; a run that comes late says what is true then.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from monev.monitoring import news
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.reminders import LATEST_AFTER, TO_STAFF, Share, Stage, shares, stages, totals
from monev.monitoring.selectors.duties import Vacancy, vacancies
from monev.monitoring.selectors.reminders import Crew, Owing, crew_of, owing, reminder_key
from monev.monitoring.services.telling import status_page
from notices.services.telling import News, tell, tell_each
from organizations.models import Agency, User
from organizations.roles import Role

logger = logging.getLogger(__name__)
NAMED = 5
"""So many OPDs are named in the summary for the Sekda; of the others the number is said."""
ONE_DAY = timedelta(days=1)
"""The date somewhere on earth is at most one day off the server's."""


def compile_reminders() -> int:
    """Tell what is due in all periods of all regions that use the portal; returns how many people learned something.

    A period that cannot be compiled is written to the log and does not stop the others.
    """
    today = timezone.now().date()
    told = 0
    rows = Period.objects.current().filter(locked_at=None, region__is_active=True, region__archived_at=None)
    rows = rows.filter(opens_on__lte=today + ONE_DAY, closes_on__gte=today - timedelta(days=LATEST_AFTER) - ONE_DAY)
    for period in rows.select_related("region").in_order():
        try:
            told += remind_of(period)
        except Exception:
            logger.exception("The reminders of period %s could not be compiled", period.pk)
    return told


@transaction.atomic
def remind_of(period: Period) -> int:
    """Tell what is due in one period today, by the clocks of its region."""
    today = today_in(period.region.time_zone)
    due = stages(today, opens_on=period.opens_on, closes_on=period.closes_on, locked=period.is_locked)
    if not due:
        return 0
    owed, crew = owing(period), crew_of(period)
    told = sum(_tell_stage(stage, owed, crew) for stage in due)
    if not period.is_late(today):
        told += _tell_vacancies(period, crew)
    return told + _tell_verified(owed, crew)


def _tell_stage(stage: Stage, owed: Owing, crew: Crew) -> int:
    if stage in TO_STAFF:
        return tell_each(stage, _to_staff(owed, crew))
    return _tell_heads(owed, crew) if stage is Stage.HEAD else _tell_secretary(owed, crew)


def _to_staff(owed: Owing, crew: Crew) -> Iterable[News]:
    """Who still has to send something, with their own share of it."""
    for (agency, person), share in shares(owed.items, holders=crew.holders, staff=crew.staff).items():
        if share.todo:
            yield _news(owed, owed.agencies[agency], share, crew.people[person], reverse("monitoring:work-list"))


def _tell_heads(owed: Owing, crew: Crew) -> int:
    found = (
        _news(owed, owed.agencies[agency], share, person, status_page(owed.period, agency))
        for agency, share in totals(owed.items).items()
        if share.todo
        for person in crew.heads_of(agency)
    )
    return tell_each(Stage.HEAD, found)


def _news(owed: Owing, agency: Agency, share: Share, person: User, url: str) -> News:
    params = _dates(owed.period) | {"agency": str(agency), "todo": share.todo, "total": share.total}
    return News(person, reminder_key(owed.period.pk, agency.pk), params, url, owed.period.region)


def _tell_secretary(owed: Owing, crew: Crew) -> int:
    """One summary of all late OPDs, for the Sekda; where there is none, for the administrators of the region."""
    late = {owed.agencies[pk]: share.todo for pk, share in totals(owed.items).items() if share.todo}
    if not late:
        return 0
    names = [f"{agency} ({todo})" for agency, todo in sorted(late.items(), key=lambda each: (-each[1], str(each[0])))]
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    params = _dates(owed.period) | {
        "agencies": len(late),
        "todo": sum(late.values()),
        "names": ", ".join(names[:NAMED]) + more,
    }
    people = crew.of_role(Role.SECRETARY, Role.REGION_ADMIN)
    return tell(
        Stage.SECRETARY,
        people,
        key=reminder_key(owed.period.pk),
        params=params,
        url=status_page(owed.period),
        region=owed.period.region,
    )


def _tell_vacancies(period: Period, crew: Crew) -> int:
    """The head of the OPD and the administrators of the region, who can hand the post over."""
    told = 0
    for each in vacancies(period):
        agency = each.post.agency
        params = _dates(period) | {
            "post": each.post.name,
            "agency": str(agency),
            "duties": each.duties,
            "from_on": _vacant_from(each).isoformat(),
        }
        people = {person.pk: person for person in (*crew.heads_of(agency.pk), *crew.of_role(Role.REGION_ADMIN))}
        told += tell(
            news.POST_VACANT.code,
            people.values(),
            key=f"{period.pk}:{each.post.pk}",
            params=params,
            url=reverse("monitoring:post-hand-over", args=[each.post.pk]),
            region=period.region,
        )
    return told


def _vacant_from(vacancy: Vacancy) -> date:
    """The day after the last holder left; the first day without a person where nobody ever held it or somebody does."""
    last = vacancy.last
    if vacancy.is_vacant and last is not None and last.ends_on is not None:
        return last.ends_on + ONE_DAY
    return vacancy.from_day


def _tell_verified(owed: Owing, crew: Crew) -> int:
    """The people of an OPD of which everything is verified."""
    mine = shares(owed.items, holders=crew.holders, staff=crew.staff)
    whole = {pk: share for pk, share in totals(owed.items).items() if pk in owed.verified}
    found = [
        _news(owed, owed.agencies[agency], whole[agency], person, status_page(owed.period, agency))
        for agency in whole
        for person in crew.those(
            [*(who for of, who in mine if of == agency), *crew.heads.get(agency, [])],
        )
    ]
    return tell_each(news.REPORTS_VERIFIED.code, found)


def _dates(period: Period) -> dict[str, str | int]:
    return {
        "period": period.address,
        "opens_on": period.opens_on.isoformat(),
        "closes_on": period.closes_on.isoformat(),
        "locks_on": period.locks_on.isoformat(),
    }
