"""The pages of posts: who holds which post of an OPD, what it answers for, what no post answers for yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.duties import Duty
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.due import agency_id_of, due_in
from monev.monitoring.selectors.duties import (
    Key,
    Vacancy,
    duty_key,
    posts_by_subject,
    subject_key,
    vacancies_of,
)
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.selectors.work import MISSING, TODO
from organizations.models import Agency, Membership, Post, Region
from organizations.roles import Can
from organizations.selectors.posts import Tenure, tenure, terms_of


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Something an OPD answers for in a period: the post that does it (None: none), and how far its report is."""

    kind: str
    subject: Any
    key: Key
    post: Post | None
    state: str

    @property
    def is_todo(self) -> bool:
        return self.state in TODO


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with its holder, how much it answers for, and how much of that is open in the current period."""

    post: Post
    tenure: Tenure
    duties: int
    open: int
    vacancy: Vacancy | None


@dataclass(frozen=True, slots=True)
class AgencyPosts:
    """The posts of an OPD; `unassigned`: how much of what is due no post answers for."""

    agency: Agency
    period: Period
    rows: tuple[PostRow, ...]
    unassigned: int

    @property
    def vacant(self) -> int:
        """How many posts with duties have nobody now or before the period closes."""
        return sum(row.vacancy is not None for row in self.rows)

    @property
    def duties(self) -> int:
        return sum(row.duties for row in self.rows)


@dataclass(frozen=True, slots=True)
class PostPage:
    """One post: its terms (the newest first), what it answers for, the other posts of the OPD."""

    post: Post
    period: Period
    today: date
    tenure: Tenure
    terms: tuple[Membership, ...]
    duties: tuple[DutyRow, ...]
    others: tuple[Post, ...]
    vacancy: Vacancy | None

    @property
    def open(self) -> int:
        """How much of it is not sent in the current period."""
        return sum(row.is_todo for row in self.duties)


def current_period(region: Region, today: date) -> Period:
    """The period that opened last and is not locked; between two periods the one that runs now, which is not stored."""
    return _current_periods([region], {region.pk: today})[0]


def overview(user: Any) -> list[AgencyPosts]:
    """The OPDs in which `user` may hand posts over, those with an alarm first, then those with work without a post."""
    agencies = Agency.objects.allowed(user, Can.HAND_OVER).current().filter(successor=None).for_list()
    return sorted(agency_posts(list(agencies)), key=lambda each: (not each.vacant, not each.unassigned))


def agency_posts(agencies: Collection[Agency]) -> list[AgencyPosts]:
    """The posts of these OPDs, of each those with an alarm first, in a fixed number of queries."""
    regions = {each.region_id: each.region for each in agencies}
    days = {pk: today_in(region.time_zone) for pk, region in regions.items()}
    periods = {each.region_id: each for each in _current_periods(list(regions.values()), days)}
    posts = list(
        Post.objects.filter(agency__in=agencies, archived_at=None).select_related("agency__region").order_by("name")
    )
    due = list(_due_rows(agencies, list(periods.values())))
    counts = Counter(Duty.objects.filter(post__in=posts, archived_at=None).order_by().values_list("post", flat=True))
    still_open = Counter(row.post.pk for _agency_id, row in due if row.post and row.is_todo)
    alarms = {each.post.pk: each for each in reversed(vacancies_of([each for each in periods.values() if each.pk]))}
    terms = terms_of([post.pk for post in posts])
    rows: dict[int, list[PostRow]] = defaultdict(list)
    for post in posts:
        held = tenure(terms.get(post.pk, []), days[post.agency.region_id])
        rows[post.agency_id].append(PostRow(post, held, counts[post.pk], still_open[post.pk], alarms.get(post.pk)))
    unassigned = Counter(agency_id for agency_id, row in due if row.post is None)
    return [
        AgencyPosts(
            each,
            periods[each.region_id],
            tuple(sorted(rows[each.pk], key=lambda row: (row.vacancy is None, row.post.name))),
            unassigned[each.pk],
        )
        for each in agencies
    ]


def duty_table(agency: Agency) -> tuple[Period, list[DutyRow]]:
    """The current period and everything that the OPD answers for in it: what no post does first."""
    period = current_period(agency.region, today_in(agency.region.time_zone))
    rows = [row for _agency_id, row in _due_rows([agency], [period])]
    return period, sorted(rows, key=lambda row: row.post is not None)


def post_page(post: Post) -> PostPage:
    """Everything about one post; its duties also when nothing of them is due now."""
    today = today_in(post.agency.region.time_zone)
    period = current_period(post.agency.region, today)
    known = {row.key: row for _agency_id, row in _due_rows([post.agency], [period])}
    rows = [
        known.get(key) or DutyRow(key[0], subject, key, post, "")
        for key, subject in _subjects_of(post)
        if subject is not None
    ]
    terms = terms_of([post.pk]).get(post.pk, [])
    vacancy = next((each for each in vacancies_of([period]) if each.post.pk == post.pk), None) if period.pk else None
    others = Post.objects.filter(agency=post.agency_id, archived_at=None).exclude(pk=post.pk).order_by("name")
    return PostPage(
        post, period, today, tenure(terms, today), tuple(reversed(terms)), tuple(rows), tuple(others), vacancy
    )


def _current_periods(regions: Collection[Region], days: dict[int, date]) -> list[Period]:
    rows = Period.objects.filter(region__in=regions, archived_at=None, locked_at=None).select_related("region")
    newest: dict[int, Period] = {}
    for period in rows.in_order():
        if period.is_open(days[period.region_id]):
            newest[period.region_id] = period
    return [newest.get(each.pk) or _running(each, days[each.pk]) for each in regions]


def _running(region: Region, today: date) -> Period:
    """The period that this day lies in, not stored: for what is due between two periods."""
    is_month = region.rhythm == Region.Rhythm.MONTH
    number = today.month if is_month else (today.month - 1) // 3 + 1
    return Period(region=region, kind=region.rhythm, year=today.year, number=number)


def _due_rows(agencies: Collection[Agency], periods: Collection[Period]) -> Iterator[tuple[int, DutyRow]]:
    """What these OPDs answer for in the period of their region, with the id of the OPD."""
    ids = {each.pk for each in agencies}
    posts = posts_by_subject(ids)
    for kind in KINDS:
        due = due_in(kind, periods, lambda rows: rows.filter(**{f"{rows.agency_path}__in": ids}))
        states = _states(kind, [each for each in periods if each.pk])
        for period in periods:
            for subject in due[period.pk]:
                agency_id, key = agency_id_of(subject), subject_key(subject)
                state = states.get((period.pk, key), MISSING) if period.pk else ""
                yield agency_id, DutyRow(kind.slug, subject, key, posts.get((agency_id, key)), state)


def _states(kind: Kind, periods: Collection[Period]) -> dict[tuple[int, Key], str]:
    every: Any = kind.report._default_manager.all()
    rows = every.filter(period__in=periods).newest().order_by()
    path = "program__lineage" if kind.subject is Program else kind.field
    return {(period_id, (kind.slug, key)): state for period_id, key, state in rows.values_list("period", path, "state")}


def _subjects_of(post: Post) -> Iterator[tuple[Key, Any]]:
    """What a post answers for: of a program the newest row of its lineage."""
    duties = list(Duty.objects.filter(post=post, archived_at=None).select_related("quick_win", "pledge").order_by("pk"))
    lineages = [duty.program_lineage for duty in duties if duty.program_lineage]
    rows = Program.objects.filter(lineage__in=lineages, archived_at=None).order_by("plan_version__number", "pk")
    programs = {row.lineage: row for row in rows}
    for duty in duties:
        yield duty_key(duty), duty.quick_win or duty.pledge or programs.get(duty.program_lineage)
