"""Taking the shapes of the regions over from a file: whole or not at all, replacing what was there."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.shapes import TOPOJSON, Area, Shapes, read_shapes
from organizations.models import BoundaryMap, Region

FEATURE = "regions"
"""The name of the object in stored TopoJSON."""
WITH_DOT, WITHOUT_DOT = re.compile(r"\d\d\.\d\d"), re.compile(r"\d{4}")
LARGEST = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LoadedBoundaries:
    """What was taken over. `unknown`: codes of the file that no region has; `missing`: regions without a shape."""

    stored: BoundaryMap
    unknown: tuple[str, ...]
    missing: tuple[Region, ...]
    nameless: int


@transaction.atomic
def load_boundaries(
    content: bytes, *, file_name: str, notice: str, code_property: str = "code", object_name: str = ""
) -> LoadedBoundaries:
    """Check a TopoJSON or GeoJSON file and store what the map needs, in place of what was stored before.

    Codes are read with or without a dot (52.07, 5207). Areas of unknown regions are left out and named. Raises
    `Refused` where the file cannot be read, where a code comes twice, or where no area belongs to a region.
    """
    if len(content) > LARGEST:
        raise Refused(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
    shapes = read_shapes(content, object_name=object_name)
    regions = {region.code: region for region in Region.objects.current()}
    coded = [(official_code(area.properties.get(code_property)), area) for area in shapes.areas]
    known = [(code, area) for code, area in coded if code in regions]
    _require_usable(coded, known, shapes, code_property)
    drawn = [(code, area) for code, area in known if area.geometry is not None]
    stored = _replace(shapes, drawn, file_name, notice)
    with_shape = {code for code, _area in drawn}
    return LoadedBoundaries(
        stored=stored,
        unknown=tuple(sorted({code for code, _area in coded if code and code not in regions})),
        missing=tuple(regions[code] for code in sorted(regions) if code not in with_shape),
        nameless=sum(not code for code, _area in coded),
    )


def official_code(value: Any) -> str:
    """The code of a region as it is written officially; empty where there is none.

    >>> official_code("5207"), official_code(5207), official_code(" 52.07 "), official_code(None)
    ('52.07', '52.07', '52.07', '')
    """
    text = "" if value is None else str(value).strip()
    if WITH_DOT.fullmatch(text):
        return text
    return f"{text[:2]}.{text[2:]}" if WITHOUT_DOT.fullmatch(text) else text


def _require_usable(
    coded: list[tuple[str, Area]], known: list[tuple[str, Area]], shapes: Shapes, code_property: str
) -> None:
    if not any(area.geometry is not None for _code, area in known):
        properties = sorted({name for area in shapes.areas[:20] for name in area.properties})
        raise Refused(
            _(
                "No area has the code of a region in its property “%(property)s”. The areas have these properties: "
                "%(names)s. Say which one holds the code with --code-property; load the regions first (load_reference)."
            )
            % {"property": code_property, "names": ", ".join(properties) or "–"}
        )
    twice = sorted(code for code, count in Counter(code for code, _area in known).items() if count > 1)
    if twice:
        raise Refused(_("These codes come more than once: %(codes)s.") % {"codes": ", ".join(twice)})


def _replace(shapes: Shapes, drawn: list[tuple[str, Area]], file_name: str, notice: str) -> BoundaryMap:
    text = json.dumps(_document(shapes, drawn), separators=(",", ":"))
    BoundaryMap.objects.all().delete()
    return BoundaryMap.objects.create(
        kind=shapes.kind,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        file_name=file_name[:200],
        notice=notice.strip(),
        areas=len(drawn),
    )


def _document(shapes: Shapes, drawn: Iterable[tuple[str, Area]]) -> dict[str, Any]:
    """What is stored: the geometry as it stood in the file, of the properties the code alone."""
    if shapes.kind == TOPOJSON:
        geometries = [{**_plain(area), "properties": {"code": code}} for code, area in drawn]
        collection = {"type": "GeometryCollection", "geometries": geometries}
        topology = {"type": "Topology", "objects": {FEATURE: collection}, "arcs": list(shapes.arcs)}
        return topology | ({"transform": dict(shapes.transform)} if shapes.transform else {})
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": _plain(area)} for code, area in drawn
        ],
    }


def _plain(area: Area) -> dict[str, Any]:
    """The geometry without what a file may carry along with it."""
    geometry = area.geometry or {}
    return {name: geometry[name] for name in ("type", "arcs", "coordinates") if name in geometry}
