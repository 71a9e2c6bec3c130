"""Looking at the links of evidence: asked from here, without reaching into the private network; the owner is told."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.outbound import Answer, ask
from monev.monitoring import news
from monev.monitoring.links import DEAD, is_due, judged
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.evidence_links import CHECKED, due_links, failing_since
from monev.monitoring.selectors.reminders import crew
from notices.services.telling import tell
from organizations import audit
from organizations.models import User

AT_ONCE = 8
"""Questions that run side by side; most of the time is waiting."""
MOST = 2000
"""Addresses of one run; what is left is the oldest of the next."""


def check_links(now: datetime | None = None, *, most: int = MOST) -> int:
    """Look at every link that is due; returns how many addresses were asked.

    No transaction is open while one waits for other people's servers. A second run at the same time does no harm: what
    somebody recorded meanwhile is not recorded again.
    """
    moment = now or timezone.now()
    links = due_links(moment, most)
    with ThreadPoolExecutor(AT_ONCE) as asking:
        for link, answer in zip(links, asking.map(_ask, links), strict=True):
            record_answer(link, answer, now=moment)
    return len(links)


def _ask(link: str) -> Answer:
    return ask(link, inside=settings.LINK_CHECK_PRIVATE)


@transaction.atomic
def record_answer(link: str, answer: Answer, *, now: datetime) -> list[Evidence]:
    """Write down what came back, for every piece of evidence with this link; the owners of dead ones are told.

    Returns the rows that were written: those that another run has dealt with are left alone.
    """
    rows = Evidence.objects.filter(link=link, archived_at=None).select_related("region", "agency", "uploaded_by")
    found = [
        row
        for row in rows.select_for_update(of=("self",)).order_by("pk")
        if is_due(row.link_state, row.link_checked_at, now)
    ]
    for row in found:
        _record(row, answer, now)
    return found


def _record(row: Evidence, answer: Answer, now: datetime) -> None:
    before = row.link_state
    row.link_state, row.link_failures = judged(
        is_alive=answer.is_alive, failures=row.link_failures, failing_since=failing_since(row), now=now
    )
    row.link_checked_at = now
    row.store(by=None, reason=f"{CHECKED}{answer.code}")
    if before != row.link_state and DEAD in (before, row.link_state):
        verb = "evidence.link_died" if row.link_state == DEAD else "evidence.link_revived"
        audit.record(None, verb, row, region=row.region, answer=answer.code)
    if row.link_state == DEAD != before:
        _tell(row)


def _tell(row: Evidence) -> int:
    """The owner of evidence learns that it does not open: the person who handed it in, else the staff of the OPD."""
    return tell(
        news.LINK_DEAD.code,
        _owners(row),
        key=f"{row.uid}:{row.version}",
        params={"title": row.title, "agency": str(row.agency), "link": row.link[:200]},
        url=reverse("monitoring:evidence-detail", args=[row.pk]),
        region=row.region,
    )


def _owners(row: Evidence) -> Iterable[User]:
    people = crew(row.region_id, today_in(row.region.time_zone))
    if row.uploaded_by_id in people.people:
        return people.those([row.uploaded_by_id])
    return people.those(people.staff.get(row.agency_id, []))
