"""Examples of the schema: real programs of Kabupaten Sumbawa Barat, made-up figures."""

from __future__ import annotations

from typing import Any

SPENDING: dict[str, Any] = {
    "region": "52.07",
    "period": "2026-3",
    "rows": [
        {"program": "SG-01", "source_of_funds": "1.1", "amount": 412500000},
        {"program": "SG-02", "source_of_funds": "1.2", "amount": "98750000.00", "version": 3},
    ],
}
INDICATOR_VALUES: dict[str, Any] = {
    "region": "52.07",
    "period": "2026-3",
    "rows": [{"program": "SG-01", "indicator": "Cakupan desa", "value": 57.5}],
}
PROGRESS_REPORTS: dict[str, Any] = {
    "region": "52.07",
    "period": "2026-3",
    "rows": [
        {
            "program": "SG-01",
            "version": 0,
            "physical_percent": 62.5,
            "narrative": "Aplikasi dipakai di semua kecamatan.",
            "spending": [{"source_of_funds": "1.1", "amount": 412500000}],
            "indicator_values": [{"indicator": "Cakupan desa", "value": 57.5}],
            "submit": True,
        },
        {"program": "SG-02", "nil": True, "nil_reason": "Menunggu transfer anggaran"},
    ],
}
QUICK_WIN_REPORTS: dict[str, Any] = {
    "region": "52.07",
    "period": "2026-3",
    "rows": [
        {
            "quick_win": "3c5cf3f0-7f0e-4d0e-9d6b-2f1c56d1a9b4",
            "physical_percent": 80,
            "narrative": "Layanan dibuka di dua kecamatan.",
            "milestones": [{"milestone": "9a1a6b7e-52a4-4f6d-8d0e-1f6d0a2f9b11", "done_on": "2026-09-15"}],
            "submit": True,
        }
    ],
}
PLEDGE_REPORTS: dict[str, Any] = {
    "region": "52.07",
    "period": "2026-3",
    "rows": [
        {
            "pledge": "5d7b9d43-6f0a-4b1e-8a55-0c1f2d3e4f50",
            "pledge_state": "open",
            "narrative": "Peraturan bupati sedang dibahas.",
            "submit": True,
        }
    ],
}
_ROW: dict[str, Any] = {
    "index": 0,
    "key": "52.07 2026-3 SG-01 1.1",
    "state": "created",
    "id": 4711,
    "uid": "6f0c2f57-2d0e-4a53-9c8a-0f6f1d1f7a10",
    "version": 2,
    "report": {"id": 815, "uid": "0b1f7a0a-8f4e-4b5e-9a52-3f1c8d9e2b11", "state": "draft"},
    "warnings": [
        {
            "code": "missing",
            "detail": "Isi kemajuan fisik, atau laporkan “nihil” dengan alasannya.",
            "attr": "rows[0].physical_percent",
        }
    ],
    "flags": [],
    "errors": [],
}
_COUNTS = {"created": 1, "updated": 0, "unchanged": 0, "refused": 0, "skipped": 0}
STORED: dict[str, Any] = {"mode": "all", "dry_run": False, "counts": _COUNTS, "rows": [_ROW]}
_ERROR = {
    "code": "unknown_source_of_funds",
    "detail": "Tidak ada sumber dana dengan kode ini.",
    "attr": "rows[0].source_of_funds",
}
REFUSED: dict[str, Any] = {
    "type": "/api/v1/problems/unprocessable/",
    "title": "Isi tidak dapat diproses",
    "status": 422,
    "code": "unprocessable",
    "detail": "Tidak ada yang disimpan. Lihat yang perlu diperbaiki pada setiap baris.",
    "instance": "/api/v1/spending/bulk/",
    "errors": [_ERROR],
    "mode": "all",
    "dry_run": False,
    "counts": {**_COUNTS, "created": 0, "refused": 1},
    "rows": [
        {
            **_ROW,
            "state": "refused",
            "id": None,
            "uid": None,
            "version": None,
            "report": None,
            "warnings": [],
            "errors": [_ERROR],
        }
    ],
}
