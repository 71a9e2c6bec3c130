"""REST: a whole list in one answer (`all=true`), written while it is sent, of one moment of the database.

On PostgreSQL plain tables are written by the database itself (COPY); elsewhere, and where a serializer computes
columns, rows pass through in chunks. Memory does not grow with the rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.renderers import BaseRenderer

from core.consistency import reading_one_moment
from core.rest import copying
from core.rest.cells import book_maker, csv_maker
from core.rest.fast import as_json, computed_of, objects, shape_for
from core.rest.formats import list_name
from core.rest.keyset import in_order
from core.rest.paging import asked_order
from core.rest.plain import Shape, row_maker, tuple_of
from core.tabular import BOM, csv_line
from core.workbooks import MOST_ROWS, TooManyRows, rows_as_xml, write_sheet

PARAMETER = "all"
CHUNK, COMPUTED_CHUNK = 2000, 500
BLOCK = 64 * 1024
CSV, NDJSON, XLSX = "csv", "ndjson", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    NDJSON: "application/x-ndjson",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def is_asked(request: Any) -> bool:
    """Whether the whole list is asked for."""
    params = getattr(request, "query_params", None) or request.GET
    if (text := params.get(PARAMETER)) in (None, "false"):
        return False
    return bool(text == "true")


def renderers() -> list[Any]:
    """One for each format of whole lists; they say which was asked for, the answer writes itself."""
    return [
        type(f"Whole{name.title()}", (_Whole,), {"format": name, "media_type": media.partition(";")[0]})()
        for name, media in TYPES.items()
    ]


class _Whole(BaseRenderer):
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else as_json(data)


class WholeList(BaseFilterBackend):
    """Tells the schema of `all`; filters nothing."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if request.query_params.get(PARAMETER) not in (None, "true", "false"):
            raise ValidationError({PARAMETER: [_("Give true or false.")]})
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = "`true`: every row of the list in one answer (`format` csv, ndjson or xlsx), written while it is sent."
        return [
            {
                "name": PARAMETER,
                "in": "query",
                "required": False,
                "description": text,
                "schema": {"type": "boolean", "default": False},
            }
        ]


def answer(view: Any) -> Any:
    """The whole list that a view was asked for, to be saved under a name that says what it is."""
    request = view.request
    wanted = request.accepted_renderer.format
    rows = view.filter_queryset(view.get_queryset())
    shape = shape_for(view, rows)
    rows = in_order(rows, asked_order(rows, request))
    name = f"{list_name(request)}-{timezone.now():%Y%m%d-%H%M}.{wanted}"
    view.shows_all(rows)
    if wanted == XLSX:
        return _as_file(view, rows, shape, name)
    pieces = _of_one_moment(lambda: pieces_of(view, rows, shape, wanted))
    response = StreamingHttpResponse(pieces, content_type=TYPES[wanted])
    return _named(response, name)


def _named(response: Any, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Accel-Buffering"] = "no"
    return response


def _of_one_moment(make: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    with reading_one_moment():
        yield from make()


def _as_file(view: Any, rows: QuerySet[Any], shape: Shape, name: str) -> Any:
    """A workbook is known only when it is whole: it is written to a file without a name, and sent from there."""
    require_rows(rows)
    with tempfile.TemporaryDirectory(prefix="whole-") as folder, reading_one_moment():
        path = Path(folder) / name
        try:
            write_sheet(path, [each.name for each in shape.columns], sheet_of(view, rows, shape))
        except TooManyRows as error:
            raise _too_many() from error
        file = path.open("rb")
    return _named(FileResponse(file, content_type=TYPES[XLSX]), name)


def require_rows(rows: QuerySet[Any]) -> None:
    """Raises `ValidationError` when a sheet does not hold the rows."""
    if rows.order_by().count() >= MOST_ROWS:
        raise _too_many()


def _too_many() -> ValidationError:
    text = _("A workbook holds %(most)s rows. Ask for csv or ndjson, or narrow the list.")
    return ValidationError({"format": [text % {"most": f"{MOST_ROWS - 1:,}"}]})


def sheet_of(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """The rows of a workbook as XML, in blocks."""
    if copying.can_copy(rows, shape):
        return copying.copied_rows(rows, shape)
    return rows_as_xml(values_of(view, rows, shape))


def pieces_of(view: Any, rows: QuerySet[Any], shape: Shape, wanted: str) -> Iterator[bytes]:
    """The bytes of CSV or NDJSON; lines end with one line feed, on every database the same."""
    if wanted == CSV:
        yield (BOM + csv_line([each.name for each in shape.columns])).encode()
    if copying.can_copy(rows, shape):
        yield from (copying.copied_csv if wanted == CSV else copying.copied_lines)(rows, shape)
    else:
        lines = csv_lines(view, rows, shape) if wanted == CSV else json_lines(view, rows, shape)
        yield from _in_blocks(lines)


def _in_blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for line in lines:
        held += line
        if len(held) >= BLOCK:
            yield bytes(held)
            held = bytearray()
    if held:
        yield bytes(held)


def csv_lines(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """The lines of CSV below the header."""
    make = csv_maker(shape)
    for row, computed in _rows(view, rows, shape):
        yield csv_line(make(row, computed)).encode()


def json_lines(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """One JSON object a line."""
    for each in objects_of(view, rows, shape):
        yield as_json(each, orjson.OPT_APPEND_NEWLINE)


def objects_of(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[dict[str, Any]]:
    """The JSON objects, one after the other."""
    if shape.is_plain:
        yield from map(row_maker(shape), rows.values_list(*shape.paths).iterator(chunk_size=CHUNK))
        return
    for chunk in _chunks(rows):
        yield from objects(view, shape, chunk)


def values_of(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[list[Any]]:
    """The cells of a workbook: numbers are numbers, days are days."""
    make = book_maker(shape)
    for row, computed in _rows(view, rows, shape):
        yield make(row, computed)


def _rows(view: Any, rows: QuerySet[Any], shape: Shape) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Tuples in the order of `shape.paths`, with what the serializer computed."""
    if shape.is_plain:
        yield from ((row, {}) for row in rows.values_list(*shape.paths).iterator(chunk_size=CHUNK))
        return
    tuples = tuple_of(shape, rows.model)
    for chunk in _chunks(rows):
        yield from zip(map(tuples, chunk), computed_of(view, shape, chunk), strict=True)


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=COMPUTED_CHUNK)
    while chunk := list(islice(found, COMPUTED_CHUNK)):
        yield chunk
