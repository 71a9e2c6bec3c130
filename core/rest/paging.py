"""REST: pages of a list: by cursor, or numbered on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.rest.keyset import Key, behind, in_order, keys_of, place_of, plain, turned, with_place

CURSOR, COUNT, PAGE, PAGE_SIZE = "cursor", "count", "page", "page_size"
PARAMETERS = frozenset({CURSOR, COUNT, PAGE, PAGE_SIZE})
NOT_THE_QUESTION = PARAMETERS | {"format", "fields", "expand"}
"""What may change while a list is walked: how rows are shown, not which and in what order."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A page of rows, and the cursors of its neighbours (None: there is none)."""

    rows: list[Any]
    following: str | None
    previous: str | None


def asked_order(queryset: QuerySet[Any], request: Request) -> tuple[Key, ...]:
    """The order of a list that is walked, page by page or whole: as it was asked for, else by the primary key."""
    names = [str(each) for each in queryset.query.order_by] if request.query_params.get("ordering") else []
    return keys_of(queryset.model, names)


class Pages(PageNumberPagination):
    """Pages from 1 to 500 rows.

    By cursor, unless `page` is given: in the order that was asked for, else by the primary key, which an index serves.
    Nothing is counted then, and no page is slower than the first. Numbered pages have a `count` and, unless asked
    otherwise, the order of the view. CSV, XLSX and NDJSON have no envelope, so count and neighbours are headers too.
    """

    page_size_query_param = PAGE_SIZE
    max_page_size = 500
    columns: tuple[str, ...] | None = None
    """What is read of each row, as a tuple; None: the row itself."""
    walked: Walked | None = None
    counted: int | None = None

    def get_page_size(self, request: Request) -> int | None:
        text = request.query_params.get(PAGE_SIZE)
        if text is None:
            return self.page_size
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= self.max_page_size:
            raise ValidationError(
                {PAGE_SIZE: [_("Give a whole number from 1 to %(most)s.") % {"most": self.max_page_size}]}
            )
        return int(text)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        asked = request.query_params
        wants_count = _yes_or_no(asked.get(COUNT, "false"))
        keys = asked_order(queryset, request)
        if PAGE in asked:
            if CURSOR in asked:
                raise ValidationError({CURSOR: [_("Give a cursor or the number of a page, not both.")]})
            rows = in_order(queryset, keys) if asked.get("ordering") else queryset
            found = super().paginate_queryset(self._with_columns(rows), request, view)
            self.counted = self.page.paginator.count  # type: ignore[union-attr]
            return found
        self.request = request
        self.walked = self._walk(queryset, keys, self.get_page_size(request) or self.max_page_size)
        self.counted = queryset.order_by().count() if wants_count else None
        return self.walked.rows

    def _walk(self, queryset: QuerySet[Any], keys: tuple[Key, ...], size: int) -> Walked:
        """The page at the cursor. One row more is read than shown: it says that there is a further page."""
        place, is_back = self._read(keys)
        way = turned(keys) if is_back else keys
        rows = in_order(queryset, way)
        rows = self._with_columns(behind(rows, way, place) if place else rows, way)
        found = list(rows[: size + 1])
        more, found = len(found) > size, found[:size]
        if is_back:
            found.reverse()
        following, previous = (bool(place), more) if is_back else (more, bool(place))
        return Walked(
            found,
            self._cursor(self._place(found[-1], keys) if found else [], is_back=False) if following else None,
            self._cursor(self._place(found[0], keys) if found else [], is_back=True) if previous else None,
        )

    def _with_columns(self, rows: QuerySet[Any], keys: Sequence[Key] = ()) -> QuerySet[Any]:
        """What is read of each row: the columns, or the row, and its place."""
        if self.columns is None:
            return with_place(rows, keys)
        self.columns = tuple(dict.fromkeys((*self.columns, *(key.path for key in keys))))
        return rows.values_list(*self.columns)

    def _place(self, row: Any, keys: Sequence[Key]) -> list[Any]:
        if self.columns is None:
            return place_of(row, keys)
        return [plain(row[self.columns.index(key.path)]) for key in keys]

    def _signer(self) -> signing.Signer:
        """For cursors of one question: a cursor of another list, order or filter is not taken."""
        request: Any = self.request
        question = sorted(pair for pair in request.query_params.items() if pair[0] not in NOT_THE_QUESTION)
        return signing.Signer(sep=".", salt=f"cursor:{request.path}?{urlencode(question)}")

    def _cursor(self, place: list[Any], *, is_back: bool) -> str:
        return self._signer().sign_object([int(is_back), *place])

    def _read(self, keys: tuple[Key, ...]) -> tuple[list[Any], bool]:
        """The place at which the caller goes on (empty: at the end), and whether backwards."""
        request: Any = self.request
        text = request.query_params.get(CURSOR)
        if not text:
            return [], False
        try:
            is_back, *values = self._signer().unsign_object(text)
            return [key.read(value) for key, value in zip(keys, values, strict=bool(values))], bool(is_back)
        except (signing.BadSignature, Invalid, ValueError, TypeError) as error:
            text = _("This cursor belongs to another question. Take the address in `next` as it is, or begin anew.")
            raise ValidationError({CURSOR: [text]}) from error

    def get_next_link(self) -> str | None:
        return self._link(self.walked.following) if self.walked else super().get_next_link()

    def get_previous_link(self) -> str | None:
        return self._link(self.walked.previous) if self.walked else super().get_previous_link()

    def _link(self, cursor: str | None) -> str | None:
        request: Any = self.request
        return cursor and replace_query_param(request.build_absolute_uri(), CURSOR, cursor)

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        counted = {} if self.counted is None else {"count": self.counted}
        response = Response({**counted, **links, "results": data})
        if counted:
            response["X-Total-Count"] = str(self.counted)
        rels = (("next", links["next"]), ("prev", links["previous"]))
        if known := [f'<{url}>; rel="{name}"' for name, url in rels if url]:
            response["Link"] = ", ".join(known)
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Rows in all; with `page` or `count=true` only.",
                },
                "next": {**link, "description": "The next page; null: this is the last."},
                "previous": {**link, "description": "The page before; null: this is the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        whole: dict[str, Any] = {"type": "integer", "minimum": 1}
        return [
            _parameter(CURSOR, "Where to go on: from the `next` of the page before.", {"type": "string"}),
            _parameter(COUNT, "`true`: count the rows as well.", {"type": "boolean", "default": False}),
            _parameter(PAGE, "A numbered page, with `count`, in place of a cursor.", whole),
            _parameter(PAGE_SIZE, "Rows a page.", {**whole, "maximum": self.max_page_size, "default": self.page_size}),
        ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _yes_or_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValidationError({COUNT: [_("Give true or false.")]})
    return text == "true"
