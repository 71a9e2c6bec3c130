"""What the audit log costs: `python benchmarks/audit_chain.py [entries]` (100,000).

Writes one by one and in bulk, by several writers at once while the sealing job runs, seals, verifies, anchors. Makes a
database of its own (SQLite; with DATABASE_URL the database that it names, which nobody else uses).
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WRITERS, EACH, REGIONS = 8, 400, 20


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
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def timed(name: str, count: int, work: Callable[[], Any]) -> Any:
    """Say how many a second."""
    start = time.perf_counter()
    done = work()
    spent = time.perf_counter() - start
    print(f"{name:52} {count:>9,} in {spent:7.2f} s: {count / spent:>9,.0f}/s")
    return done


def places() -> tuple[Any, list[Any]]:
    """Who writes, and the regions."""
    from organizations.models import Province, Region, User

    province, _made = Province.objects.get_or_create(code="99", defaults={"name": "Pengukuran"})
    user = User.objects.filter(email="ukur@contoh.example").first()
    user = user or User.objects.create_user("ukur@contoh.example", None, name="Pengukur")
    codes = [f"99.{number:02d}" for number in range(1, REGIONS + 1)]
    for code in codes:
        Region.objects.get_or_create(code=code, defaults={"name": code, "kind": "kabupaten", "province": province})
    return user, list(Region.objects.filter(code__in=codes))


def write(writer: int, user: Any, regions: list[Any]) -> None:
    """One writer: transactions over two regions in changing order."""
    from django.db import transaction

    from organizations import audit

    for number in range(EACH // 2):
        pair = [regions[(writer + number) % REGIONS], regions[(writer * 7 + number * 3) % REGIONS]]
        with transaction.atomic():
            for region in pair:
                audit.record(user, "report.saved", region, region=region, count=number)


def seal_until(ended: threading.Event) -> None:
    """Somebody who seals all the time."""
    from organizations.services.sealing import seal_entries

    while not ended.wait(0.05):
        seal_entries()


def in_thread(problems: list[str], work: Callable[..., None], *given: Any) -> threading.Thread:
    """A thread with a connection of its own; what the database refuses is written down."""
    from django.db import Error, connection

    def run() -> None:
        try:
            work(*given)
        except Error as error:
            problems.append(str(error))
        finally:
            connection.close()

    return threading.Thread(target=run)


def write_at_once(user: Any, regions: list[Any]) -> list[str]:
    """Several writers at once, while somebody seals; what was refused."""
    problems: list[str] = []
    ended = threading.Event()
    sealer = in_thread(problems, seal_until, ended)
    writers = [in_thread(problems, write, number, user, regions) for number in range(WRITERS)]
    for each in (sealer, *writers):
        each.start()
    for each in writers:
        each.join()
    ended.set()
    sealer.join()
    return problems


def measure(entries: int) -> None:
    """All measurements, one after the other."""
    from django.db import connection, transaction

    from organizations import audit
    from organizations.models import AuditEntry
    from organizations.services.anchoring import make_anchor
    from organizations.services.sealing import seal_entries
    from organizations.services.verifying import verify

    user, regions = places()
    print(connection.vendor, f"{WRITERS} writers, {REGIONS} regions")

    def one_by_one() -> None:
        with transaction.atomic():
            for number in range(2000):
                audit.record(user, "report.saved", regions[0], region=regions[0], count=number)

    def in_bulk() -> None:
        told = {"from_state": "draft", "to_state": "submitted", "note": "laporan triwulan"}
        for start in range(0, entries, 10_000):
            rows = [("report.saved", regions[n % REGIONS], regions[n % REGIONS], told) for n in range(10_000)]
            audit.record_all(user, rows[: entries - start])

    timed("record, one transaction", 2000, one_by_one)
    problems = timed("writers at once while sealing", WRITERS * EACH, lambda: write_at_once(user, regions))
    print("  refused or deadlocked:", len(problems), *problems[:3])
    timed("record_all", entries, in_bulk)
    waiting = AuditEntry.objects.filter(position=None).count()
    timed("seal", waiting, seal_entries)
    whole = AuditEntry.objects.count()
    found = timed("verify from the beginning", whole, verify)
    print("  intact:", found.is_intact, found.problems[:2])
    anchor = timed("anchor (all heads)", 1, make_anchor)
    timed("verify what is new", 1, lambda: verify(known=anchor.heads))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
