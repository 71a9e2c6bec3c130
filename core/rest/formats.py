"""REST: the formats of an answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from core.rest.workbooks import workbook_of
from core.tabular import columns_of, csv_text


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
        rows, columns = _table(data, renderer_context or {})
        return csv_text(list(columns), rows).encode()


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
        rows, columns = _table(data, context)
        if "response" in context:
            name = getattr(context.get("view"), "basename", None) or "rows"
            context["response"]["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return workbook_of(columns, rows)


class NdjsonRenderer(BaseRenderer):
    """The same rows as JSON, one object a line, without an envelope."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if data is None:
            return b""
        as_json = JSONRenderer()
        return b"".join(as_json.render(row) + b"\n" for row in data.get("results", [data]))


def _table(data: Any, context: Any) -> tuple[list[Any], dict[str, Any]]:
    """The rows of an answer, and its columns with the field behind each, known without a row where a view says so."""
    rows, view = data.get("results", [data]), context.get("view")
    if hasattr(view, "get_serializer"):
        return rows, fields_by_column(view.get_serializer())
    return rows, dict.fromkeys(columns_of(rows[0]))


def csv_columns(serializer: Any) -> list[str]:
    """The dotted columns of a serializer, known without a row: an empty list has its header too."""
    return list(fields_by_column(serializer))


def fields_by_column(serializer: Any) -> dict[str, Any]:
    """The dotted columns of a serializer with the field behind each."""
    found: dict[str, Any] = {}
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.Serializer):
            found |= {f"{name}.{each}": inner for each, inner in fields_by_column(field).items()}
        else:
            found[name] = field
    return found
