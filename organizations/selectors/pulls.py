"""The log of pulls, as pages and files show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext

from core.lookups import within_days
from organizations.models import PullEntry, Region, User
from organizations.roles import Can

OF_LATE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PullFilter:
    """What narrows the log; nothing chosen: everything. `since` and `until` are days, both included."""

    person: str = ""
    table: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PullSum:
    """What was taken in the last thirty days."""

    requests: int
    people: int
    rows: int


def region_pulls(user: User, region: Region, chosen: PullFilter, zone: tzinfo) -> Any:
    """Who took rows of the region, the newest first; for those who watch over it."""
    rows = PullEntry.objects.within(user.access.reach(Can.WATCH)).of_region(region)
    return _narrowed(rows, chosen, zone)


def own_pulls(user: User, chosen: PullFilter) -> Any:
    """What a person took, with whichever key, the newest first; their own, so no right is asked."""
    return _narrowed(PullEntry.objects.filter(user=user), chosen, timezone.get_current_timezone())


def _narrowed(rows: Any, chosen: PullFilter, zone: tzinfo) -> Any:
    if chosen.table:
        rows = rows.filter(Q(table=chosen.table) | Q(table__startswith=f"{chosen.table}/"))
    for word in chosen.person.split():
        rows = rows.filter(
            Q(user__name__icontains=word) | Q(user__email__icontains=word) | Q(key__name__icontains=word)
        )
    return rows.filter(within_days("at", chosen.since, chosen.until, zone)).for_list()


def sum_of_late(rows: Any) -> PullSum:
    """How much was taken of late."""
    late = rows.filter(at__gte=timezone.now() - OF_LATE, status__lt=400).order_by()
    found = late.aggregate(requests=Count("pk"), people=Count("user", distinct=True), taken=Sum("rows"))
    return PullSum(found["requests"], found["people"], found["taken"] or 0)


def export_head() -> tuple[str, ...]:
    """The headings of the log as a file."""
    return (
        gettext("When"),
        gettext("Who"),
        gettext("API key"),
        gettext("Beginning of the key"),
        gettext("Address"),
        gettext("Method"),
        gettext("Data"),
        gettext("Path"),
        gettext("Filter"),
        gettext("Format"),
        gettext("Status"),
        gettext("Rows"),
        gettext("Bytes"),
        gettext("Whose rows"),
    )


def export_rows(entries: Any, zone: tzinfo) -> Iterator[tuple[Any, ...]]:
    """The lines as rows of a table, read in portions: memory does not grow with the log."""
    for each in entries.iterator(chunk_size=1000):
        yield (
            timezone.localtime(each.at, zone).isoformat(timespec="seconds"),
            each.user.name,
            each.key.name if each.key else "",
            each.key.prefix if each.key else "",
            each.address or "",
            each.method,
            each.table,
            each.path,
            filter_words(each.parameters),
            each.format,
            each.status,
            "" if each.rows is None else each.rows,
            "" if each.bytes is None else each.bytes,
            each.reach,
        )


def filter_words(parameters: dict[str, str]) -> str:
    """The parameters of a request in one line."""
    return ", ".join(f"{name}={value}" for name, value in parameters.items())
