"""Where the data files of the tree lie, and how they are read."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent.parent / "data"


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file below `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def toml(name: str) -> dict[str, Any]:
    """The content of a TOML file below `data/`."""
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)
