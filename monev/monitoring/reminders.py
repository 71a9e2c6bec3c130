"""Who is reminded of what on which day; pure. Days are those of the region, not of the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

WEEK_BEFORE, DAY_BEFORE = 7, 1
HEAD_AFTER, SECRETARY_AFTER = 3, 7
LATEST_AFTER = 21
"""Days before and after the close. Nobody is reminded of a period that closed longer ago: it was left open."""


class Stage(StrEnum):
    """What is due to be said; the value is the code of the news."""

    OPENED = "period.opened"
    WEEK = "period.week"
    DAY = "period.day"
    CLOSED = "period.closed"
    HEAD = "agency.late"
    SECRETARY = "region.late"


TO_STAFF = (Stage.OPENED, Stage.WEEK, Stage.DAY, Stage.CLOSED)


def stages(today: date, *, opens_on: date, closes_on: date, locked: bool = False) -> tuple[Stage, ...]:
    """What is due to be said about a period today; each is said once, by whichever run comes first on these days.

    A run that comes late says what is true now, not what it missed: five days before the close it is "a few days left",
    not "open". On the day of opening the opening is said, however short the period.

    >>> day = date(2026, 10, 5)
    >>> [str(each) for each in stages(date(2026, 9, 28), opens_on=date(2026, 9, 20), closes_on=day)]
    ['period.week']
    >>> [str(each) for each in stages(date(2026, 10, 8), opens_on=date(2026, 9, 20), closes_on=day)]
    ['period.closed', 'agency.late']
    """
    left = (closes_on - today).days
    if locked or today < opens_on or -left > LATEST_AFTER:
        return ()
    if left >= 0:
        return (_running(left, is_first=today == opens_on),)
    late = -left
    steps = ((Stage.CLOSED, 1), (Stage.HEAD, HEAD_AFTER), (Stage.SECRETARY, SECRETARY_AFTER))
    return tuple(stage for stage, after in steps if late >= after)


def _running(left: int, *, is_first: bool) -> Stage:
    if left <= DAY_BEFORE:
        return Stage.DAY
    return Stage.WEEK if left <= WEEK_BEFORE and not is_first else Stage.OPENED


class Item(NamedTuple):
    """Something that an OPD reports on: the post that answers for it, if any, and whether it still has to be sent."""

    agency: int
    post: int | None
    todo: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an OPD's work is somebody's, and how much of that is still to be sent."""

    total: int
    todo: int


def shares(
    items: Iterable[Item], *, holders: Mapping[int, Collection[int]], staff: Mapping[int, Collection[int]]
) -> dict[tuple[int, int], Share]:
    """By person and OPD: their share. What a post answers for is its holders'; the rest, and what a post without a
    person leaves, is that of all staff of the OPD.

    >>> items = [Item(1, 8, True), Item(1, None, True), Item(1, 9, False)]
    >>> shares(items, holders={8: [70]}, staff={1: [70, 71]})[1, 71]
    Share(total=2, todo=1)
    """
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for item in items:
        own = holders.get(item.post, ()) if item.post is not None else ()
        for person in own or staff.get(item.agency, ()):
            counts[item.agency, person][0] += 1
            counts[item.agency, person][1] += item.todo
    return {key: Share(total, todo) for key, (total, todo) in counts.items()}


def totals(items: Iterable[Item]) -> dict[int, Share]:
    """By OPD: everything that it reports on."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for item in items:
        counts[item.agency][0] += 1
        counts[item.agency][1] += item.todo
    return {agency: Share(total, todo) for agency, (total, todo) in counts.items()}
