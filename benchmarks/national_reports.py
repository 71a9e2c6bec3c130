"""How long a national run of quarterly reports takes with one and with two worker processes.

`python benchmarks/national_reports.py [regions] [programs] [--workers 1,2]` (514 regions, 6 programs each).

Starts a PostgreSQL and a Redis of its own, makes the regions with a plan, verified reports and a period each, then
compiles all formats of the quarterly report for all of them, once for each number of workers, with an empty cache.
Prints seconds, regions per minute, peak memory of a worker, the shares of time by sampling, and the scaling factor.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.005
KINDS = {
    "SQL": ("/django/db/backends/", "/psycopg2/"),
    "typesetting": ("/core/typesetting.py", "/typst/"),
    "drawing": ("/core/charts.py", "/vl_convert/", "/core/pictures.py"),
    "workbook and text document": ("/core/spreadsheets.py", "/xlsxwriter/", "/docx/", "/core/text_documents.py"),
}
"""The innermost of these files on the stack decides; everything else is our own Python code and Django's."""


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("regions", nargs="?", type=int, default=514)
    options.add_argument("programs", nargs="?", type=int, default=6)
    options.add_argument("--workers", default="1,2")
    asked = options.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.servers import PostgresServer, RedisServer, postgres_programs

    programs = postgres_programs()
    if programs is None:
        sys.exit("needs initdb, postgres, pg_dump and psql")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers are stopped then too
    postgres, redis = PostgresServer(programs), RedisServer(keeps=False)
    with tempfile.TemporaryDirectory(prefix="portal-measure-") as folder:
        try:
            postgres.start()
            redis.start()
            prepare(Path(folder), postgres.url, redis.url)
            codes, admin = fill(asked.regions, asked.programs)
            first = 0.0
            for count in (int(each) for each in asked.workers.split(",")):
                seconds = measure(Path(folder), count, codes, admin)
                first = first or seconds * count
                print(f"scaling against one worker: {first / seconds:.2f}", flush=True)
        finally:
            redis.remove()
            postgres.remove()


def prepare(folder: Path, database: str, redis: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        DATABASE_URL=database,
        REDIS_URL=redis,
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        DEBUG="0",
        DEMO="0",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()


def fill(count: int, programs: int) -> tuple[list[str], Any]:
    """Regions with a plan in force and a period; the codes, and the national administrator."""
    from django.core.management import call_command

    from organizations.models import Membership, Region, User
    from tests.factories.organizations import AgencyFactory
    from tests.monev.reports.conftest import make_plan

    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    admin = User.objects.create_user("admin@contoh.example", "rahasia", name="Admin")
    Membership.objects.create(user=admin, role="national_admin")
    regions = list(Region.objects.exclude(kind="province").order_by("code")[:count])
    seed = Random(514)  # noqa: S311
    for region in regions:
        make_plan(region, AgencyFactory(region=region), programs=programs)
        vary(region, seed)
    print(f"{len(regions)} regions with {programs + 1} programs each, made in {time.perf_counter() - began:.0f} s")
    return [each.code for each in regions], admin


def vary(region: Any, seed: Random) -> None:
    """Figures of its own for each region: equal charts would be drawn once and taken from the cache."""
    from monev.monitoring.models.progress import ProgressReport, Spending

    for row in ProgressReport.objects.of_region(region):
        ProgressReport.objects.filter(pk=row.pk).update(physical_percent=seed.randint(5, 95))
        Spending.objects.filter(report=row).update(amount=seed.randint(1, 90) * 1_000_000)


def measure(folder: Path, workers: int, codes: list[str], admin: Any) -> float:
    """Seconds from the start of the run to its end, workers ready before."""
    from django.core.cache import cache

    from monev.reports.models import CompiledReport, ReportRun
    from monev.reports.services.runs import start_run
    from organizations.models import Region

    notes = [folder / f"worker-{workers}-{number}.json" for number in range(workers)]
    command = [sys.executable, str(Path(__file__).resolve())]
    running = [subprocess.Popen(command, cwd=ROOT, env=os.environ | {"SAMPLES": str(note)}) for note in notes]
    wait_ready(running, notes)
    cache.clear()
    load, began = os.getloadavg()[0], time.perf_counter()
    regions = Region.objects.filter(code__in=codes)
    run = start_run("quarterly", {"period": "2026-3"}, regions, by=admin)
    while not ReportRun.objects.filter(pk=run.pk, state="done").exists():
        time.sleep(0.2)
    seconds = time.perf_counter() - began
    for each in running:
        each.terminate()
    for each in running:
        each.wait(timeout=60)
    done = CompiledReport.objects.filter(run=run, state="done").count()
    report(workers, seconds, done, [json.loads(note.read_text()) for note in notes], load)
    return seconds


def wait_ready(running: list[subprocess.Popen[bytes]], notes: list[Path]) -> None:
    while not all(note.with_suffix(".ready").exists() for note in notes):
        if any(each.poll() is not None for each in running):
            sys.exit("a worker did not start")
        time.sleep(0.1)


def report(workers: int, seconds: float, done: int, notes: list[dict[str, Any]], load: float) -> None:
    whole: Counter[str] = Counter()
    for note in notes:
        whole.update(note["samples"])
    total = sum(whole.values()) or 1
    shares = ", ".join(f"{name} {value / total:.0%}" for name, value in whole.most_common())
    memory = max(note["peak_mb"] for note in notes)
    print(
        f"{workers} worker(s): {done} reports in {seconds:.1f} s, {done / seconds * 60:.0f} a minute, at most "
        f"{memory:.0f} MB a worker, processor {sum(note['processor'] for note in notes):.1f} s; {shares}; "
        f"load before {load:.1f}",
        flush=True,
    )


class Sampler(threading.Thread):
    """Looks at the stack of the main thread now and then; the time since the last look belongs to what it is doing."""

    def __init__(self, thread: int) -> None:
        super().__init__(daemon=True)
        self.watched = thread
        self.samples: Counter[str] = Counter()

    def run(self) -> None:
        last = time.perf_counter()
        while True:
            time.sleep(EVERY)
            now = time.perf_counter()
            if found := kind_of(sys._current_frames().get(self.watched)):
                self.samples[found] += now - last  # type: ignore[assignment]
            last = now


def kind_of(frame: FrameType | None) -> str:
    """What a stack is busy with; nothing while no task runs."""
    found = ""
    while frame is not None:
        name = frame.f_code.co_filename
        found = found or next((kind for kind, parts in KINDS.items() if any(part in name for part in parts)), "")
        if name.endswith("monev/reports/tasks.py"):
            return found or "Python"
        frame = frame.f_back
    return ""


def work(note: Path) -> None:
    """A worker in this process that samples itself until it is told to stop."""
    sys.path.insert(0, str(ROOT))
    from celery.signals import worker_ready

    from smartcity.celery import app

    sampler = Sampler(threading.main_thread().ident or 0)
    worker_ready.connect(lambda **_: note.with_suffix(".ready").touch(), weak=False)
    sampler.start()
    began = time.process_time()
    try:
        app.worker_main(
            ["worker", "-P", "solo", "-l", "ERROR", "--without-gossip", "--without-mingle", "-n", note.stem]
        )
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        spent = time.process_time() - began
        note.write_text(json.dumps({"samples": dict(sampler.samples), "peak_mb": peak, "processor": spent}))


if __name__ == "__main__":
    if "SAMPLES" in os.environ:
        work(Path(os.environ["SAMPLES"]))
    else:
        main()
