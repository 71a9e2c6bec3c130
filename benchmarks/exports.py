# ruff: noqa: E402, E501, S608, S101  a script on its own database, whose statements are made of its own names
"""Whole lists and pages of REST against what the database alone can do, on PostgreSQL.

    DATABASE_URL=postgres://... python benchmarks/exports.py [rows]

Prints a Markdown table. Fills an empty, migrated database with `rows` indicator values (1.2 million) by SQL first.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")

import django

django.setup()

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from core.workbooks import write_workbook
from masterplan.models.plans import Program
from monev.monitoring.models.progress import IndicatorValue
from organizations.models import User
from smartcity.api import router

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_200_000
VIEWS = {name: view for name, view, _base in router.registry}
PLAIN = "id,uid,region,period,program,report,indicator,value,note,version,created_at,updated_at,archived_at,is_example,source"
TEN = "id,uid,period.year,period.number,report.uid,value,note,version,updated_at,is_example"
ASKED = {"REMOTE_ADDR": "127.0.0.1"}


def main() -> None:
    if IndicatorValue.objects.count() < ROWS:
        fill(ROWS)
    person = User.objects.get(email="bench@example.org")
    print(f"{ROWS:,} indicator values, {os.uname().nodename}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}\n")
    print("| work | seconds | rows per second | of the limit | peak memory |\n| --- | --- | --- | --- | --- |")
    streams(person)
    workbooks(person)
    pages(person)


def streams(person: Any) -> None:
    """CSV and NDJSON through REST and by COPY alone, each into a file."""
    sql = plain_sql(person)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        limit = timed(lambda: copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", target))
        line("COPY of the same query, CSV", ROWS, limit)
        line("CSV through REST", ROWS, timed(lambda: pull(person, "csv", target)), limit)
        limit = timed(lambda: copy(f"COPY (SELECT row_to_json(t) FROM ({sql}) AS t) TO STDOUT", target))
        line("COPY of row_to_json", ROWS, limit)
        line("NDJSON through REST", ROWS, timed(lambda: pull(person, "ndjson", target)), limit)
        few = min(ROWS, 20_000)
        seconds = timed(lambda: pull(person, "csv", target, fields=None, page=few))
        line(f"CSV with calculated figures ({few:,} rows of it)", few, seconds)


def plain_sql(person: Any) -> str:
    """The statement whose rows REST writes, as it stands in the database."""
    view = view_of("indicator-values", person, {"all": "true", "format": "csv", "fields": PLAIN})
    from core.rest.fast import shape_for

    rows = view.filter_queryset(view.get_queryset())
    shape = shape_for(view, view.get_queryset())
    sql, values = rows.values_list(*shape.paths).query.sql_with_params()
    with connection.cursor() as cursor:
        inner = cursor.mogrify(sql, values).decode()
    names = ", ".join(f"c{place}" for place in range(len(shape.paths)))
    return f"SELECT * FROM ({inner}) AS s ({names})"


def view_of(name: str, person: Any, params: dict[str, str]) -> Any:
    request = RequestFactory().get(f"/api/v1/{name}/", params, **ASKED)
    view = VIEWS[name]()
    view.action_map, view.action = {"get": "list"}, "list"
    view.args, view.kwargs, view.format_kwarg = (), {}, None
    view.request = view.initialize_request(request)
    view.request.user = person
    return view


def answer(name: str, person: Any, params: dict[str, str]) -> Any:
    from rest_framework.test import force_authenticate

    request = RequestFactory().get(f"/api/v1/{name}/", params, **ASKED)
    force_authenticate(request, person)
    response = VIEWS[name].as_view({"get": "list"})(request)
    assert response.status_code == 200, response
    return response if response.streaming else response.render()


def pull(person: Any, wanted: str, target: Path, fields: str | None = PLAIN, page: int = 0) -> None:
    params = {"all": "true", "format": wanted} | ({"fields": fields} if fields else {})
    lines = 0
    with target.open("wb") as file:
        response = answer("indicator-values", person, params)
        for piece in response.streaming_content:
            file.write(piece)
            lines += piece.count(b"\n")
            if page and lines >= page:
                break
        response.close()


def copy(statement: str, target: Path) -> None:
    with connection.cursor() as cursor, target.open("wb") as file:
        cursor.copy_expert(statement, file, 256 * 1024)


def workbooks(person: Any) -> None:
    """200,000 rows of 10 columns."""
    count = 200_000
    columns = [f"column_{n}" for n in range(10)]

    def rows() -> Iterable[list[Any]]:
        return (
            [n, f"Program {n}", n * 1.5, "52.07", None, True, "=1+1", n, f"Dinas {n % 40}", "x"] for n in range(count)
        )

    def by_openpyxl(path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(columns)
        for row in rows():
            sheet.append(row)
        book.save(path)

    def through_rest() -> None:
        pull(person, "xlsx", path, fields=TEN)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        ours = apart(lambda: write_workbook(path, columns, rows()))
        theirs = apart(lambda: by_openpyxl(path))
        line("openpyxl write-only, 200,000 x 10", count, theirs)
        line("XLSX, the same rows", count, ours, theirs)
        line("XLSX through REST, 200,000 x 10", count, apart(through_rest), theirs)


def pages(person: Any) -> None:
    """A page of 100 progress reports, and one raw SQL with orjson in a bare view."""
    from monev.monitoring.models.progress import ProgressReport

    view = view_of("progress-reports", person, {})
    from core.rest.plain import shape_of

    shape = shape_of(view.get_serializer_class()(), ["is_superseded"])
    queryset = view.get_queryset().order_by("pk")
    sql, values = queryset.values_list(*shape.paths)[:100].query.sql_with_params()

    def bare(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            names = [each[0] for each in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return HttpResponse(orjson.dumps({"results": found}, default=str), content_type="application/json")

    limit = median(lambda: bare(HttpRequest()))
    line("100 progress reports, raw SQL and orjson", 100, (limit, 0))
    line("JSON page of 100 progress reports", 100, (median(lambda: page(person, "progress-reports")), 0), (limit, 0))
    for name in ("indicator-values", "programs"):
        line(f"JSON page of 100 {name}", 100, (median(lambda name=name: page(person, name)), 0), (limit, 0))
    last = max(ProgressReport.objects.count() // 100 - 1, 1)
    deep = median(lambda: page(person, "progress-reports", page=str(min(10_000, last))), 5)
    line(f"JSON page {min(10_000, last):,} of progress reports, by number", 100, (deep, 0), (limit, 0))


def page(person: Any, name: str, **params: str) -> Any:
    return answer(name, person, {"page_size": "100", **params})


def median(work: Callable[[], Any], times: int = 21) -> float:
    taken = []
    for _turn in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[times // 2]


Taken = tuple[float, float]
"""Seconds, and megabytes at most."""


def timed(work: Callable[[], None]) -> Taken:
    return apart(work)


def apart(work: Callable[[], None]) -> Taken:
    """In a process of its own: its peak of memory is its own."""
    connection.close()
    read, write = os.pipe()
    if not (child := os.fork()):
        began = time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(write, f"{seconds} {most}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    seconds, most = os.read(read, 100).decode().split()
    return float(seconds), float(most)


def line(work: str, rows: int, taken: Taken, limit: Taken | None = None) -> None:
    seconds, memory = taken
    share = f"{limit[0] / seconds:.2f}" if limit else ""
    shown = f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"
    print(
        f"| {work} | {shown} | {rows / seconds:,.0f} | {share} | {f'{memory:.0f} MB' if memory else ''} |", flush=True
    )


@override_settings(DEBUG=False)
def fill(rows: int) -> None:
    """One region, programs with two indicators and twenty quarters of reports each: copies of one program by SQL."""
    from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory
    from tests.factories.organizations import MembershipFactory

    value = IndicatorValueFactory()
    region = value.report.program.plan_version.plan.region
    periods = [value.report.period.pk]
    periods += [PeriodFactory(region=region, year=2030 + n // 4, number=n % 4 + 1).pk for n in range(19)]
    MembershipFactory(user__email="bench@example.org", role="national_admin", region=None, agency=None)
    programs = rows // (2 * len(periods))
    copies(
        Program, value.report.program_id, f"(SELECT n, 0 AS up, 0 AS other FROM generate_series(1, {programs}) AS n)"
    )
    copies(
        type(value.indicator),
        value.indicator_id,
        f"(SELECT row_number() OVER () AS n, p.id AS up, 0 AS other FROM {Program._meta.db_table} p,"
        " generate_series(1, 2))",
        up="program_id",
    )
    report = type(value.report)
    of_periods = ", ".join(map(str, periods))
    copies(
        report,
        value.report_id,
        f"(SELECT row_number() OVER () AS n, p.id AS up, q AS other FROM {Program._meta.db_table} p,"
        f" unnest(ARRAY[{of_periods}]) q WHERE p.id <> {value.report.program_id})",
        up="program_id",
        other="period_id",
    )
    copies(
        IndicatorValue,
        value.pk,
        f"(SELECT row_number() OVER () AS n, r.id AS up, i.id AS other FROM {report._meta.db_table} r"
        f" JOIN {type(value.indicator)._meta.db_table} i ON i.program_id = r.program_id"
        f" WHERE r.id <> {value.report_id} LIMIT {rows})",
        up="report_id",
        other="indicator_id",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copies(model: Any, row: int, source: str, **columns: str) -> None:
    """Copies of one row for each row of `source`: new keys and identifiers; `columns` are taken from the source."""
    taken = {name: place for place, name in columns.items()}
    names, values = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        names.append(f'"{field.column}"')
        if field.column in taken:
            values.append(f"s.{taken[field.column]}")
        elif field.get_internal_type() == "UUIDField":
            values.append("gen_random_uuid()")
        elif field.name in ("code", "name") and "up" not in columns:
            values.append(f'left(t."{field.column}", 20) || s.n')
        elif field.name == "name":
            values.append(f"left(t.\"{field.column}\", 60) || ' ' || s.n")
        else:
            values.append(f't."{field.column}"')
    table = model._meta.db_table
    statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {source} AS s, {table} t"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE t.id = %s", [row])


if __name__ == "__main__":
    main()
