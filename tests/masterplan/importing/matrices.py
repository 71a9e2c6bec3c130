"""Matrices to read: examples of our own, odd forms, and the published one where it lies."""

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from masterplan.importing.columns import recognise
from masterplan.importing.matrix import parse_plan
from masterplan.importing.reading import read_tables

EXAMPLES = settings.BASE_DIR / "data" / "examples"
ODD = Path(__file__).parent.parent / "matrices"


def published() -> Path:
    """The published matrix; tests skip without it, and fail where everything is required."""
    path = Path(settings.REFERENCE_DATA_DIR or "nowhere") / "plans" / "sumedang-rpjmd-2021-2023-part.csv"
    if not path.exists():
        stop = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        stop("the published matrix is not on this machine: set REFERENCE_DATA to the folder that holds it")
    return path


def parse(content: bytes, name: str, start: int, end: int, *, known=()):
    """Read a file as the import does, without a database."""
    tables = read_tables(content, filename=name)
    mapping, _messages = recognise(tables, start=start)
    table = next(table for table in tables if table.name == mapping.sheet)
    return parse_plan(table, mapping, start=start, end=end, known_agencies=known)


def parse_file(path: Path, start: int, end: int):
    return parse(path.read_bytes(), path.name, start, end)


def parse_text(text: str, start: int = 2022, end: int = 2023, **options):
    return parse(text.encode(), "matriks.csv", start, end, **options)


def kinds(plan) -> Counter:
    """How many messages of each kind."""
    return Counter(message.kind for message in plan.messages)
