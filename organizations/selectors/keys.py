"""Keys as pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone

from organizations.models import ApiKey, Membership, Region, User
from organizations.roles import Can


def own_keys(user: User) -> Any:
    """All keys of a person, the newest first."""
    return ApiKey.objects.of(user).prefetch_related("regions").select_related("replaces", "replaced_by")


def keys_reaching(region: Region) -> Any:
    """The keys in use with which rows of the region can be read today, last used first."""
    now = timezone.now()
    today = timezone.localdate()
    held = Prefetch("user__memberships", Membership.objects.in_force(today), to_attr="held")
    rows = ApiKey.objects.usable(now).reaching(region, today).select_related("user")
    return rows.prefetch_related("regions", held).order_by(F("last_used_at").desc(nulls_last=True), "-created_at")


def stays_within(key: ApiKey, region: Region) -> bool:
    """Whether a key of `keys_reaching` reaches this region and no other."""
    held: set[int | None] = {each.region_id for each in key.user.held}  # type: ignore[attr-defined]
    limit: set[int | None] = {each.pk for each in key.regions.all()}
    if key.is_limited:
        held = limit if None in held else held & limit
    return held == {region.pk}


def may_revoke(key: ApiKey, region: Region, person: User) -> bool:
    """Whether a key of `keys_reaching` is the region's to revoke: it reaches no other, or the nation asks."""
    return stays_within(key, region) or person.access.may(Can.CATALOGUE)
