"""How long the national page takes with all 514 regions, and how heavy it is: `python benchmarks/national_page.py`.

Makes a database of its own (SQLite; with DATABASE_URL the database that it names, which must be empty) with every
region reporting for eight quarters and two years of published results, and asks for the page as the national
administrator.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TIMES = 15
YEARS = (2025, 2026)
ADDRESSES = (
    ("page, tile map", "/nasional/?periode=2026-3&warna=capaian"),
    ("page narrowed to a province", "/nasional/?periode=2026-3&provinsi=35"),
    ("table of regions as CSV", "/nasional/?periode=2026-3&unduh=daerah.csv"),
    ("tile map as SVG, drawn before", "/nasional/?periode=2026-3&gambar=peta.svg"),
)


def prepare(folder: Path) -> None:
    """A database and files of this run only."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        REDIS_URL="",
        DEBUG="0",
        DEMO="0",
        ALLOWED_HOSTS="*",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()


def fill() -> Any:
    """Every region with its periods, standings and results; returns the national administrator."""
    from django.core.management import call_command
    from django.utils import timezone

    from monev.evaluation.models.results import NationalResult
    from monev.monitoring.models.periods import Period
    from monev.monitoring.models.standings import RegionStanding
    from organizations.models import Membership, Region, User
    from organizations.roles import Role

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=StringIO())
    Region.objects.update(is_active=True)
    regions = list(Region.objects.all())
    day = date(2026, 1, 1)
    dates = dict.fromkeys(("opens_on", "warns_on", "closes_on", "locks_on"), day)
    made = [
        Period(region=region, year=year, number=number, **dates)
        for region in regions
        for year in YEARS
        for number in (1, 2, 3, 4)
    ]
    periods = Period.objects.bulk_create(made, batch_size=500)
    RegionStanding.objects.bulk_create(
        [_standing(RegionStanding, place, period, timezone.now()) for place, period in enumerate(periods)],
        batch_size=500,
    )
    results = [
        NationalResult(region=region, year=year, index=Decimal(place % 400) / 100, instrument_code="x")
        for place, region in enumerate(regions)
        for year in YEARS
    ]
    NationalResult.objects.bulk_create(results, batch_size=500)
    person = User.objects.create_user("ukur@contoh.example", "tidak dipakai masuk", name="Pengukur")
    Membership.objects.create(user=person, role=Role.NATIONAL_ADMIN, starts_on=day)
    return person


def _standing(table: Any, place: int, period: Any, now: Any) -> Any:
    return table(
        region_id=period.region_id,
        period=period,
        year=period.year,
        kind=period.kind,
        last_month=period.last_month,
        achievement=Decimal(place % 997) / 7,
        completeness=Decimal(place % 101),
        programs=40,
        reported=40 if place % 9 else 0,
        verified=30 if place % 9 else 0,
        state="fresh",
        computed_at=now,
    )


def measure(person: Any) -> None:
    """The median of some requests after a first one, the queries, and the weight of the answer."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client()
    browser.force_login(person)
    print(f"{connection.vendor}, 514 regions, 8 quarters each, median of {TIMES} requests")
    for name, address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        assert answer.status_code == 200, (name, answer.status_code)  # noqa: S101
        count = len(queries)
        busy = time.process_time()
        spent = [_seconds(browser, address) for _ in range(TIMES)]
        busy = (time.process_time() - busy) / TIMES
        content = answer.content
        print(
            f"{name}: {statistics.median(spent) * 1000:.0f} ms ({busy * 1000:.0f} ms of the processor), "
            f"{count} queries, "
            f"{len(content) / 1000:.0f} kB, {len(gzip.compress(content, 6)) / 1000:.1f} kB compressed"
        )


def _seconds(browser: Any, address: str) -> float:
    begun = time.perf_counter()
    browser.get(address)
    return time.perf_counter() - begun


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        measure(fill())
