"""Which backups stay; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta


def staying(moments: Iterable[datetime], now: datetime, *, days: int, weeks: int, months: int) -> set[datetime]:
    """Those of the last `days`, the newest of each of the last `weeks` (ISO) and `months`; the newest of all always.

    >>> from datetime import UTC
    >>> nights = [datetime(2026, 11, day, 2, tzinfo=UTC) for day in range(1, 30)]
    >>> now = datetime(2026, 11, 29, 3, tzinfo=UTC)
    >>> sorted(moment.day for moment in staying(nights, now, days=3, weeks=2, months=1))
    [22, 27, 28, 29]
    """
    newest_first = sorted(moments, reverse=True)
    kept = {each for each in newest_first if each > now - timedelta(days=days)} | set(newest_first[:1])
    kept |= _newest_of_each(newest_first, lambda each: each.isocalendar()[:2], weeks)
    return kept | _newest_of_each(newest_first, lambda each: (each.year, each.month), months)


def _newest_of_each(newest_first: list[datetime], span: object, most: int) -> set[datetime]:
    found: dict[object, datetime] = {}
    for each in newest_first:
        found.setdefault(span(each), each)  # type: ignore[operator]
    return set(list(found.values())[:most])
