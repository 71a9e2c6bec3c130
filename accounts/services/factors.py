"""Second factors: what happens with them is audited and told; an administrator can take them all away."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from accounts.news import CODE_USED, CODES_MADE, FACTOR_ADDED, FACTOR_REMOVED, FACTORS_RESET
from accounts.selectors.factors import PROPER, codes_left
from accounts.services.sessions import drop_sessions, own_key
from accounts.services.telling import tell_person
from organizations import audit
from organizations.models import Region, User

CODES = Authenticator.Type.RECOVERY_CODES


@transaction.atomic
def factor_added(request: HttpRequest, person: User, authenticator: Authenticator) -> None:
    """The first factor ends all other sessions: they began without one."""
    audit.record(person, "factor.added", person, region=None, way=authenticator.type)
    if authenticator.type == CODES:
        return
    tell_person(person, FACTOR_ADDED, factor=authenticator.type)
    if Authenticator.objects.filter(user=person, type__in=PROPER).count() == 1:
        drop_sessions([person], keep=own_key(request))


@transaction.atomic
def factor_removed(person: User, authenticator: Authenticator) -> None:
    audit.record(person, "factor.removed", person, region=None, way=authenticator.type)
    if authenticator.type != CODES:
        tell_person(person, FACTOR_REMOVED, factor=authenticator.type)


@transaction.atomic
def codes_made(person: User) -> None:
    audit.record(person, "factor.codes_made", person, region=None)
    tell_person(person, CODES_MADE)


@transaction.atomic
def factor_used(person: User, authenticator: Authenticator) -> None:
    """Of the use of a recovery code people are told: it is rare, and they grow few."""
    if authenticator.type == CODES:
        left = codes_left(person)
        audit.record(person, "factor.code_used", person, region=None, left=left)
        tell_person(person, CODE_USED, left=str(left))


@transaction.atomic
def reset_factors(person: User, *, by: User | None, region: Region | None = None) -> int:
    """Take all second factors of somebody who lost them, and end their sessions; returns how many factors there were.

    `region`: for whose sake an administrator of a region did it. The person is told.
    """
    count, _tables = Authenticator.objects.filter(user=person).delete()
    drop_sessions([person])
    audit.record(by, "factor.all_reset", person, region=region, count=count)
    tell_person(person, FACTORS_RESET, by=str(by) if by else "–")
    return count
