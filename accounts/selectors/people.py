"""Who may enter: the people of a region or of the nation, what protects their accounts, where they are logged in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from accounts.selectors.factors import OFFICE, PROPER
from organizations.models import Membership, Region, User
from organizations.roles import Can


@dataclass(frozen=True)
class PersonLine:
    """One person of the page. `may_reset`: whether who looks may take their factors away."""

    person: User
    roles: tuple[str, ...]
    factors: int
    is_required: bool
    sessions: int
    may_reset: bool

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.factors


def people_of(region: Region | None, *, by: User) -> list[PersonLine]:
    """Everybody who holds a role there today, by name; region None: the roles of the nation. Four queries."""
    held = _held(Q(region=region))
    people = User.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")
    running = Count("login_sessions", filter=Q(login_sessions__expire_date__gt=timezone.now()))
    factors = _factors(held)
    elsewhere = _elsewhere(held, region)
    return [
        PersonLine(
            person=person,
            roles=tuple(dict.fromkeys(str(each.get_role_display()) for each in held[person.pk])),
            factors=factors.get(person.pk, 0),
            is_required=_is_required(person, [each.role for each in held[person.pk]]),
            sessions=person.running_sessions,
            may_reset=_may_reset(person, by, elsewhere),
        )
        for person in people.annotate(running_sessions=running)
    ]


def person_of(region: Region | None, pk: int) -> User | None:
    """Somebody who holds a role there today."""
    return User.objects.filter(pk=pk, pk__in=_held(Q(region=region))).first()


def may_reset(person: User, *, by: User, region: Region | None) -> bool:
    """Whether `by` may take the factors of `person` away for the sake of `region`.

    An administrator of a region may for people who stand in that region only and open no administration: the factor of
    somebody who reaches further protects more than that region. The nation may for everybody; nobody for themselves.
    """
    return _may_reset(person, by, _elsewhere([person.pk], region))


def _may_reset(person: User, by: User, elsewhere: set[int]) -> bool:
    if person.pk == by.pk:
        return False
    if person.is_staff or person.is_superuser:
        return by.is_superuser
    return by.access.may(Can.CATALOGUE) or person.pk not in elsewhere


def _held(where: Q) -> dict[int, list[Any]]:
    """By person: their roles there today."""
    found: dict[int, list[Any]] = defaultdict(list)
    for each in Membership.objects.in_force(timezone.localdate()).filter(where).order_by("role"):
        found[each.user_id].append(each)
    return found


def _elsewhere(people: Any, region: Region | None) -> set[int]:
    """Those among them who hold a role in another region or in the nation."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(user__in=list(people))
    return set(rows.exclude(region=region).values_list("user_id", flat=True)) if region else set()


def _factors(people: Any) -> dict[int, int]:
    rows = Authenticator.objects.filter(user__in=list(people), type__in=PROPER)
    return dict(rows.values_list("user_id").annotate(Count("pk")).order_by())


def _is_required(person: User, roles: list[str]) -> bool:
    required = settings.MFA_REQUIRED_ROLES
    office = OFFICE in required and (person.is_staff or person.is_superuser)
    return office or any(role in required for role in roles)
