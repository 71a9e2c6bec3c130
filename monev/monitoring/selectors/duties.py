"""Which post answers for what, and which posts with duties have nobody: the alarm before a period closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from masterplan.models.plans import Program
from monev.monitoring.models.duties import Duty
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.due import agency_id_of, due_in
from monev.monitoring.selectors.subjects import KINDS, Kind, kind_of
from organizations.models import Membership, Post, Region
from organizations.roles import Can
from organizations.selectors.posts import Tenure, first_gap, tenure, terms_of

Key = tuple[str, Any]
"""A subject as duties name it: the slug of its kind, and the lineage of a program or the id of the rest."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that answers for something in an open period and has nobody from a day on, before the period closes.

    `from_day`: the first day without a person (today: nobody holds it now). `duties`: how many of the things that it
    answers for are due in the period.
    """

    post: Post
    period: Period
    from_day: date
    today: date
    tenure: Tenure
    duties: int

    @property
    def is_vacant(self) -> bool:
        """Nobody holds it today; else it becomes vacant before the period closes."""
        return self.from_day <= self.today

    @property
    def last(self) -> Membership | None:
        """Who holds it now or held it last."""
        return self.tenure.holder or self.tenure.last


def subject_key(subject: Any) -> Key:
    """How a duty names a program, quick win or pledge."""
    kind = kind_of(subject)
    return kind.slug, subject.lineage if isinstance(subject, Program) else subject.pk


def duty_key(duty: Duty) -> Key:
    """What a duty is about."""
    if duty.program_lineage:
        return "progress", duty.program_lineage
    return ("quick-win", duty.quick_win_id) if duty.quick_win_id else ("pledge", duty.pledge_id)


def posts_by_subject(agency_ids: Collection[int]) -> dict[tuple[int, Key], Post]:
    """By OPD and subject the post that answers for it, in one query; what an archived post left is the OPD's."""
    rows = Duty.objects.filter(post__agency__in=agency_ids, archived_at=None, post__archived_at=None)
    return {
        (duty.post.agency_id, duty_key(duty)): duty.post for duty in rows.select_related("post__agency").order_by("pk")
    }


def held_posts(user: Any) -> set[int]:
    """The posts that a person holds today, wherever the region lies: from the first to the last day of the term."""
    rows = Membership.objects.filter(user=user, held_post__isnull=False).in_force(timezone.localdate())
    return set(rows.values_list("held_post", flat=True))


def vacancies(period: Period) -> list[Vacancy]:
    """The posts of a period that have nobody now or before it closes, what is vacant now first."""
    return vacancies_of([period])


def vacant_duties(region: Region, on: date) -> list[Vacancy]:
    """The same for all periods of a region that are open on that day."""
    rows = Period.objects.filter(region=region, archived_at=None).open_on(on).select_related("region")
    return vacancies_of(list(rows.in_order()))


def vacancies_seen_by(user: Any) -> list[Vacancy]:
    """The alarms of those who act on them: who enters in the OPD or hands its posts over, and the verifier."""
    reaches = [user.access.reach(can) for can in (Can.ENTER, Can.HAND_OVER, Can.VERIFY)]
    if not any(reaches):
        return []
    periods = Period.objects.allowed(user, Can.VIEW).current().filter(locked_at=None).select_related("region")
    open_now = [each for each in periods.in_order() if each.is_open(today_in(each.region.time_zone))]
    return [
        each
        for each in vacancies_of(open_now)
        if any(reach.covers(region_id=each.period.region_id, agency_id=each.post.agency_id) for reach in reaches)
    ]


def vacancies_of(periods: Collection[Period]) -> list[Vacancy]:
    """For several periods at once, in a fixed number of queries."""
    if not periods:
        return []
    duties = Duty.objects.filter(
        post__agency__region__in={each.region_id for each in periods}, archived_at=None, post__archived_at=None
    )
    posts: dict[tuple[int, Key], Post] = {
        (duty.post.agency_id, duty_key(duty)): duty.post for duty in duties.select_related("post__agency__region")
    }
    if not posts:
        return []
    owed = _owed(periods, posts)
    terms = terms_of({post.pk for post in posts.values()})
    found = [
        each
        for period in periods
        for post, count in owed[period.pk]
        if (each := _vacancy(post, period, terms.get(post.pk, []), count))
    ]
    return sorted(found, key=lambda each: (not each.is_vacant, each.from_day, each.post.agency.name, each.post.name))


def _owed(periods: Collection[Period], posts: dict[tuple[int, Key], Post]) -> dict[int, list[tuple[Post, int]]]:
    """By period: the posts that answer for something due in it, and for how much."""
    counts: dict[int, dict[int, int]] = {each.pk: defaultdict(int) for each in periods}
    by_id = {post.pk: post for post in posts.values()}
    for kind in KINDS:
        for period_id, subjects in due_in(kind, periods, lambda rows: rows).items():
            for subject in subjects:
                post = posts.get((agency_id_of(subject), subject_key(subject)))
                if post:
                    counts[period_id][post.pk] += 1
    return {key: [(by_id[pk], count) for pk, count in each.items()] for key, each in counts.items()}


def _vacancy(post: Post, period: Period, terms: Iterable[Membership], duties: int) -> Vacancy | None:
    """None where somebody holds the post until the period closes; after that day, where somebody holds it now."""
    rows = list(terms)
    today = today_in(period.region.time_zone)
    day = first_gap(((row.starts_on, row.ends_on) for row in rows), today, max(today, period.closes_on))
    return Vacancy(post, period, day, today, tenure(rows, today), duties) if day else None


def kind_named(slug: str) -> Kind:
    """The kind of that slug. Raises StopIteration for a slug that does not exist."""
    return next(kind for kind in KINDS if kind.slug == slug)
