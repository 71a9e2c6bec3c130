"""How long a worker needs for a workbook of entry, and how much memory: `python benchmarks/workbook_upload.py [ROWS]`.

Makes an OPD with so many rows (programs, indicators, spending from two sources) in a database of its own, downloads its
workbook with other figures in every row and a fault in every 50th, and lets the job check it in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024
ROWS_OF_A_PROGRAM = 4


def prepare(folder: Path) -> None:
    """A database and files of this run only."""
    sys.path.insert(0, str(ROOT))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        REDIS_URL="",
        DEBUG="0",
        DEMO="0",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()


def fill(programs: int) -> tuple[int, float, float]:
    """The OPD with its programs and the upload that waits; returns its id, the seconds of writing and its size (MB)."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from monev.monitoring.rules import DEFAULT
    from monev.monitoring.selectors.workbooks import workbook_contents
    from monev.monitoring.services.workbooks.sending import send_workbook
    from monev.monitoring.workbook.instructions import Made
    from monev.monitoring.workbook.writing import workbook
    from organizations.roles import Role
    from tests.factories.masterplan import (
        BudgetLineFactory,
        FundSourceFactory,
        IndicatorFactory,
        IndicatorTargetFactory,
        MasterPlanFactory,
        PlanVersionFactory,
        ProgramFactory,
        adopt,
    )
    from tests.factories.monitoring import PeriodFactory
    from tests.factories.organizations import AgencyFactory, RegionFactory
    from tests.factories.pillars import SubDimensionFactory
    from tests.people import person

    call_command("migrate", verbosity=0)
    today = timezone.localdate()
    with transaction.atomic():
        region = RegionFactory()
        agency, place = AgencyFactory(region=region), SubDimensionFactory()
        version = PlanVersionFactory(plan=MasterPlanFactory(region=region, end_year=today.year + 1))
        sources = [FundSourceFactory(code=code, name_id=code, name_en=code) for code in ("1.1", "1.2")]
        for number in range(programs):
            program = ProgramFactory(
                plan_version=version, lead_agency=agency, sub_dimension=place, code=f"{number}", end_year=today.year
            )
            for source in sources:
                BudgetLineFactory(program=program, source_of_funds=source, year=today.year)
            IndicatorTargetFactory(indicator=IndicatorFactory(program=program), value=60, year=today.year)
        adopt(version)
        period = PeriodFactory(region=region, year=today.year, number=4, opens_on=today)
        staff = person(Role.AGENCY_STAFF, region, agency)
    contents = workbook_contents(agency, period, seen_by=staff)
    lines = []
    for number, line in enumerate(contents.lines):
        text = f"Pekerjaan tahap {number} berjalan sesuai jadwal, {'lokasi sudah siap. ' * 10}"
        stored = replace(
            line.stored,
            physical_percent=Decimal(162) if number % 50 == 0 else Decimal(number % 100),
            narrative=text,
            hindering_factors="Cuaca",
            spending={source.pk: Decimal(number * 1000) for source in sources},
            values={slot.indicator_id: Decimal(number) for slot in line.program_plan.indicators},
        )
        lines.append(replace(line, stored=stored))
    began = time.perf_counter()
    content = workbook(replace(contents, lines=tuple(lines)), Made(timezone.localtime(), "ukur", "id", DEFAULT))
    wrote = time.perf_counter() - began
    upload = send_workbook(agency, period, SimpleUploadedFile("ukur.xlsx", content), by=staff)
    return upload.pk, wrote, len(content) / 1024 / 1024


def peak_of_memory() -> float:
    """The most that this process held so far, in MB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / MEGABYTE


def check(upload_id: int) -> None:
    """What the worker does, with its peak of memory before and after."""
    from monev.monitoring.services.workbooks.findings import Result
    from monev.monitoring.services.workbooks.handling import handle_workbook

    before = peak_of_memory()
    began = time.perf_counter()
    upload = handle_workbook(upload_id)
    took = time.perf_counter() - began
    if upload is None or upload.state != "checked":
        sys.exit(f"not checked: {upload and upload.error}")
    result = Result.from_json(upload.result)
    print(f"checked and marked in {took:.1f} s; memory {before:.0f} MB before, {peak_of_memory():.0f} MB at the peak")
    print(f"{len(result.rows)} programs with changes, {len(result.findings)} problems, each at its cell")


def main() -> None:
    """Fill the database here, check in a fresh process, as a worker would."""
    if len(sys.argv) == 4 and sys.argv[1] == "--check":
        prepare(Path(sys.argv[2]))
        check(int(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        upload_id, wrote, size = fill(rows // ROWS_OF_A_PROGRAM)
        print(f"{rows} rows: written in {wrote:.1f} s, {size:.1f} MB", flush=True)
        subprocess.run([sys.executable, __file__, "--check", folder, str(upload_id)], check=True)


if __name__ == "__main__":
    main()
