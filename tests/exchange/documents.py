"""Documents of plans for the tests: a small one with one row of everything, and how to change a place of it."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import jsonschema
import pytest

from exchange.interchange.reading import Reading, read_document
from exchange.interchange.schema import json_schema

LIMIT = 1_000_000
LINEAGE = "6b0e3f3a-0d3f-4f0e-9a5c-1f2e3d4c5b6a"
DOCUMENT_UID = "2f1c8a54-6f0e-4d1b-8f7a-0a1b2c3d4e5f"
WIN_UID = "9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"
INDICATOR = {
    "name": "Cakupan layanan",
    "unit": "desa",
    "baseline": "10",
    "plausible_min": "0",
    "plausible_max": "100",
    "targets": [{"year": 2026, "value": "60"}, {"year": 2027, "text": "meningkat"}],
}
PROGRAM = {
    "lineage": LINEAGE,
    "code": "SL-01",
    "name": "Posyandu digital",
    "sub_dimension": "living-health",
    "lead_agency": "DINKES",
    "start_year": 2025,
    "end_year": 2027,
    "weight": "12.5",
    "supporters": [{"agency": "DLH"}],
    "action_items": [
        {"kind": "software", "name": "Membangun aplikasi", "agency": "DINKES", "start_year": 2025, "end_year": 2026}
    ],
    "budget_lines": [
        {"year": 2026, "source_of_funds": "1.1", "ceiling": "750000000"},
        {"year": 2026, "source_of_funds": "1.1", "edition": "perubahan", "ceiling": "800000000.5"},
    ],
    "planned_progress": [{"year": 2026, "month": 9, "physical_percent": "70", "spending": "500000000"}],
    "indicators": [INDICATOR],
    "partnerships": [
        {"partner": "Bank Contoh", "contribution": "Pembayaran nontunai", "start_year": 2025, "end_year": 2027}
    ],
}
DOCUMENT = {
    "format": "smart-city-plan",
    "format_version": "1.0",
    "region": {"code": "52.07", "name": "Kabupaten Sumbawa Barat"},
    "plan": {"title": "Rencana Induk 2025–2027", "start_year": 2025, "end_year": 2027},
    "agencies": [
        {"code": "DINKES", "name": "Dinas Kesehatan"},
        {"code": "DLH", "name": "Dinas Lingkungan Hidup", "parent": None},
    ],
    "partners": [{"name": "Bank Contoh", "kind": "bank"}],
    "documents": [{"uid": DOCUMENT_UID, "kind": "regent_regulation", "title": "Perbup 12/2025", "year": 2025}],
    "versions": [
        {
            "number": 1,
            "status": "adopted",
            "pillar_set": "2017",
            "adopted_on": "2025-01-15",
            "document": DOCUMENT_UID,
            "programs": [PROGRAM],
        }
    ],
    "commitments": [{"agency": "DINKES", "pledges": [{"text": "Menyediakan data", "program": LINEAGE}]}],
    "quick_wins": [
        {
            "uid": WIN_UID,
            "title": "Antrean daring",
            "year": 2026,
            "agency": "DINKES",
            "pillar_set": "2017",
            "pillar": "living",
            "program": LINEAGE,
            "partners": ["Bank Contoh"],
            "milestones": [{"name": "Uji coba", "due_on": "2026-06-30"}],
            "risks": [{"text": "Jaringan putus", "likelihood": "low", "impact": "high"}],
        }
    ],
}


def document(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """The small document; `changes` puts values at pointers (`...` takes the field away, `/-` at the end appends)."""
    made = copy.deepcopy(DOCUMENT)
    for pointer, value in (changes or {}).items():
        *way, last = pointer.split("/")[1:]
        at: Any = made
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        _put(at, last, value)
    return made


def _put(at: Any, last: str, value: Any) -> None:
    if last == "-":
        at.append(value)
    elif value is ...:
        del at[last]
    else:
        at[int(last) if isinstance(at, list) else last] = value


def encoded(changes: dict[str, Any] | None = None) -> bytes:
    return json.dumps(document(changes)).encode()


def read(data: bytes | dict[str, Any] | None = None) -> Reading:
    return read_document(data if isinstance(data, bytes) else encoded(data), limit=LIMIT)


def told(reading: Reading) -> list[tuple[str, str]]:
    """Codes and places of what is wrong."""
    return [(each.code, each.pointer) for each in reading.problems]


@cache
def schema() -> Any:
    """The published schema, with dates and identifiers looked at."""
    kind = jsonschema.Draft202012Validator
    return kind(json_schema(), format_checker=kind.FORMAT_CHECKER)


@pytest.fixture
def catalogues(db):
    """The catalogues that the small document refers to."""
    from tests.factories.masterplan import FundSourceFactory
    from tests.factories.pillars import PillarFactory, SubDimensionFactory

    SubDimensionFactory(code="living-health", pillar=PillarFactory())
    FundSourceFactory()
