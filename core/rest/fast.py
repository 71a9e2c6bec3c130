"""REST: rows without a serializer a row: plain columns straight from the database, the rest computed for the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core.rest.plain import Shape, row_maker, shape_of, tuple_of
from core.rest.sparse import cutter, only_wanted, wanted_fields

EXPAND = "expand"
"""The parameter that changes what the serializer of a view has."""
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
_other = JSONRenderer.encoder_class().default


def as_json(data: Any, options: int = 0) -> bytes:
    """JSON by orjson; what it does not know, in the words of Django REST framework."""
    return orjson.dumps(data, default=_other, option=OPTIONS | options)


class FastJsonRenderer(JSONRenderer):
    """JSON by orjson; indented JSON, and numbers that are too long for it, as Django REST framework writes them."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        if data is None:
            return b""
        if self.get_indent(accepted_media_type or "", dict(renderer_context or {})) is None:
            try:
                return as_json(data)
            except orjson.JSONEncodeError:
                pass
        return super().render(data, accepted_media_type, renderer_context)


def shape_for(view: Any, rows: Any) -> Shape:
    """The columns that a view was asked for."""
    annotated = frozenset(rows.query.annotations)
    if EXPAND in view.request.query_params:
        shape = shape_of(view.get_serializer(), annotated)
    else:
        shape = _shape(view.get_serializer_class(), annotated)
    view.shape = only_wanted(shape, wanted_fields(view.request))
    return view.shape  # type: ignore[no-any-return]


@cache
def _shape(serializer_class: Any, annotated: frozenset[str]) -> Shape:
    return shape_of(serializer_class(), annotated)


def page(view: Any) -> Response:
    """The page of a list as its answer."""
    rows = view.filter_queryset(view.get_queryset())
    shape = shape_for(view, rows)
    if not shape.is_plain and view.computed_from is None:
        found = view.paginate_queryset(rows)
        view.shows(*found)
        return view.get_paginated_response(objects(view, shape, found))  # type: ignore[no-any-return]
    carried = view.carried()
    columns = view.paginator.columns = tuple(dict.fromkeys(("pk", *shape.paths, *carried)))
    found = view.paginate_queryset(rows)
    made = map(row_maker(shape, columns), found)
    results = list(made if shape.is_plain else completed(view, shape, made, _instances(view, found)))
    view.shows_values(carried, [[row[columns.index(each)] for each in carried] for row in found])
    return view.get_paginated_response(results)  # type: ignore[no-any-return]


def _instances(view: Any, found: Sequence[Any]) -> list[Any]:
    """The rows of a page with no more than what computing needs; their number comes first."""
    keys = [row[0] for row in found]
    by_key = view.queryset.model._base_manager.select_related(*view.computed_from).in_bulk(keys) if keys else {}
    return [by_key[key] for key in keys if key in by_key]


def one(view: Any, row: Any) -> Response:
    """One row as the answer."""
    return Response(objects(view, shape_for(view, view.get_queryset()), [row])[0])


def objects(view: Any, shape: Shape, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The JSON objects of model instances: equal to what the serializer of the view makes of them."""
    tuples, make = tuple_of(shape, view.get_queryset().model), row_maker(shape)
    made = [make(tuples(row)) for row in rows]
    return made if shape.is_plain else list(completed(view, shape, made, rows))


def completed(view: Any, shape: Shape, made: Iterable[Any], rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    """The plain columns of rows with the computed ones between them, each in its place."""
    names = [part.name for part in shape.parts]
    for plain, computed in zip(made, computed_of(view, shape, rows), strict=True):
        yield {name: plain[name] if name in plain else computed[name] for name in names}


def computed_of(view: Any, shape: Shape, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The computed fields of these rows, by the serializer, with all facts read at once."""
    if shape.is_plain or not rows:
        return [{} for _row in rows]
    return list(map(cutter(shape), view.get_serializer(rows, many=True, only=shape.computed).data))
