"""The people of a region, or of the nation: their roles there, what protects their accounts, who is invited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Invitation
from accounts.selectors.safety import Safety, safety_of
from organizations.models import Agency, Membership, Region, User
from organizations.roles import Can, Role

STATES: dict[str, tuple[Promise, str]] = {
    "active": (pgettext_lazy("person", "active"), "success"),
    "coming": (pgettext_lazy("person", "begins later"), "info"),
    "ended": (pgettext_lazy("person", "no role any more"), "none"),
    "closed": (pgettext_lazy("person", "account closed"), "danger"),
}
UNPROTECTED = "unprotected"
"""A state to look for: a role that needs a second factor, and none set up."""
WANTED_STATES: dict[str, Promise] = {key: words for key, (words, _tone) in STATES.items()} | {
    UNPROTECTED: _("second factor missing")
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody and what they are here. `safety` only of those who hold a role here today: of others the place is told
    neither how they log in nor when they did.
    """

    person: User
    roles: tuple[Membership, ...]
    key: str
    safety: Safety | None = None

    @property
    def is_unprotected(self) -> bool:
        return self.safety is not None and self.safety.is_missing

    @property
    def state(self) -> Promise:
        return STATES[self.key][0]

    @property
    def tone(self) -> str:
        return STATES[self.key][1]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to."""

    words: str = ""
    role: str = ""
    state: str = ""


def people_of(region: Region | None) -> list[PersonLine]:
    """Everybody who has or had a role here, by name; in four queries. The nation (None): its own and the assessors."""
    rows = memberships_of(region).select_related("agency", "region", "held_post").order_by("starts_on", "pk")
    grouped: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        grouped[row.user_id].append(row)
    people = User.objects.filter(pk__in=grouped).order_by("name", "pk")
    return _with_safety([_line(person, grouped[person.pk]) for person in people])


def person_of(region: Region | None, uid: Any) -> PersonLine | None:
    """One of them."""
    rows = memberships_of(region).filter(user__uid=uid).select_related("user", "agency", "region", "held_post")
    found = list(rows.order_by("starts_on", "pk"))
    return _with_safety([_line(found[0].user, found)])[0] if found else None


def narrowed(lines: list[PersonLine], wanted: PeopleFilter) -> list[PersonLine]:
    """Those who fit the filter."""
    return [each for each in lines if _fits(each, wanted)]


def invitations_to(region: Region | None, by: User, email: str = "") -> list[Invitation]:
    """Invitations that are neither accepted nor withdrawn, the newest first; with `email` those to that address."""
    rows = Invitation.objects.allowed(by, Can.ADMINISTER).open().for_list()
    if email:
        rows = rows.filter(email=email.lower())
    if region is None:
        return list(rows.filter(Q(region=None) | Q(role=Role.ASSESSOR)))
    return list(rows.filter(region=region))


def memberships_of(region: Region | None) -> Any:
    """Roles held here, now or once. To the nation (None) belong the assessors whom it sends too."""
    rows = Membership.objects.filter(archived_at=None)
    if region is not None:
        return rows.filter(region=region)
    return rows.filter(Q(region=None) | Q(role=Role.ASSESSOR))


def _line(person: User, roles: list[Membership]) -> PersonLine:
    return PersonLine(person, tuple(roles), _state(person, roles, timezone.localdate()))


def _with_safety(lines: list[PersonLine]) -> list[PersonLine]:
    today = timezone.localdate()
    held = {
        line.person: [row.role for row in line.roles if _is_in_force(row, today)]
        for line in lines
        if line.key == "active"
    }
    found = safety_of(held)
    return [replace(line, safety=found.get(line.person)) for line in lines]


def _state(person: User, roles: list[Membership], on: date) -> str:
    if not person.is_active:
        return "closed"
    if any(_is_in_force(row, on) for row in roles):
        return "active"
    return "coming" if any(row.starts_on > on for row in roles) else "ended"


def _is_in_force(row: Membership, on: date) -> bool:
    return row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)


def _fits(line: PersonLine, wanted: PeopleFilter) -> bool:
    agencies = " ".join(f"{row.agency.name} {row.agency.code}" for row in line.roles if row.agency)
    text = f"{line.person.name} {line.person.email} {line.person.nip} {agencies}".lower()
    return (
        all(word in text for word in wanted.words.lower().split())
        and (not wanted.role or any(row.role == wanted.role for row in line.roles))
        and (not wanted.state or (line.is_unprotected if wanted.state == UNPROTECTED else line.key == wanted.state))
    )


def agencies_of(region: Region | None) -> Any:
    """OPDs of the region in which somebody can be given a role."""
    if region is None:
        return Agency.objects.none()
    return region.agencies.filter(archived_at=None).order_by("name")
