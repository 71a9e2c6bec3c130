"""The parts of a page that are asked for alone: a table as a file, a chart as a picture.

They have no address of their own: the page's address with `unduh=program.xlsx` or `gambar=kurva-s.png` serves them, so
that who may see the page, its period and its filters hold for them too.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from core import charts as drawing
from core.charts import Chart
from core.documents import Column, Document, Section, Table, Value, Words
from core.spreadsheets import xlsx
from core.tables import Asked, DataTable, asked
from core.tabular import rows_as_csv

DOWNLOAD, PICTURE = "unduh", "gambar"
AUTHOR = "Portal Smart City"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = re.compile(r"(?P<id>[a-z0-9-]+)\.(?P<format>[a-z]+)")
EXAMPLE = "is_example"


def part(
    request: HttpRequest, *, tables: Iterable[DataTable] = (), charts: Iterable[Chart] = ()
) -> HttpResponse | None:
    """The part that the address asks for; None when it asks for the page.

    A chart brings its own table along. Raises Http404 for a table, chart or format that the page does not have.
    """
    if name := request.GET.get(DOWNLOAD):
        own = {each.id: each for each in tables}
        own |= {each.id: each.table for each in charts if each.table}
        return _file(request, own, name)
    if name := request.GET.get(PICTURE):
        return _picture({each.id: each for each in charts}, name)
    return None


def with_pictures(charts: Iterable[Chart], request: HttpRequest) -> dict[str, Chart]:
    """The charts by id (dashes become underscores), each with the addresses of its pictures."""
    return {each.id.replace("-", "_"): _with_picture(each, request) for each in charts}


def _with_picture(chart: Chart, request: HttpRequest) -> Chart:
    query = request.GET.copy()
    query.pop(DOWNLOAD, None)
    return replace(chart, svg_url=_picture_address(chart, "svg", query), png_url=_picture_address(chart, "png", query))


def _picture_address(chart: Chart, extension: str, query: QueryDict) -> str:
    query[PICTURE] = f"{chart.id}.{extension}"
    return f"?{query.urlencode()}"


def _named(name: str, formats: Iterable[str]) -> tuple[str, str]:
    found = NAME.fullmatch(name)
    if found is None or found["format"] not in formats:
        raise Http404
    return found["id"], found["format"]


def _picture(charts: dict[str, Chart], name: str) -> HttpResponse:
    chart_id, extension = _named(name, PICTURES)
    if chart_id not in charts:
        raise Http404
    content_type, draw = PICTURES[extension]
    return HttpResponse(draw(charts[chart_id].spec), content_type=content_type)


PICTURES: dict[str, tuple[str, Callable[..., str | bytes]]] = {
    "svg": ("image/svg+xml", drawing.svg),
    "png": ("image/png", drawing.png),
}


def _file(request: HttpRequest, tables: dict[str, DataTable], name: str) -> HttpResponse:
    table_id, extension = _named(name, FILES)
    if table_id not in tables:
        raise Http404
    content_type, write = FILES[extension]
    table = tables[table_id]
    response = HttpResponse(write(asked(table, request.GET), request), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{slugify(table.title)[:80] or table.id}.{extension}"'
    return response


def _columns(table: DataTable) -> list[Column]:
    """The columns of a file; where rows were made up, one more says which."""
    more = [Column(EXAMPLE, gettext("Example data"))] if table.has_examples else []
    return [*table.columns, *more]


def _rows(view: Asked) -> list[dict[str, Value]]:
    return [{**line.cells, EXAMPLE: gettext("yes") if line.is_example else ""} for line in view.lines]


def _as_csv(view: Asked, request: HttpRequest) -> str:
    return rows_as_csv([(each.key, each.heading) for each in _columns(view.table)], _rows(view))


def _as_xlsx(view: Asked, request: HttpRequest) -> bytes:
    table = view.table
    sheet = Table(table.id, table.title, _columns(table), _rows(view), empty=table.empty or gettext("No rows."))
    mark = gettext("Example data") if table.has_examples else ""
    return xlsx(
        Document(
            title=table.title,
            subtitle=table.source,
            author=AUTHOR,
            language=get_language() or "id",
            created=int(time.time()),
            head=[(gettext("Rows"), view.found), (gettext("Address"), request.build_absolute_uri())],
            sections=[Section(table.title, [sheet])],
            words=Words(contents=gettext("Contents"), page=gettext("Page")),
            mark=mark,
            mark_explained=gettext("Made up for the demonstration, not a fact.") if mark else "",
        )
    )


FILES: dict[str, tuple[str, Callable[[Asked, HttpRequest], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _as_csv),
    "xlsx": (XLSX, _as_xlsx),
}
