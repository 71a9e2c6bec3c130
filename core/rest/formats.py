"""REST: the formats of an answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

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
        rows = data.get("results", [data])
        view: Any = (renderer_context or {}).get("view")
        columns = csv_columns(view.get_serializer()) if hasattr(view, "get_serializer") else columns_of(rows[0])
        return csv_text(columns, rows).encode()


def csv_columns(serializer: Any) -> list[str]:
    """The dotted columns of a serializer, known without a row: an empty list has its header too."""
    found: list[str] = []
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.Serializer):
            found += [f"{name}.{each}" for each in csv_columns(field)]
        else:
            found.append(name)
    return found
