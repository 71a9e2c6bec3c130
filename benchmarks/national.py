"""Pages and saving at national size against the limit that the database sets: `python benchmarks/national.py`.

DATABASE_URL names a PostgreSQL filled by `make_national` (514 regions and five years for the published figures); the
measurement adds an open period, reports and people to it. Every page is compared with the queries that it asked, asked
again by a bare cursor in the same run; saving with the same inserts in one raw transaction. `--only dashboard,national`
measures a part; `--crowd` (50 who enter, 200 who read) is in `benchmarks/national_crowd.py`.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TIMES = 15
PAGES = {
    "dashboard": ("region dashboard", "/daerah/52.07/dasbor/?periode={quarter}", 3.0),
    "national": ("national view", "/nasional/?periode={quarter}", 2.0),
}
QUARTER = "2026-3"


def prepare(folder: Path) -> None:
    """Files of this run only; the database is the one that DATABASE_URL names."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL must name a PostgreSQL that make_national has filled")
    sys.path.insert(0, str(ROOT))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="smartcity.settings",
        VAR_DIR=str(folder),
        SECRET_KEY="only for this measurement, nobody logs in",  # noqa: S106
        DEBUG="0",
        DEMO="0",
        ALLOWED_HOSTS="*",
        MFA_REQUIRED_ROLES="",  # the people of the measurement have no second factor
        LOG_LEVEL="ERROR",
        DATABASE_CONN_MAX_AGE="600",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


class Times(NamedTuple):
    """Until it was done, and what this process was busy with it (the database has a processor of its own)."""

    wall: float
    own: float


def median_ms(work: Callable[[], Any]) -> Times:
    work()
    spent, own = [], []
    for _turn in range(TIMES):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - busy) * 1000)
    return Times(statistics.median(spent), statistics.median(own))


class Recorder:
    """The queries of a request with their values."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.asked.append((sql, params))
        return execute(sql, params, many, context)


def ask_again(asked: list[tuple[str, Any]]) -> None:
    """The same queries by a bare cursor, all rows fetched."""
    from django.db import connection

    with connection.connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def page(name: str) -> str:
    """Lines of the table: a page, the queries that its content rests on, how many times as long it takes.

    First made anew for each request, with an empty cache; then as the next person gets it.
    """
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    title, address, aim = PAGES[name]
    browser, address = Client(), address.format(quarter=QUARTER)
    browser.force_login(_person(name))
    recorder = Recorder()
    browser.get(address)
    cache.clear()
    with connection.execute_wrapper(recorder):
        answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code  # noqa: S101
    alone = median_ms(lambda: ask_again(recorder.asked)).wall
    anew = median_ms(lambda: (cache.clear(), browser.get(address)))
    again = median_ms(lambda: browser.get(address))
    work = f"{title} ({len(recorder.asked)} queries, {len(answer.content) / 1000:.0f} kB)"
    return line(f"{work}, nothing kept", anew, alone, aim) + "\n" + line(f"{title}, again", again, alone, aim)


def _person(name: str) -> Any:
    from organizations.models import User

    mail = "nasional@contoh.example" if name == "national" else "dewan@52-07.contoh.example"
    return User.objects.get(email=mail)


def line(work: str, whole: Times, alone: float, aim: float) -> str:
    times = " | ".join(f"{each:.1f} ms" for each in (*whole, alone))
    return f"| {work} | {times} | {whole.wall / alone:.2f} | {aim:g} |"


def open_period(region: Any) -> Any:
    """A period of the region in which something can be entered today."""
    from monev.monitoring.models.periods import Period

    today = date.today()  # noqa: DTZ011
    days = {
        "opens_on": today - timedelta(days=2),
        "warns_on": today + timedelta(days=9),
        "closes_on": today + timedelta(days=10),
        "locks_on": today + timedelta(days=25),
        "is_example": True,
    }
    key = {"region": region, "kind": "quarter", "year": today.year, "number": 4}
    return Period.objects.get_or_create(**key, defaults=days)[0]


def saving() -> str:
    """A person saves a whole report of a program, new each time; then the same rows by bare inserts."""
    from monev.monitoring.services.entry import enter

    region, period, programs = _region_to_report()
    staff = {agency: user for user, agency in _operators(region)}
    mine = [each for each in programs if each.lead_agency_id in staff]
    spent, own, rows = [], [], []
    for program in mine[: len(mine) // 2]:
        data = _data(program)
        by = staff[program.lead_agency_id]
        begun, busy = time.perf_counter(), time.process_time()
        report = enter(program, period, data, by=by, seen_version=0)
        spent.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - busy) * 1000)
        rows.append(report)
    raw = [_inserted_again(report, program) for report, program in zip(rows, mine[len(mine) // 2 :], strict=False)]
    limit = statistics.median(raw)
    return line("saving a progress report", Times(statistics.median(spent), statistics.median(own)), limit, 4.0)


def _region_to_report() -> tuple[Any, Any, list[Any]]:
    """A region in which enough programs have no report yet: each run uses some up."""
    from organizations.models import Region

    for region in Region.objects.filter(is_active=True).order_by("-code"):
        period = open_period(region)
        if len(programs := _without_report(region, period)) > 2 * TIMES:
            return region, period, programs[: 2 * TIMES + 2]
    sys.exit("every program has a report: fill the database anew")


def _without_report(region: Any, period: Any) -> list[Any]:
    from masterplan.models.plans import Program

    rows = Program.objects.filter(plan_version__plan__region=region).exclude(reports__period=period)
    return list(rows.order_by("code"))


def _operators(region: Any) -> list[tuple[Any, int]]:
    """Staff of every OPD that leads a program; who is missing is hired."""
    from masterplan.models.plans import Program
    from organizations.models import Membership, User
    from organizations.roles import Role

    found = []
    agencies = Program.objects.filter(plan_version__plan__region=region).values_list("lead_agency", flat=True)
    for agency in sorted(set(agencies)):
        mail = f"ukur-{agency}@contoh.example"
        user, _new = User.objects.get_or_create(email=mail, defaults={"name": "Pengukur", "is_example": True})
        keys = {"user": user, "role": Role.AGENCY_STAFF, "region": region, "agency_id": agency}
        Membership.objects.get_or_create(**keys, defaults={"is_example": True})
        found.append((user, agency))
    return found


def _data(program: Any) -> Any:
    from monev.monitoring.selectors.entry import ReportData

    lines = program.budget_lines.filter(year=date.today().year).values_list("source_of_funds", "ceiling")  # noqa: DTZ011
    return ReportData(
        physical_percent=Decimal(81),
        narrative="Pekerjaan berjalan sesuai jadwal di semua kecamatan.",
        spending={fund: ceiling / 4 for fund, ceiling in lines},
        values=dict.fromkeys(program.indicators.values_list("pk", flat=True), Decimal(12)),
    )


def _inserted_again(report: Any, program: Any) -> float:
    """The rows of `report`, its history and the audit as inserts on another program, in one raw transaction."""
    from django.db import connection

    from organizations.models import AuditEntry

    values = list(zip(program.indicators.values_list("pk", flat=True), report.indicator_values.all(), strict=False))
    for indicator, row in values:
        row.indicator_id = indicator
    report.program_id = program.pk
    children = [*report.spending.all(), *(row for _indicator, row in values)]
    audits = list(AuditEntry.objects.filter(subject_uid=str(report.uid)))
    for each in (report, *children):
        each.uid = uuid.uuid4()
    parent, rest = _insert(report), [(_insert(each), each) for each in children]
    pasts = [_insert_past(each) for each in (report, report, *children)] + [_insert(each) for each in audits]
    raw = connection.connection
    begun = time.perf_counter()
    with raw.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(parent[0] + " RETURNING id", parent[1])
        number = cursor.fetchone()[0]
        for (sql, params), _row in rest:
            cursor.execute(sql, [number if value is REPORT else value for value in params])
        for sql, params in pasts:
            cursor.execute(sql, [number if value is REPORT else value for value in params])
        cursor.execute("COMMIT")
    return (time.perf_counter() - begun) * 1000


REPORT = object()


def _insert(row: Any) -> tuple[str, list[Any]]:
    fields = [each for each in row._meta.concrete_fields if not each.primary_key]
    return _statement(row._meta.db_table, fields, row)


def _insert_past(row: Any) -> tuple[str, list[Any]]:
    past = type(row).history.filter(id=row.pk).first()
    return _statement(past._meta.db_table, [each for each in past._meta.concrete_fields if not each.primary_key], past)


def _statement(table: str, fields: list[Any], row: Any) -> tuple[str, list[Any]]:
    from django.db import connection

    names = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    params = [
        REPORT if each.attname == "report_id" else each.get_db_prep_save(getattr(row, each.attname), connection)
        for each in fields
    ]
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})", params  # noqa: S608


def machine() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        database = cursor.fetchone()[0].split(" on ")[0]
    today = f"{date.today():%d %B %Y}"  # noqa: DTZ011
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{today}, {cores} cores, Python {platform.python_version()}, {database}, load {load:.1f} before"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--only", default="dashboard,national,saving")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-measure-") as folder:
        prepare(Path(folder))
        print(f"{machine()}; median of {TIMES}\n")
        print("| work | takes | of it this process | limit: the database alone | ratio | aim |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name in asked.only.split(","):
            print(saving() if name == "saving" else page(name), flush=True)


if __name__ == "__main__":
    main()
