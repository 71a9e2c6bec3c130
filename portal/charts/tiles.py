"""The tile map: one square for each kabupaten or kota, the provinces roughly where they lie (our own arrangement)."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class Block:
    """Where the tiles of one province stand: column and row of the first, how many stand in a row, and its label."""

    code: str
    label: str
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Tile:
    """The square of one region, in columns and rows."""

    code: str
    x: int
    y: int


@cache
def blocks() -> tuple[Block, ...]:
    """The arrangement of the provinces."""
    with (REFERENCE / "tile-map.toml").open("rb") as file:
        return tuple(Block(**row) for row in tomllib.load(file)["province"])


@cache
def official_codes() -> tuple[str, ...]:
    """The codes of all kabupaten and kota, as they are published."""
    with (REFERENCE / "regencies.csv").open(encoding="utf-8", newline="") as file:
        return tuple(sorted(row["code"] for row in csv.DictReader(file)))


def tiles(codes: Iterable[str] = ()) -> tuple[Tile, ...]:
    """The tile of every region; `codes` adds regions that were formed after the list was published."""
    found = []
    known = sorted({*official_codes(), *codes})
    for block in blocks():
        own = [code for code in known if code.startswith(f"{block.code}.")]
        found += [
            Tile(code, block.x + place % block.width, block.y + place // block.width) for place, code in enumerate(own)
        ]
    return tuple(found)


def extent(placed: Iterable[Tile]) -> tuple[int, int]:
    """How many columns and rows the map has."""
    rows = list(placed)
    return max(each.x for each in rows) + 1, max(each.y for each in rows) + 1
