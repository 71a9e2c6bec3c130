"""The standings of the made-up regions, calculated by the service that always does, by several processes at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context

from django.db import connections

from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.services.standings import create_missing_standings
from portal.national_data import apart


def calculate(periods: int, tell: Callable[[str], None]) -> int:
    """Of each region's newest `periods`; the older ones wait for the job that recalculates what is stale."""
    create_missing_standings()
    moments = RegionStanding.objects.order_by("-year", "-last_month").values_list("year", "last_month").distinct()
    todo: list[int] = []
    for year, month in list(moments)[:periods]:
        todo += RegionStanding.objects.filter(year=year, last_month=month, state="stale").values_list("pk", flat=True)
    tell(f"{len(todo)} standings")
    own = connections["default"]
    if own.vendor == "sqlite" or own.in_atomic_block:
        return sum(map(apart.refresh, todo))
    connections.close_all()
    with get_context("spawn").Pool(os.cpu_count() or 1, initializer=apart.prepare) as pool:
        return sum(pool.imap_unordered(apart.refresh, todo, chunksize=8))
