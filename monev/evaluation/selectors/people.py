"""Who answers the national evaluation for a region, and who assesses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from organizations.models import Membership, Region, User
from organizations.roles import GRANTS, Can, Role

ANSWERING = tuple(role for role, rights in GRANTS.items() if Can.SELF_ASSESS in rights)
"""The roles that answer for their region."""
RUNNING = tuple(role for role, rights in GRANTS.items() if Can.EVALUATE in rights)
"""The roles that run the evaluation."""


def secretariats(regions: Iterable[Region]) -> dict[int, list[User]]:
    """By region (id) the people who answer the evaluation for it today, each once."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(
        region__in=[each.pk for each in regions], role__in=ANSWERING, user__is_active=True
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for row in rows.select_related("user").order_by("pk"):
        if row.region_id is not None:
            found[row.region_id][row.user_id] = row.user
    return {region: list(people.values()) for region, people in found.items()}


def national_people() -> list[User]:
    """Who runs the evaluation for the nation today, each once."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(role__in=RUNNING, user__is_active=True)
    return list({row.user_id: row.user for row in rows.select_related("user").order_by("pk")}.values())


def conflicting(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Membership]:
    """Of (person, region), by ids, those with an interest of their own: any other role that they hold or held there."""
    wanted = set(pairs)
    rows = Membership.objects.filter(
        user__in={user for user, _region in wanted}, region__in={region for _user, region in wanted}, archived_at=None
    ).exclude(role=Role.ASSESSOR)
    found: dict[tuple[int, int], Membership] = {}
    for row in rows.order_by("-starts_on", "pk"):
        if row.region_id is not None and (key := (row.user_id, row.region_id)) in wanted:
            found.setdefault(key, row)
    return found
