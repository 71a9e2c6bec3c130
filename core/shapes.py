"""Files with areas, TopoJSON and GeoJSON, read and checked in plain Python; nothing is simplified.

TopoJSON (https://github.com/topojson/topojson-specification) keeps each border once, as an arc that areas share, with
positions as whole numbers from the position before. Here the arcs are followed back to rings of longitude and
latitude, so that what a browser would draw is known to be drawable before it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]
TOPOJSON, GEOJSON = "topojson", "geojson"
AREAS = ("Polygon", "MultiPolygon")
SHORTEST_RING = 4
"""A triangle whose last position is its first."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area: what the file says about it, and its polygons; none where the file gives it no shape.

    `geometry` is the geometry as it stands in the file.
    """

    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None
    polygons: Sequence[Polygon]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The areas of a file; `arcs` and `transform` only from TopoJSON."""

    kind: str
    areas: Sequence[Area]
    arcs: Sequence[Any] = ()
    transform: Mapping[str, Any] | None = None


def read_shapes(content: bytes, *, object_name: str = "") -> Shapes:
    """The areas of a TopoJSON or GeoJSON file. Raises `Refused` with what is wrong, and where.

    `object_name`: which object of a TopoJSON file is meant, where it has several.
    """
    document = _parsed(content)
    kind = document.get("type")
    if kind == "Topology":
        return _topology(document, object_name)
    if kind == "FeatureCollection":
        return _collection(document)
    raise Refused(
        _("The file is neither TopoJSON (“Topology”) nor GeoJSON (“FeatureCollection”); its type is “%(kind)s”.")
        % {"kind": kind or "–"}
    )


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Refused(_("The file is not JSON: %(problem)s.") % {"problem": problem}) from problem
    if not isinstance(document, dict):
        raise Refused(_("The file holds no object, so it is neither TopoJSON nor GeoJSON."))
    return document


def _topology(document: dict[str, Any], object_name: str) -> Shapes:
    objects = document.get("objects")
    arcs = document.get("arcs")
    if not isinstance(objects, dict) or not objects or not isinstance(arcs, list):
        raise Refused(_("The TopoJSON file has no objects or no arcs."))
    chosen = _chosen(objects, object_name)
    geometries = objects[chosen].get("geometries") if isinstance(objects[chosen], dict) else None
    if not isinstance(geometries, list):
        raise Refused(_("The object “%(name)s” is not a collection of areas.") % {"name": chosen})
    lines = _decoded(arcs, document.get("transform"))
    return Shapes(
        kind=TOPOJSON,
        areas=[_area(each, each, number, lines) for number, each in enumerate(geometries, start=1)],
        arcs=arcs,
        transform=document.get("transform"),
    )


def _chosen(objects: dict[str, Any], wanted: str) -> str:
    if wanted in objects:
        return wanted
    names = ", ".join(sorted(objects))
    if wanted:
        raise Refused(_("The file has no object “%(wanted)s”. It has: %(names)s.") % {"wanted": wanted, "names": names})
    if len(objects) > 1:
        raise Refused(_("The file has several objects (%(names)s): say which one with --object.") % {"names": names})
    return next(iter(objects))


def _collection(document: dict[str, Any]) -> Shapes:
    features = document.get("features")
    if not isinstance(features, list):
        raise Refused(_("The GeoJSON file has no list of features."))
    areas = [
        _area(each, each.get("geometry") if isinstance(each, dict) else None, number, None)
        for number, each in enumerate(features, start=1)
    ]
    return Shapes(kind=GEOJSON, areas=areas)


def _area(holder: Any, geometry: Any, number: int, lines: list[Ring] | None) -> Area:
    """One area; `lines` are the decoded arcs of a TopoJSON file."""
    if not isinstance(holder, dict) or not isinstance(holder.get("properties"), dict):
        raise Refused(_("Area %(number)s has no properties.") % {"number": number})
    if geometry is None or geometry.get("type") is None:
        return Area(holder["properties"], None, ())
    kind = geometry["type"]
    if kind not in AREAS:
        raise Refused(
            _("Area %(number)s is a %(kind)s; only Polygon and MultiPolygon are areas.")
            % {"number": number, "kind": kind}
        )
    try:
        raw = geometry["coordinates" if lines is None else "arcs"]
        polygons = [raw] if kind == "Polygon" else raw
        read = [[_ring(each, lines) for each in polygon] for polygon in polygons]
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise Refused(
            _("Area %(number)s cannot be read: %(problem)s.") % {"number": number, "problem": problem}
        ) from problem
    return Area(holder["properties"], geometry, read)


def _ring(raw: Any, lines: list[Ring] | None) -> Ring:
    ring = [_position(each) for each in raw] if lines is None else _joined(raw, lines)
    if len(ring) < SHORTEST_RING or ring[0] != ring[-1]:
        raise ValueError(_("a border is not closed"))
    return ring


def _joined(numbers: Iterable[int], lines: list[Ring]) -> Ring:
    """The ring that some arcs make; a negative number is the arc `~number` walked backwards."""
    ring: Ring = []
    for number in numbers:
        at = ~number if number < 0 else number
        if at >= len(lines):
            raise ValueError(_("it names arc %(number)s, which the file does not have") % {"number": at})
        line = lines[at][::-1] if number < 0 else lines[at]
        if ring and ring[-1] != line[0]:
            raise ValueError(_("two arcs of a border do not meet"))
        ring += line[1:] if ring else line
    return ring


def _decoded(arcs: list[Any], transform: Any) -> list[Ring]:
    try:
        scale, move = (transform["scale"], transform["translate"]) if transform else ((1, 1), (0, 0))
        return [_line(arc, scale, move, bool(transform)) for arc in arcs]
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise Refused(_("The arcs of the file cannot be read: %(problem)s.") % {"problem": problem}) from problem


def _line(arc: Any, scale: Any, move: Any, is_delta: bool) -> Ring:
    line, x, y = [], 0, 0
    for step in arc:
        x, y = (x + step[0], y + step[1]) if is_delta else (step[0], step[1])
        line.append(_position((x * scale[0] + move[0], y * scale[1] + move[1])))
    return line


def _position(raw: Any) -> Position:
    """Longitude and latitude in degrees; metres of some projection are refused, they would be drawn elsewhere."""
    longitude, latitude = float(raw[0]), float(raw[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(
            _("%(x)s, %(y)s is not a longitude and latitude in degrees (WGS 84)") % {"x": longitude, "y": latitude}
        )
    return longitude, latitude
