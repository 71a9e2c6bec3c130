"""REST without a word of the domain: pages, CSV, and parameters that are refused when they are not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Refused
from core.tabular import columns_of, csv_text

SEARCH_LENGTH = 200
"""Long enough for a title; each word adds a condition to the query."""


class RuleRefused(APIException):
    """A rule said no to something that is not a single field: too much at once, or not in this state."""

    status_code = 409
    default_code = "refused"


def refusal(refused: Refused, fields: Iterable[str] = ()) -> APIException:
    """The answer for a rule that said no: 400 at the field, where it is one of the body; else 409."""
    if refused.field in set(fields):
        return ValidationError({str(refused.field): [str(refused.message)]})
    return RuleRefused(str(refused.message))


class Pages(PageNumberPagination):
    """Numbered pages; `page_size` from 1 to 500. CSV has no envelope, so count and neighbours are headers too."""

    page_size_query_param = "page_size"
    max_page_size = 500

    def get_page_size(self, request: Request) -> int | None:
        text = request.query_params.get("page_size")
        if text is None:
            return self.page_size
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= self.max_page_size:
            raise ValidationError(
                {"page_size": [_("Give a whole number from 1 to %(most)s.") % {"most": self.max_page_size}]}
            )
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response["X-Total-Count"] = str(self.page.paginator.count)  # type: ignore[union-attr]
        links = [("next", self.get_next_link()), ("prev", self.get_previous_link())]
        if known := [f'<{url}>; rel="{name}"' for name, url in links if url]:
            response["Link"] = ", ".join(known)
        return response

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found = super().get_schema_operation_parameters(view)
        for parameter in found:
            parameter["schema"]["minimum"] = 1
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"maximum": self.max_page_size, "default": self.page_size}
        return found


class StrictSearchFilter(SearchFilter):
    """Search over the fields that a view names: every word must occur in one of them."""

    def get_search_terms(self, request: Request) -> Any:
        if len(request.query_params.get(self.search_param, "")) > SEARCH_LENGTH:
            raise ValidationError(
                {self.search_param: [_("Search for at most %(most)s characters.") % {"most": SEARCH_LENGTH}]}
            )
        return super().get_search_terms(request)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not getattr(view, "search_fields", None):
            return []
        found = super().get_schema_operation_parameters(view)
        for parameter in found:
            parameter["schema"]["maxLength"] = SEARCH_LENGTH
        return found


class StrictOrderingFilter(OrderingFilter):
    """Ordering by the names in `view.orderings` (name -> column); equal rows keep one order, so pages never repeat."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        text = request.query_params.get(self.ordering_param)
        if not text:
            return queryset
        return queryset.order_by(*(self._column(part.strip(), view.orderings) for part in text.split(",")), "pk")

    def _column(self, name: str, known: Mapping[str, str]) -> str:
        sign, plain = ("-", name[1:]) if name.startswith("-") else ("", name)
        if plain not in known:
            raise ValidationError(
                {self.ordering_param: [_("Order by one of: %(names)s.") % {"names": ", ".join(sorted(known))}]}
            )
        return sign + known[plain]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = getattr(view, "orderings", {})
        return [
            {
                "name": self.ordering_param,
                "in": "query",
                "required": False,
                "description": "Columns to order by, separated by commas; a minus in front turns the order round.",
                "style": "form",
                "explode": False,
                "schema": {
                    "type": "array",
                    "items": {"type": "string", "enum": [sign + name for name in names for sign in ("", "-")]},
                },
            }
        ]


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


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """A parameter that nobody reads would be an answer to another question: 400."""
    if unknown := sorted(set(request.query_params) - set(known)):
        text = _("This parameter is not known here. Known are: %(names)s.") % {"names": ", ".join(sorted(known))}
        raise ValidationError({name: [text] for name in unknown})
