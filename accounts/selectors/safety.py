"""What protects the accounts of the people of a place: second factors, and in how many browsers they are logged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from accounts.models import Session
from accounts.selectors.factors import OFFICE, PROPER
from organizations.models import Membership, Region, User
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class Safety:
    """Of one account. Recovery codes are not counted: they stand in for a factor."""

    factors: int
    is_required: bool
    sessions: int

    @property
    def is_missing(self) -> bool:
        """The role needs a second factor and there is none."""
        return self.is_required and not self.factors


def safety_of(held: Mapping[User, Iterable[str]]) -> dict[User, Safety]:
    """Of each person, with the roles that they hold in the place today; two queries."""
    pks = [person.pk for person in held]
    factors = _counted(Authenticator.objects.filter(user__in=pks, type__in=PROPER))
    sessions = _counted(Session.objects.filter(user__in=pks).running(timezone.now()))
    return {
        person: Safety(factors.get(person.pk, 0), _is_required(person, roles), sessions.get(person.pk, 0))
        for person, roles in held.items()
    }


def may_reset(person: User, *, by: User, region: Region | None) -> bool:
    """Whether `by` may take the factors of `person` away for the sake of `region`.

    An administrator of a region may for people who stand in that region only and open no administration: the factor of
    somebody who reaches further protects more than that region. The nation may for everybody; nobody for themselves.
    """
    if person.pk == by.pk:
        return False
    if person.is_staff or person.is_superuser:
        return by.is_superuser
    return by.access.may(Can.CATALOGUE) or not _stands_elsewhere(person, region)


def _stands_elsewhere(person: User, region: Region | None) -> bool:
    """Whether they hold a role in another region or in the nation."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(user=person)
    return bool(rows.exclude(region=region).exists())


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("user_id").annotate(Count("pk")))


def _is_required(person: User, roles: Iterable[str]) -> bool:
    required = settings.MFA_REQUIRED_ROLES
    office = OFFICE in required and (person.is_staff or person.is_superuser)
    return office or any(role in required for role in roles)
