"""What administrators do about keys and pulls of data: revoke for a region, hand out the log, tell owners in time."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from notices.services.telling import News, tell, tell_each
from organizations import audit
from organizations.models import ApiKey, Region, User
from organizations.selectors.keys import may_revoke
from organizations.selectors.pulls import PullFilter, region_pulls
from organizations.services.keys import revoke_key
from portal.key_news import ENDS_SOON, REVOKED

DAYS_BEFORE = (3, 14)
"""The nearest first: who makes a key for a week is told once."""


@transaction.atomic
def revoke_for_region(key: ApiKey, region: Region, *, by: User) -> ApiKey:
    """Revoke somebody's key because it reaches the region; its owner is told.

    One that reaches other regions too is theirs as well: the nation decides about it.
    """
    if not may_revoke(key, region, by):
        raise Refused(_("This key reaches other regions too. Ask the national administrators to revoke it."))
    revoke_key(key, by=by, region=region)
    params = {"name": key.name, "region": region.name, "by": by.name}
    tell(REVOKED.code, [key.user], key=f"key-{key.pk}", params=params, url=_page_of(key), region=region)
    return key


@transaction.atomic
def hand_out_pulls(region: Region, chosen: PullFilter, zone: tzinfo, *, by: User) -> Any:
    """The log of the region as a file; who took it is written down first."""
    asked = {"table": chosen.table, "person": chosen.person}
    days = {"from_day": str(chosen.since or ""), "until": str(chosen.until or "")}
    given = {name: value for name, value in (asked | days).items() if value}
    audit.record(by, "pulls.exported", region, region=region, **({"asked": given} if given else {}))
    return region_pulls(by, region, chosen, zone)


def remind_of_keys(now: datetime | None = None) -> int:
    """Tell the owners of keys that end in fourteen and in three days, once each; how many did not know yet."""
    now = now or timezone.now()
    ending = ApiKey.objects.usable(now).filter(replaced_by=None, expires_at__lte=now + timedelta(days=max(DAYS_BEFORE)))
    news = [_ends_soon(key, now) for key in ending.select_related("user").order_by("pk")]
    return tell_each(ENDS_SOON.code, news)


def _ends_soon(key: ApiKey, now: datetime) -> News:
    end = key.expires_at or now
    stage = next(days for days in DAYS_BEFORE if end <= now + timedelta(days=days))
    params = {"name": key.name, "ends_on": timezone.localdate(end).isoformat()}
    return News(key.user, f"key-{key.pk}-{stage}", params, _page_of(key))


def _page_of(key: ApiKey) -> str:
    return reverse("organizations:key-detail", args=[key.pk])
