"""Who holds the posts of an OPD, from when to when, and who may be given one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from organizations.models import Agency, Membership, Post, User
from organizations.roles import AGENCY_ROLES, Can


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who holds a post today, who comes next, and who held it last."""

    holder: Membership | None = None
    coming: Membership | None = None
    last: Membership | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a post: the person, the OPD where they work, the posts that they hold there."""

    user: User
    agency: Agency
    posts: tuple[str, ...]


def first_gap(spans: Iterable[tuple[date, date | None]], first: date, last: date) -> date | None:
    """The first day from `first` to `last` (both included) that no span covers; a span without end goes on.

    >>> first_gap([(date(2026, 1, 1), date(2026, 9, 30))], date(2026, 9, 20), date(2026, 10, 5))
    datetime.date(2026, 10, 1)
    >>> first_gap([(date(2026, 1, 1), None)], date(2026, 9, 20), date(2026, 10, 5))
    >>> first_gap([], date(2026, 9, 20), date(2026, 10, 5))
    datetime.date(2026, 9, 20)
    """
    day = first
    for starts, ends in sorted(spans, key=lambda span: span[0]):
        if starts > day:
            break
        if ends is None or ends >= last:
            return None
        day = max(day, ends + timedelta(days=1))
    return day if day <= last else None


def terms_of(post_ids: Collection[int]) -> dict[int, list[Membership]]:
    """All memberships that hold these posts, the oldest first, by post; of people who can still log in."""
    rows = Membership.objects.filter(held_post__in=post_ids, archived_at=None, user__is_active=True)
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("user").order_by("starts_on", "pk"):
        if row.held_post_id is not None:
            found[row.held_post_id].append(row)
    return found


def tenure(terms: Iterable[Membership], on: date) -> Tenure:
    """What the memberships of one post say on a day; of two holders the acting one stands back."""
    rows = list(terms)
    holders = [row for row in rows if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)]
    coming = [row for row in rows if row.starts_on > on]
    past = [row for row in rows if row.ends_on is not None and row.ends_on < on]
    return Tenure(
        holder=min(holders, key=lambda row: (row.is_acting, -row.starts_on.toordinal())) if holders else None,
        coming=coming[0] if coming else None,
        last=max(past, key=lambda row: (row.ends_on or row.starts_on, row.pk)) if past else None,
    )


def candidates(post: Post, *, seen_by: Any, on: date) -> list[Candidate]:
    """People whom `seen_by` may give the post: those of its OPD first, for a right over the region all its OPDs."""
    rows = Membership.objects.allowed(seen_by, Can.HAND_OVER).in_force(on).filter(role__in=AGENCY_ROLES)
    rows = rows.filter(region=post.agency.region_id, user__is_active=True)
    grouped: dict[tuple[int, int | None], list[Membership]] = defaultdict(list)
    for row in rows.select_related("user", "agency", "held_post").order_by("user__name", "user__pk", "pk"):
        grouped[row.user_id, row.agency_id].append(row)
    found = [
        Candidate(each[0].user, each[0].agency, tuple(row.held_post.name for row in each if row.held_post))
        for each in grouped.values()
        if each[0].agency is not None
    ]
    found.sort(key=lambda each: (each.agency.pk != post.agency_id, each.agency.name, each.user.name, each.user.pk))
    seen: set[int] = set()
    return [each for each in found if not (each.user.pk in seen or seen.add(each.user.pk))]  # type: ignore[func-returns-value]
