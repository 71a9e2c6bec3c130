"""Examples of the import of a plan for the schema of REST. The plan is invented."""

from __future__ import annotations

from typing import Any

PLAN: dict[str, Any] = {
    "format": "smart-city-plan",
    "format_version": "1.0",
    "region": {"code": "52.07", "name": "Kabupaten Sumbawa Barat"},
    "plan": {"title": "Contoh rencana induk", "start_year": 2025, "end_year": 2027, "is_example": True},
    "agencies": [
        {"code": "DINKES", "name": "Dinas Kesehatan"},
        {"code": "DISKOMINFO", "name": "Dinas Komunikasi dan Informatika"},
    ],
    "partners": [{"name": "Bank Contoh", "kind": "bank"}],
    "versions": [
        {
            "number": 1,
            "pillar_set": "2017",
            "programs": [
                {
                    "code": "SL-01",
                    "name": "Posyandu digital",
                    "sub_dimension": None,
                    "lead_agency": "DINKES",
                    "start_year": 2025,
                    "end_year": 2027,
                    "supporters": [{"agency": "DISKOMINFO"}],
                    "budget_lines": [{"year": 2026, "source_of_funds": "1.1", "ceiling": "750000000.00"}],
                    "planned_progress": [{"year": 2026, "month": 12, "physical_percent": "100.00"}],
                    "indicators": [
                        {
                            "name": "Posyandu yang memakai aplikasi",
                            "unit": "posyandu",
                            "targets": [{"year": 2026, "value": "60"}],
                        }
                    ],
                    "partnerships": [
                        {"partner": "Bank Contoh", "contribution": "Perangkat", "start_year": 2025, "end_year": 2027}
                    ],
                }
            ],
        }
    ],
}
IMPORTED: dict[str, Any] = {
    "dry_run": False,
    "mode": "whole",
    "region": "52.07",
    "content_sha256": "9f2c1e5b7a3d4860b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778f",
    "plan": {"id": 7, "uid": "2f1c8a54-6f0e-4d1b-8f7a-0a1b2c3d4e5f", "title": "Contoh rencana induk"},
    "versions": [{"id": 9, "uid": "6b0e3f3a-0d3f-4f0e-9a5c-1f2e3d4c5b6a", "number": 1, "status": "draft"}],
    "counts": {
        "versions": 1,
        "programs": 1,
        "indicators": 1,
        "budget_lines": 1,
        "planned_progress": 1,
        "action_items": 0,
        "partnerships": 1,
        "supporters": 1,
        "targets": 1,
        "commitments": 0,
        "pledges": 0,
        "quick_wins": 0,
        "new_agencies": 0,
    },
    "notes": [{"code": "partner_created", "pointer": "/partners/0", "detail": "Mitra “Bank Contoh” dibuat."}],
}
REFUSED: dict[str, Any] = {
    "type": "/api/v1/problems/unprocessable/",
    "title": "Isinya tidak dapat diproses",
    "status": 422,
    "code": "unprocessable",
    "detail": "“DINKEZ” tidak ada dalam daftar OPD dokumen ini.",
    "instance": "/api/v1/plans/import/",
    "errors": [
        {
            "code": "unknown_agency",
            "detail": "“DINKEZ” tidak ada dalam daftar OPD dokumen ini.",
            "attr": "/versions/0/programs/0/lead_agency",
        }
    ],
    "mode": "whole",
    "dry_run": False,
    "region": "52.07",
    "count": 1,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "/api/v1/schemas/plan/1.0/",
    "title": "Smart city master plan",
    "type": "object",
    "required": ["format", "format_version", "region", "plan", "versions"],
}
