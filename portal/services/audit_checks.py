"""The nightly round of the audit log: an anchor, a verification of what is new (once a week of all), and an alarm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from notices.services.telling import News, tell_each
from organizations.chaining import NATION
from organizations.models import AuditCheck, Membership, Region, User
from organizations.roles import Role
from organizations.services.anchoring import make_anchor
from organizations.services.verifying import Found, Problem, keep_check, verify
from portal.selectors.audit_state import problem_words
from portal.trail_news import AUDIT_BROKEN

LOCK = 7_246_010_133
"""The number of the advisory lock of the session: any, so long as nobody else takes it."""
PAUSE = timedelta(hours=1)


def check_once() -> AuditCheck | None:
    """The nightly check, unless one is under way or was made a moment ago: a broker delivers a long job twice."""
    with _alone() as is_alone:
        if not is_alone or AuditCheck.objects.filter(at__gt=timezone.now() - PAUSE).exists():
            return None
        return check_nightly()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else checks; nobody begins meanwhile. PostgreSQL frees it where the process dies."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def check_nightly() -> AuditCheck:
    """Anchor the chains, verify them, and tell those who look after them when they are broken."""
    make_anchor()
    before = _last_intact()
    is_whole = before is None or _whole_is_due()
    found = verify() if is_whole or before is None else verify(known=before.heads)
    with transaction.atomic():
        check = keep_check(found, is_whole=is_whole)
        _tell(found, check)
    return check


def _last_intact() -> AuditCheck | None:
    """What was verified last; after a broken check everything is verified again."""
    last = AuditCheck.objects.order_by("-pk").first()
    return last if last is not None and last.is_intact else None


def _whole_is_due() -> bool:
    since = timezone.now() - timedelta(days=settings.AUDIT_WHOLE_CHECK_DAYS) + timedelta(hours=1)
    return not AuditCheck.objects.filter(is_whole=True, is_intact=True, at__gte=since).exists()


def _tell(found: Found, check: AuditCheck) -> None:
    """The nation of every problem, a region's administrators of its own chain: once for each first problem."""
    news: list[News] = []
    for chain in dict.fromkeys(each.chain for each in found.problems):
        problems = [each for each in found.problems if each.chain == chain]
        news += _news(chain, problems, check)
    tell_each(AUDIT_BROKEN.code, news)


def _news(chain: str, problems: list[Problem], check: AuditCheck) -> list[News]:
    region = Region.objects.filter(code=chain).first() if chain != NATION else None
    first = problems[0]
    with override("id"):
        what = problem_words(first.kind, first.chain, first.position, first.number)
    params: dict[str, str | int | Decimal] = {"what": what, "count": len(problems)}
    key = f"{chain}:{first.kind}:{first.position}:{first.number}"
    url = reverse("portal:audit", args=[region.code]) if region else reverse("portal:audit-nation")
    people = _people(None) + (_people(region) if region else [])
    return [News(person, key, params, url if _may_open(person, region) else "", region) for person in people]


def _may_open(person: User, region: Region | None) -> bool:
    return region is None or person.access.looks_after(region.pk)


def _people(region: Region | None) -> list[User]:
    role = Role.REGION_ADMIN if region else Role.NATIONAL_ADMIN
    held = Membership.objects.in_force(timezone.localdate()).filter(role=role, region=region)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))
