"""The catalogue of figures that other institutions publish and that items of the instrument ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from monev.evaluation.models.external import ExternalIndicator
from portal.reference.files import toml
from portal.reference.rows import Tally, bring

FILE = "reference/external-indicators.toml"
NUMBERS = ("lowest", "highest", "usual_from", "usual_to")
SOURCE_LENGTH = 400


def load() -> dict[str, Tally]:
    """Seventeen figures with their units, publishers, and the ranges in which they lie."""
    rows = (_row(position, row) for position, row in enumerate(toml(FILE)["indicator"], start=1))
    return {"external indicators": bring(ExternalIndicator, ("code",), rows)}


def _row(position: int, row: dict[str, Any]) -> dict[str, Any]:
    """The columns of one figure; why its range is as it is stands as its source."""
    numbers = {name: Decimal(str(row[name])) if name in row else None for name in NUMBERS}
    return {
        "code": row["code"],
        "name_id": row["name_id"],
        "name_en": row["name_en"],
        "unit": row.get("unit", ""),
        "publisher": row["publisher"],
        "grades": row.get("grades", []),
        "source": row["why"][:SOURCE_LENGTH],
        "position": position,
        **numbers,
    }
