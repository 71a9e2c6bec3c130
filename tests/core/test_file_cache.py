"""Limits that are counted in files, on one machine without Redis: as long, and as strict, as in Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import override_settings

from core.limits import DAY, HOUR, counted, is_over
from smartcity.settings import base

NOW = "2026-11-29 02:00:00+00:00"


@pytest.fixture(autouse=True)
def in_files(tmp_path):
    backend = {"BACKEND": "core.file_cache.CountingFileCache", "LOCATION": str(tmp_path), "OPTIONS": {}}
    backend["OPTIONS"] = {"MAX_ENTRIES": 20_000}
    with override_settings(CACHES={"default": backend}):
        yield


def test_an_hourly_limit_lasts_an_hour():
    with time_machine.travel(NOW, tick=False) as clock:
        assert [is_over("feedback", 2) for _each in range(3)] == [False, False, True]
        clock.shift(timedelta(minutes=59))
        assert is_over("feedback", 2)
        clock.shift(timedelta(minutes=2))
        assert not is_over("feedback", 2)


def test_a_daily_limit_lasts_a_day_from_the_first():
    with time_machine.travel(NOW, tick=False) as clock:
        assert counted("uploads", 10, DAY) == 10
        for hours in range(1, 24):
            clock.shift(timedelta(hours=1))
            assert counted("uploads", 10, DAY) == 10 * (hours + 1)
        clock.shift(timedelta(hours=1, seconds=1))
        assert counted("uploads", 10, DAY) == 10


def test_of_many_at_once_each_is_counted():
    def ten_times(_number: int) -> None:
        for _each in range(10):
            counted("exports", 1, HOUR)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ten_times, range(8)))
    assert cache.get("exports") == 80


def test_a_count_is_not_thrown_away_because_many_other_things_are_kept():
    counted("feedback", 1, HOUR)
    for number in range(700):
        cache.set(f"page-{number}", number)
    assert counted("feedback", 1, HOUR) == 2


def test_what_was_kept_for_good_stays_so_when_it_is_counted():
    cache.add("visits", 1, None)
    with time_machine.travel("2027-11-29 02:00:00+00:00"):
        assert cache.incr("visits") == 2


@pytest.mark.skipif(bool(base.REDIS_URL), reason="REDIS_URL is set")
def test_an_installation_without_redis_counts_so():
    chosen = base.CACHES["default"]
    assert chosen["BACKEND"] == "core.file_cache.CountingFileCache"
    assert chosen["OPTIONS"]["MAX_ENTRIES"] >= 20_000
