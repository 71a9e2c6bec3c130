"""Telling people what happened to a report or a period; called inside the transaction in which it happened."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from monev.monitoring import news
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.reminders import shares
from monev.monitoring.selectors.duties import posts_by_subject, subject_key
from monev.monitoring.selectors.locking import period_state
from monev.monitoring.selectors.reminders import Crew, crew_of, hand_key, owing
from monev.monitoring.selectors.subjects import kind_of, subject_of
from notices.services.telling import News, tell, tell_each
from organizations.models import Agency, User
from organizations.roles import Role


def tell_returned(report: Any, period: Period, *, by: User, reason: str) -> int:
    """Those who answer for the report, and who submitted it, learn at once that it came back, and why."""
    subject = subject_of(report)
    crew = crew_of(period)
    people = [*_answering(report, subject, crew), *(pk for pk in (report.submitted_by_id,) if pk in crew.people)]
    return tell(
        news.REPORT_RETURNED.code,
        [person for person in crew.those(people) if person.pk != by.pk],
        key=f"{report.uid}:{report.version}",
        params={
            "subject": str(subject),
            "period": period.address,
            "agency": str(report.agency),
            "by": by.name,
            "reason": reason,
        },
        url=reverse(f"monitoring:{kind_of(report).slug}-entry", args=[subject.pk, period.pk]),
        region=period.region,
    )


def tell_locked(period: Period, *, by: User) -> int:
    """Everybody who takes part in the region's reporting learns that the figures stand."""
    state = period_state(period)
    crew = crew_of(period)
    roles = (role for role in Role if role != Role.ASSESSOR)
    people = crew.those(pk for role in roles for pk in crew.roles.get(role, []) if pk != by.pk)
    params: dict[str, str | int] = {"period": period.address, "verified": state.verified, "total": state.total}
    return tell(
        news.PERIOD_LOCKED.code,
        people,
        key=str(period.pk),
        params=params,
        url=status_page(period),
        region=period.region,
    )


def status_page(period: Period, agency_id: int | None = None) -> str:
    """Where everybody of the region sees how far the OPDs are in that year, or one OPD in that period."""
    code = period.region.code
    if agency_id is not None:
        return reverse("monitoring:status-items", args=[code, agency_id, period.pk])
    return f"{reverse('monitoring:status-matrix', args=[code])}?tahun={period.year}"


def tell_by_hand(period: Period, *, by: User, agency: Agency | None = None) -> int:
    """Who still has to send something learns that the verifier waits for it; once a day and OPD."""
    owed, crew = owing(period), crew_of(period)
    today = today_in(period.region.time_zone)
    mine = shares(owed.items, holders=crew.holders, staff=crew.staff)
    chosen = {key: share for key, share in mine.items() if share.todo and agency in (None, owed.agencies[key[0]])}
    return tell_each(
        news.PERIOD_REMINDED.code,
        [
            News(
                crew.people[person],
                hand_key(period.pk, agency_id, today),
                {
                    "by": by.name,
                    "period": period.address,
                    "agency": str(owed.agencies[agency_id]),
                    "todo": share.todo,
                    "total": share.total,
                    "locks_on": period.locks_on.isoformat(),
                },
                reverse("monitoring:work-list"),
                period.region,
            )
            for (agency_id, person), share in chosen.items()
        ],
    )


def _answering(report: Any, subject: Any, crew: Crew) -> list[int]:
    """Who holds the post that answers for it; else all staff of the OPD."""
    post = posts_by_subject([report.agency.pk]).get((report.agency.pk, subject_key(subject)))
    return (crew.holders.get(post.pk, []) if post else []) or crew.staff.get(report.agency.pk, [])
