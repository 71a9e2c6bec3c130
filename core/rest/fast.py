"""REST: JSON pages without a serializer a row: plain columns straight from the rows, the rest computed for the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer

from core.rest.plain import Shape, row_maker, shape_of, tuple_of

SHOWN_OTHERWISE = ("fields", "expand")
"""Parameters that change the columns of an answer."""


class FastJsonRenderer(JSONRenderer):
    """JSON by orjson; what it does not know, and indented JSON, as Django REST framework writes it."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        if data is None:
            return b""
        if self.get_indent(accepted_media_type or "", dict(renderer_context or {})) is not None:
            return super().render(data, accepted_media_type, renderer_context)
        return orjson.dumps(
            data, default=_known, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
        )


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, (str, int)):
        return type(value).__mro__[1](value) if not isinstance(value, str) else str.__str__(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    return JSONRenderer.encoder_class().default(value)


def page(view: Any) -> Any:
    """The page of a list as its answer; None where the columns are chosen by the question: the serializer knows."""
    if view.action != "list" or any(each in view.request.query_params for each in SHOWN_OTHERWISE):
        return None
    rows = view.filter_queryset(view.get_queryset())
    shape = shape_of(view.get_serializer_class()(), rows.query.annotations)
    found = view.paginate_queryset(rows)
    view.shows(*found)
    return view.get_paginated_response(objects(view, shape, found))


def objects(view: Any, shape: Shape, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The JSON objects of model instances: equal to what the serializer of the view makes of them."""
    tuples, make = tuple_of(shape, view.get_queryset().model), row_maker(shape)
    made = [make(tuples(row)) for row in rows]
    if shape.is_plain:
        return made
    names = [part.name for part in shape.parts]
    return [
        {name: row[name] if name in row else computed[name] for name in names}
        for row, computed in zip(made, computed_of(view, shape, rows), strict=True)
    ]


def computed_of(view: Any, shape: Shape, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The computed fields of these rows, by the serializer, with all facts read at once."""
    if shape.is_plain or not rows:
        return [{} for _row in rows]
    serializer = view.get_serializer(rows, many=True)
    for name in [*serializer.child.fields]:
        if name not in shape.computed:
            serializer.child.fields.pop(name)
    return list(serializer.data)
