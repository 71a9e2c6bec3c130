"""Keeping the standings of regions: marked stale where published figures change, recalculated by a job.

A mark is one UPDATE inside the transaction of the change. Who recalculates claims the row first (`core.jobs`); a mark
that comes meanwhile takes the claim away, so that a figure of before the change is never stored as fresh. A worker may
be killed at any time: a row without a sign of life is taken up by the next run.
"""

from __future__ import annotations

import logging
import time
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.consistency import one_moment
from core.jobs import Claim, ClaimLost, silent, take
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.selectors.standings import standing_values

logger = logging.getLogger(__name__)
State = RegionStanding.State
ENDLESS = 2**31 - 1
"""A standing is recalculated as often as it changes: attempts only number the claims."""
FAILED_AGAIN_SECONDS = 3600
UNLOCKED_AGAIN = timedelta(days=1)
"""What no service says (a quick win or pledge entered by the administrator) is caught up with within a day."""


def mark_standings(period: Period) -> int:
    """Something reported for this period changed: it and the later periods of its year rest on it."""
    rows = RegionStanding.objects.filter(region=period.region_id, year=period.year, kind=period.kind)
    return _mark(rows.filter(last_month__gte=period.last_month))


def mark_rules(version: RuleVersion, *, since: date | None = None) -> int:
    """Rules of calculation were made or changed: periods that end on or after their first day, of whom they concern.

    `since`: the first day that they had before, where it was moved.
    """
    rows = RegionStanding.objects.all()
    if version.region_id:
        rows = rows.filter(region=version.region_id)
    day = min(version.valid_from, since or version.valid_from)
    return _mark(rows.filter(Q(year__gt=day.year) | Q(year=day.year, last_month__gte=day.month)))


def mark_all() -> int:
    """Everything is to be recalculated."""
    return _mark(RegionStanding.objects.all())


def _mark(rows: QuerySet[RegionStanding]) -> int:
    """The first moment since which a row is stale stays; a row that is being recalculated loses its claim."""
    now = timezone.now()
    rows.filter(stale_since=None).update(stale_since=now)
    return rows.update(state=State.STALE, updated_at=now)


def refresh_standings(*, seconds: int | None = None) -> int:
    """Recalculate what is stale, the newest periods first; returns how many rows were recalculated.

    After `seconds` no further row is begun: the next run goes on. Two runs at once share the rows.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    create_missing_standings()
    _mark_outdated()
    done = 0
    for pk in _waiting().order_by("-year", "-last_month", "pk").values_list("pk", flat=True):
        if ends is not None and time.monotonic() > ends:
            break
        done += refresh_standing(pk)
    return done


def create_missing_standings() -> int:
    """A stale row for each period that has begun and has none; of two runs at once one creates it."""
    none_yet = ~Exists(RegionStanding.objects.filter(period=OuterRef("pk")))
    tomorrow = timezone.now().date() + timedelta(days=1)
    rows = Period.objects.current().filter(none_yet, opens_on__lte=tomorrow, region__archived_at=None)
    now = timezone.now()
    made = [
        RegionStanding(
            region_id=each.region_id,
            period=each,
            year=each.year,
            kind=each.kind,
            last_month=each.last_month,
            stale_since=now,
        )
        for each in rows
    ]
    RegionStanding.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def refresh_standing(standing_id: int) -> bool:
    """Recalculate one row; False when there is nothing to do, when another worker has it, or when it failed."""
    claim = take(RegionStanding, standing_id, free=_free(), state=State.RUNNING, most_attempts=ENDLESS)
    if claim is None:
        return False
    try:
        _recalculate(claim)
    except ClaimLost:
        logger.info("Standing %s changed while it was recalculated", standing_id)
    except (OperationalError, OSError):
        # The database was away for a moment: without a sign of life the next run takes the row up again.
        logger.exception("Standing %s stopped in attempt %s", standing_id, claim.attempt)
    except Exception as problem:
        logger.exception("Standing %s failed in attempt %s", standing_id, claim.attempt)
        _give_up(claim, problem)
    else:
        return True
    return False


def _recalculate(claim: Claim) -> None:
    row = RegionStanding.objects.select_related("region", "period__region").get(pk=claim.row_id)
    with one_moment():
        moment = timezone.now()
        values = standing_values(row.region, row.period)
    claim.touch(**values, state=State.FRESH, computed_at=moment, stale_since=None, error="", updated_at=timezone.now())


def _give_up(claim: Claim, problem: Exception) -> None:
    """The kept figures stay, and the page says that they could not be recalculated."""
    try:
        claim.touch(state=State.FAILED, error=f"{type(problem).__name__}: {problem}"[:200], updated_at=timezone.now())
    except ClaimLost:
        logger.info("Standing %s was taken over by another worker", claim.row_id)


def _mark_outdated() -> None:
    """Rows of which nobody said that they changed: a plan was adopted, or a day went by in an unlocked period."""
    before = timezone.now() - UNLOCKED_AGAIN
    old = Q(period__locked_at=None, computed_at__lt=before)
    rows = RegionStanding.objects.with_staleness().filter(Q(is_stale=True) | old, state=State.FRESH)
    _mark(RegionStanding.objects.filter(pk__in=list(rows.values_list("pk", flat=True)), state=State.FRESH))


def _free() -> Q:
    seconds = settings.STANDING_STALE_SECONDS
    running = Q(state=State.RUNNING) & silent(seconds)
    return Q(state=State.STALE) | running | (Q(state=State.FAILED) & silent(FAILED_AGAIN_SECONDS))


def _waiting() -> Any:
    return RegionStanding.objects.filter(_free(), region__archived_at=None, period__archived_at=None)
