"""Who is to be reminded of a period, and who was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.reminders import Item, Stage
from monev.monitoring.selectors.duties import posts_by_subject, subject_key
from monev.monitoring.selectors.locking import period_items
from monev.monitoring.selectors.work import TODO
from monev.monitoring.workflow import State
from notices.kinds import kind_of
from notices.models import Mail, Notice
from organizations.models import Agency, Membership, User
from organizations.roles import Role


@dataclass(frozen=True, slots=True)
class Owing:
    """Everything that is due in a period, with the OPDs and the posts that answer for it.

    `verified`: the OPDs (ids) of which everything is verified.
    """

    period: Period
    items: tuple[Item, ...]
    agencies: dict[int, Agency]
    verified: frozenset[int]


def owing(period: Period) -> Owing:
    """What a period asks for and what of it is still to be sent, in a fixed number of queries."""
    found = period_items(period)
    agencies = {each.agency.pk: each.agency for each in found}
    posts = posts_by_subject(agencies.keys())
    items = []
    for each in found:
        post = posts.get((each.agency.pk, subject_key(each.subject)))
        items.append(Item(each.agency.pk, post.pk if post else None, each.state in TODO))
    unverified = {each.agency.pk for each in found if each.state != State.VERIFIED}
    return Owing(period, tuple(items), agencies, frozenset(agencies.keys() - unverified))


@dataclass(frozen=True, slots=True)
class Crew:
    """Who stands where in a region today, people who may log in only."""

    people: dict[int, User]
    holders: dict[int, list[int]]
    staff: dict[int, list[int]]
    heads: dict[int, list[int]]
    roles: dict[str, list[int]]

    def those(self, ids: Iterable[int]) -> list[User]:
        """The people with these ids, each once."""
        return [self.people[pk] for pk in dict.fromkeys(ids)]

    def of_role(self, *roles: str) -> list[User]:
        """The people of the first of these roles that somebody holds in the region."""
        return self.those(next((self.roles[role] for role in roles if self.roles.get(role)), []))

    def heads_of(self, agency: int) -> list[User]:
        """The heads of an OPD; where there is none the administrators of the region."""
        return self.those(self.heads.get(agency, [])) or self.of_role(Role.REGION_ADMIN)


def crew(region_id: int, on: date) -> Crew:
    """The people of a region on that day, in one query. An OPD without staff has its head in their place."""
    rows = Membership.objects.in_force(on).filter(region=region_id, archived_at=None, user__is_active=True)
    found = Crew({}, defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    for row in rows.select_related("user").order_by("pk"):
        found.people[row.user_id] = row.user
        found.roles[row.role].append(row.user_id)
        if row.held_post_id:
            found.holders[row.held_post_id].append(row.user_id)
        if row.agency_id and row.role == Role.AGENCY_STAFF:
            found.staff[row.agency_id].append(row.user_id)
        if row.agency_id and row.role == Role.AGENCY_HEAD:
            found.heads[row.agency_id].append(row.user_id)
    for agency, heads in found.heads.items():
        found.staff.setdefault(agency, heads)
    return found


def crew_of(period: Period) -> Crew:
    """The people of the period's region today, by its own clocks."""
    return crew(period.region_id, today_in(period.region.time_zone))


def reminder_key(period_id: int, agency_id: int | str = "") -> str:
    """What a reminder is about: a period, or the part of one OPD in it."""
    return f"{period_id}:{agency_id}"


def hand_key(period_id: int, agency_id: int, day: date) -> str:
    """The same for a reminder that somebody sends by hand: once a day."""
    return f"{reminder_key(period_id, agency_id)}:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Reminded:
    """One reminder that somebody got: who, when, what it said, whether they read it and whether a mail went out."""

    person: User
    at: datetime
    kind: str
    title: str
    label: str
    read_at: datetime | None
    mailed_at: datetime | None


BY_HAND = "period.reminded"
STAGES = (*(stage.value for stage in Stage if stage is not Stage.SECRETARY),)


def reminded(period: Period) -> dict[int, list[Reminded]]:
    """By OPD (id): who was reminded of this period, when and how, the newest first; two queries.

    Only reminders about what an OPD owes (`Stage`, without the summary for the Sekda, and those sent by hand); an OPD
    nobody of which was reminded is not in it.
    """
    agencies = Agency.objects.filter(region=period.region_id).values_list("pk", flat=True)
    keys = {reminder_key(period.pk, pk): pk for pk in agencies}
    by_hand = Q(kind=BY_HAND, key__startswith=f"{period.pk}:", region=period.region_id)
    rows = Notice.objects.filter(Q(kind__in=STAGES, key__in=keys) | by_hand).select_related("user", "mail")
    found: dict[int, list[Reminded]] = defaultdict(list)
    for row in rows.order_by("-created_at", "-pk"):
        mail = row.mail if row.mail and row.mail.state == Mail.State.SENT else None
        found[keys[":".join(row.key.split(":")[:2])]].append(
            Reminded(
                person=row.user,
                at=row.created_at,
                kind=row.kind,
                title=row.title,
                label=str(kind_of(row.kind).label),
                read_at=row.read_at,
                mailed_at=mail.sent_at if mail else None,
            )
        )
    return dict(found)
