"""REST: the formats of an answer."""

from __future__ import annotations

import io
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from core.rest.cells import Table
from core.rest.fast import as_json
from core.tabular import BOM, csv_line
from core.workbooks import write_workbook


class StrictNegotiation(DefaultContentNegotiation):
    """`?format=` names a format that the address has, or is refused as the bad value that it is."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002
        if found := [each for each in renderers if each.format == format]:
            return found
        known = ", ".join(str(each.format) for each in renderers)
        raise ValidationError({"format": [_("Give one of: %(names)s.") % {"names": known}]})


class AnyAccepted(DefaultContentNegotiation):
    """For files: they are what they are, whatever the caller says to accept."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class CsvRenderer(BaseRenderer):
    """The same rows as comma-separated values, in the same order and with the same columns."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        table = _table(data, renderer_context or {})
        return (BOM + csv_line(table.names) + "".join(map(csv_line, table.csv()))).encode()


class XlsxRenderer(BaseRenderer):
    """The same rows as a workbook of one sheet: numbers are numbers, days are days, texts are never formulas."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        context = renderer_context or {}
        if "response" in context and "request" in context:
            context["response"]["Content-Disposition"] = f'attachment; filename="{list_name(context["request"])}.xlsx"'
        table, made = _table(data, context), io.BytesIO()
        write_workbook(made, table.names, table.book())
        return made.getvalue()


class NdjsonRenderer(BaseRenderer):
    """The same rows as JSON, one object a line, without an envelope."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        return b"".join(as_json(row, orjson.OPT_APPEND_NEWLINE) for row in data.get("results", [data]))


def _table(data: Any, context: Any) -> Table:
    """The rows of an answer as a table; where a view knows the columns, an empty list has its header too."""
    return Table(data.get("results", [data]), getattr(context.get("view"), "shape", None))


def list_name(request: Any) -> str:
    """The last word of an address: how a file of it is called."""
    return str(request.path).rstrip("/").rpartition("/")[2] or "data"
