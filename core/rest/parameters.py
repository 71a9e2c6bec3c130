"""REST: search, ordering, and parameters that are refused when they are not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request

SEARCH_LENGTH = 200
"""Long enough for a title; each word adds a condition to the query."""


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
        columns = [self._column(part.strip(), view.orderings) for part in text.split(",")]
        once = {column.removeprefix("-"): column for column in reversed(columns)}  # what is named again orders nothing
        return queryset.order_by(*reversed(once.values()), "pk")

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


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """A parameter that nobody reads would be an answer to another question: 400."""
    if unknown := sorted(set(request.query_params) - set(known)):
        text = _("This parameter is not known here. Known are: %(names)s.") % {"names": ", ".join(sorted(known))}
        raise ValidationError({name: [text] for name in unknown})
