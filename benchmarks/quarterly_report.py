"""How long the quarterly report of a large region takes: `python benchmarks/quarterly_report.py [programs] [times]`.

Makes a database of its own (SQLite; with DATABASE_URL the database that it names, which must be empty), a region with
150 programs, and compiles the report as a worker does: each time in a fresh process, first the report of the verified
figures, then that of the preliminary ones in the same process. Prints the best of all times, as tables for
`docs/performance.md`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("snapshot", "document", "pdf", "docx", "xlsx", "zip")
PARTS = ("sql", "drawing", "typst", "xlsxwriter")


def prepare(folder: Path) -> None:
    """Settings of this run only."""
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
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


def fill(programs: int) -> None:
    """The database: reference data and one region."""
    from django.core.management import call_command
    from quarterly_data import large_region

    from organizations.models import Region

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    large_region(Region.objects.get(code="52.07"), programs)


class Shares:
    """Seconds spent within some functions, and the number of queries."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self.queries = 0

    @contextmanager
    def within(self, part: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += time.perf_counter() - began

    def query(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.queries += 1
        with self.within("sql"):
            return execute(*arguments)

    def watch(self, owner: Any, name: str, part: str) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            with self.within(part):
                return original(*arguments, **options)

        setattr(owner, name, watched)


def measure(folder: Path) -> None:
    """One fresh worker: two reports, one after the other; prints what they took as JSON."""
    prepare(folder)
    from django.core.cache import cache
    from django.db import connection

    import core.charts
    import core.typesetting
    import monev.reports.writers.xlsx
    from monev.reports.services.compiling import fill_report  # noqa: F401
    from smartcity.celery import load_pages

    load_pages()
    cache.clear()
    idle = peak()
    shares = Shares()
    shares.watch(core.typesetting, "_set_here", "typst")
    shares.watch(core.typesetting, "_set_apart", "typst")
    shares.watch(core.charts, "_draw", "drawing")
    shares.watch(monev.reports.writers.xlsx, "xlsx", "xlsxwriter")
    with connection.execute_wrapper(shares.query):
        results = [compiled(shares, preliminary=each) for each in (False, True)]
    print(json.dumps({"idle": idle, "reports": results}))


def compiled(shares: Shares, *, preliminary: bool) -> dict[str, Any]:
    """Have one report compiled, with seconds by step and part."""
    from monev.monitoring.models.periods import Period
    from monev.reports.catalogue.registry import report_named
    from monev.reports.models import CompiledReport, ReportLog
    from monev.reports.services.compiling import fill_report
    from monev.reports.wishes import Wish
    from organizations.models import User

    period = Period.objects.select_related("region__province").order_by("-number")[0]
    wish = Wish(period.region, "id", period=period, include_preliminary=preliminary)
    report = CompiledReport.objects.create(
        region=period.region,
        kind="quarterly",
        title=str(report_named("quarterly").title),
        subject="Ukuran",
        params=wish.params,
        period=period,
        language="id",
        include_preliminary=preliminary,
        series=os.urandom(32).hex(),
        requested_by=User.objects.get(email="pengukur@contoh.example"),
    )
    before, queries = dict(shares.seconds), shares.queries
    began, processor = time.perf_counter(), processor_time()
    done = fill_report(report.pk)
    took, work = time.perf_counter() - began, processor_time() - processor
    if done is None or done.state != "done":
        raise SystemExit(f"not compiled: {done and done.error}")
    log = list(ReportLog.objects.filter(report=report).order_by("pk").values_list("code", "at"))
    steps = {code: (end - start).total_seconds() for (code, start), (_next, end) in pairwise(log)}
    return {
        "took": took,
        "processor": work,
        "peak": peak(),
        "peak_apart": peak(resource.RUSAGE_CHILDREN),
        "queries": shares.queries - queries,
        "steps": steps,
        "parts": {name: shares.seconds[name] - before[name] for name in PARTS},
        "files": {each.format: each.size for each in done.files.all()},
        "snapshot": len(json.dumps(done.snapshot.data)) if done.snapshot else 0,
        "path": done.files.get(format="pdf").file.path,
    }


def processor_time() -> float:
    """Seconds of this process and of those that it started."""
    return sum(os.times()[:4])


def pages(path: str) -> int:
    """Of a PDF file; counted by the parent, so that reading it does not swell the worker."""
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """Most memory so far, in MB: of this process, or of the largest that it started."""
    return resource.getrusage(who).ru_maxrss / 1024


def best(runs: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The quickest of the runs, by PDF and XLSX together."""
    found: dict[str, Any] = min((run["reports"][number] for run in runs), key=both)
    return found


def both(report: dict[str, Any]) -> float:
    """Snapshot, document, PDF and XLSX: everything but the formats beside them."""
    beside = sum(report["steps"].get(name, 0) for name in ("docx", "zip"))
    return float(report["took"] - beside)


def show(runs: list[dict[str, Any]], programs: int) -> None:
    """The tables for the documentation."""
    first, next_ = best(runs, 0), best(runs, 1)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} processors, load {load}; the best of {len(runs)}.")
    print(f"{programs} programs, {pages(first['path'])} pages, {first['queries']} queries;")
    print(f"snapshot {kb(first['snapshot'])}, ", end="")
    print(", ".join(f"{name.upper()} {kb(size)}" for name, size in first["files"].items()) + "\n")
    print("| | first report of a fresh worker | the next one |\n| --- | ---: | ---: |")
    lines: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        ("**PDF and XLSX together**", lambda report: f"**{both(report):.2f} s**"),
        *(
            (f"– step: {name}", lambda report, name=name: f"{report['steps'][name]:.2f} s")
            for name in STEPS
            if name in first["steps"]
        ),
        *(
            (f"share of {label}", lambda report, part=part: f"{100 * report['parts'][part] / both(report):.0f} %")
            for part, label in (
                ("sql", "SQL"),
                ("drawing", "drawing charts"),
                ("typst", "typesetting"),
                ("xlsxwriter", "writing the workbook"),
            )
        ),
        ("processor time, all formats", lambda report: f"{report['processor']:.2f} s"),
        ("most memory of the worker", lambda report: f"{report['peak']:.0f} MB"),
        ("most memory of the typesetting process", lambda report: f"{report['peak_apart']:.0f} MB"),
    ]
    for label, read in lines:
        print(f"| {label} | {read(first)} | {read(next_)} |")
    print(f"\nA worker that has compiled nothing yet: {min(run['idle'] for run in runs):.0f} MB.")


def kb(size: int) -> str:
    return f"{size / 1024:.0f} kB"


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    programs = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory(prefix="quarterly-") as folder:
        prepare(Path(folder))
        fill(programs)
        runs = []
        for _ in range(times):
            command = [sys.executable, __file__, "--measure", folder]
            made = subprocess.run(command, check=True, capture_output=True, text=True)
            runs.append(json.loads(made.stdout.splitlines()[-1]))
        show(runs, programs)


if __name__ == "__main__":
    main()
