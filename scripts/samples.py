"""Makes docs/samples: every report of the catalogue for the two regions, on a database of its own.

    REFERENCE_DATA=/folder/of/the/data python scripts/samples.py [KIND ...]

The first region is the demonstration. The second is Kabupaten Sumedang with the published plan matrix of
REFERENCE_DATA; what its OPDs report here is made up, marked so, and the same on every machine.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "samples"
PLAN = "plans/sumedang-rpjmd-2021-2023-part.csv"
SUMEDANG, YEAR = "32.11", 2023
PILLARS = {
    "1.02": "living-health",
    "1.03": "living-harmony",
    "1.04": "living-harmony",
    "1.06": "economy-welfare",
    "2.07": "economy-welfare",
    "2.11": "environment-protection",
    "2.12": "governance-service",
    "2.13": "society-community",
    "2.15": "living-mobility",
    "2.16": "governance-bureaucracy",
    "2.17": "economy-industry",
    "2.18": "branding-business",
    "2.23": "society-learning",
    "3.26": "branding-tourism",
    "3.27": "economy-industry",
    "3.30": "economy-transaction",
    "5.01": "governance-policy",
}
"""By field of government: our own guess, for the published plan knows no pillars."""
NOW = datetime.fromisoformat("2026-11-24T09:00:00+08:00")


def main() -> None:
    """Set up, compile, copy."""
    folder = tempfile.mkdtemp(prefix="samples-")
    os.environ |= {"VAR_DIR": folder, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "smartcity.settings", "REDIS_URL": ""}
    os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/samples.sqlite3", "PORTAL_URL": "https://portal.example"}
    sys.path.insert(0, str(ROOT))
    import django
    import time_machine

    django.setup()
    with time_machine.travel(NOW, tick=True):
        _regions()
        for code, by in (("52.07", "admin.daerah@ksb.example"), (SUMEDANG, "admin@sumedang.example")):
            _compile(code, by, sys.argv[1:])
    shutil.rmtree(folder)


def _regions() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    _sumedang()


def _sumedang() -> None:
    """The published plan, adopted; four quarters of its last year with reports that are made up."""
    from django.core.management import call_command

    from masterplan.models.plans import PlanVersion
    from masterplan.services.versions import adopt_version
    from organizations.models import Membership, Region, User
    from organizations.roles import Role

    region = Region.objects.get(code=SUMEDANG)
    region.is_active = True
    region.store(by=None, reason="samples")
    admin = User.objects.create_user("admin@sumedang.example", name="Contoh Admin Sumedang")
    Membership(user=admin, role=Role.REGION_ADMIN, region=region, starts_on=date(2021, 1, 1)).store(by=None)
    pillars = Path(os.environ["VAR_DIR"]) / "pillars.csv"
    pillars.write_text("program;sub_dimensi\n" + "".join(f"{code};{sub}\n" for code, sub in PILLARS.items()))
    what: dict[str, Any] = {
        "pillars": pillars,
        "title": "RPJMD Kabupaten Sumedang (bagian)",
        "start": 2021,
        "end": YEAR,
        "brief": True,
    }
    call_command("import_plan", Path(os.environ["REFERENCE_DATA"]) / PLAN, region=SUMEDANG, **what)
    version = PlanVersion.objects.get(plan__region=region)
    adopt_version(version, by=admin, on=date(2021, 1, 4))
    for number in (1, 2, 3, 4):
        _quarter(region, version, number)
    _quick_win(version)


def _quick_win(version: Any) -> None:
    """One made up, about a program of the plan."""
    from quickwins.models import QuickWin

    program = version.programs.exclude(sub_dimension=None).order_by("pk").first()
    QuickWin(
        region=version.plan.region,
        agency=program.lead_agency,
        pillar=program.sub_dimension.pillar,
        program_lineage=program.lineage,
        title="Antrean daring puskesmas (contoh)",
        year=YEAR,
        problem="Pasien menunggu tanpa kepastian sejak pagi (contoh).",
        innovation="Nomor antrean diambil dari ponsel (contoh).",
        benefit="Waktu tunggu berkurang (contoh).",
        is_example=True,
    ).store(by=None, reason="samples")


def _quarter(region: Any, version: Any, number: int) -> None:
    """What OPDs report: a little behind the plan, some of them not at all."""
    from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
    from tests.factories.monitoring import PeriodFactory

    period = PeriodFactory(region=region, year=YEAR, number=number, is_example=True)
    for at, program in enumerate(version.programs.filter(archived_at=None).order_by("pk")):
        if (at * 7 + number) % 11 == 0 or not program.start_year <= YEAR <= program.end_year:
            continue
        physical = min(Decimal(100), Decimal(25 * number) - Decimal(at * 13 % 18) + Decimal(at % 4))
        late = at % 9 == 0
        report = ProgressReport(
            program=program,
            period=period,
            state="verified",
            physical_percent=max(physical, Decimal(0)),
            hindering_factors="Lelang ulang karena penawaran melebihi pagu (contoh)." if late else "",
            follow_up="Lelang ulang dijadwalkan bulan depan (contoh)." if late else "",
            submitted_at=NOW,
            verified_at=NOW,
            is_example=True,
        )
        report.store(by=None, reason="samples")
        for line in program.budget_lines.filter(year=YEAR, archived_at=None):
            amount = (line.ceiling * (physical - Decimal(at % 6)) / 100).quantize(Decimal("0.01"))
            Spending.objects.update_or_create(
                report=report,
                source_of_funds=line.source_of_funds,
                defaults={"amount": max(amount, Decimal(0)), "is_example": True},
            )
        for indicator in program.indicators.filter(archived_at=None):
            target = indicator.targets.filter(year=YEAR).exclude(value=None).first()
            if target:
                value = (target.value * Decimal(20 * number + at % 15) / 100).quantize(Decimal("0.01"))
                IndicatorValue(report=report, indicator=indicator, value=value, is_example=True).store(by=None)


def _compile(code: str, email: str, kinds: list[str]) -> None:
    from core.errors import Refused
    from monev.reports.catalogue.registry import reports
    from monev.reports.services.compiling import fill_report
    from monev.reports.services.requests import request_report
    from organizations.models import Region, User

    region, by = Region.objects.get(code=code), User.objects.get(email=email)
    national = User.objects.get(email="admin.nasional@kementerian.example")
    for kind, report in reports().items():
        if kinds and kind not in kinds:
            continue
        for name, wish in _wishes(report, region):
            asker = national if report.is_national else by
            try:
                asked = fill_report(request_report(kind, wish, by=asker).pk)
            except Refused as refused:
                print(code, name, refused.message)
                continue
            if asked is None or asked.state != "done":
                print(code, name, asked and asked.error)
                continue
            for path in _files(asked, "nasional" if report.is_national else code, name):
                print(path.relative_to(ROOT), path.stat().st_size)


def _wishes(report: Any, region: Any) -> Iterator[tuple[str, Any]]:
    """The report about the newest complete subject; where an OPD may be left out, also with one."""
    from monev.reports.wishes import Wish

    rows = _subjects(region)
    wanted = [each for each in report.parameters if each != "include_preliminary" and each not in report.optional]
    missing = [each for each in wanted if rows.get(each) is None]
    if missing or (report.is_national and region.code != "52.07"):
        print(region.code, report.code, "is not made:", ", ".join(missing) or "of the nation, made once")
        return
    chosen = {str(each): rows[each] for each in wanted}
    yield report.code, Wish(None if report.is_national else region, "id", **chosen)
    if "agency" in report.optional:
        yield f"{report.code}-opd", Wish(region, "id", **chosen, agency=rows["agency"])


def _subjects(region: Any) -> dict[str, Any]:
    from masterplan.models.plans import Program
    from masterplan.models.preparation import Meeting
    from monev.evaluation.models.rounds import RoundStage
    from monev.monitoring.models.periods import Period
    from pillars.models import Pillar
    from quickwins.models import QuickWin

    periods = Period.objects.of_region(region).filter(closes_on__lt=NOW.date()).order_by("-year", "-number")
    programs = Program.objects.of_region(region).filter(archived_at=None, plan_version__status="adopted")
    program = programs.exclude(sub_dimension=None).order_by("pk").first() or programs.order_by("pk").first()
    sub = program.sub_dimension if program else None
    period = periods.first()
    return {
        "period": period,
        "year": period.year if period else None,
        "agency": program.lead_agency if program else None,
        "pillar": sub.pillar if sub else Pillar.objects.order_by("pk").first(),
        "program": program,
        "quick_win": QuickWin.objects.of_region(region).filter(archived_at=None).order_by("pk").first(),
        "meeting": Meeting.objects.of_region(region).filter(archived_at=None).order_by("-held_on").first(),
        "stage": RoundStage.objects.filter(published_at__isnull=False).order_by("-pk").first(),
    }


def _files(report: Any, folder: str, name: str) -> Iterator[Path]:
    place = TARGET / folder
    place.mkdir(parents=True, exist_ok=True)
    for each in report.files.all():
        part = "" if each.part == 1 else f"-{each.part}"
        path = place / f"{name}{part}.{each.format}"
        with each.file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path


if __name__ == "__main__":
    main()
