"""REST: rows without a serializer a row: plain columns straight from the database, the rest computed for the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core.bundles import instance_maker, with_keys
from core.planning import joins_as_written
from core.rest.plain import Shape, row_maker, shape_of, tuple_of
from core.rest.sparse import cutter, only_wanted, wanted_fields

EXPAND = "expand"
"""The parameter that changes what the serializer of a view has."""
FEW_JOINS = 6
"""Tables of which PostgreSQL finds the best order in no time."""
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
    if not set(shape.computed) <= set(view.computed if view.computed_from else ()):  # what is expanded needs whole rows
        found = view.paginate_queryset(rows)
        view.shows(*found)
        return view.get_paginated_response(objects(view, shape, found))  # type: ignore[no-any-return]
    carried = view.carried()
    needed = () if shape.is_plain else view.computed_from
    columns = tuple(dict.fromkeys(("pk", *shape.paths, *carried, *with_keys(needed))))
    found = _read(view, rows, columns)
    results = list(map(row_maker(shape, columns), found))
    if not shape.is_plain:
        instances = map(instance_maker(rows, needed, columns), found)
        results = list(completed(view, shape, results, list(instances)))
    view.shows_values(carried, [[row[columns.index(each)] for each in carried] for row in found])
    return view.get_paginated_response(results)  # type: ignore[no-any-return]


def _read(view: Any, rows: Any, columns: tuple[str, ...]) -> list[Any]:
    """The page as tuples. Where many tables are joined, which rows they are is found first, without those tables."""
    if len({path.rpartition("__")[0] for path in columns}) <= FEW_JOINS:
        view.paginator.columns = columns
        return list(view.paginate_queryset(rows))
    view.paginator.columns = ("pk",)
    keys = [row[0] for row in view.paginate_queryset(rows)]
    wide = view.get_queryset().order_by().filter(pk__in=keys).values_list(*columns)
    with joins_as_written(wide.db):
        found = {row[0]: row for row in wide} if keys else {}
    return [found[key] for key in keys if key in found]


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
