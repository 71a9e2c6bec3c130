"""What the tests of papers share: collect one, make its document, read its PDF."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf

from core.canonical import sha256_of
from core.typesetting import pdf
from monev.reports.catalogue.base import Frame
from monev.reports.catalogue.registry import report_named
from monev.reports.wishes import Wish

MOMENT = datetime(2025, 10, 20, 3, 0, tzinfo=UTC)


def collected(kind: str, wish: Wish) -> dict:
    return report_named(kind).collect(wish, taken_at=MOMENT)


def frame_for(data, **more) -> Frame:
    return Frame(
        sha256=sha256_of(data),
        taken_at=MOMENT,
        code_version="0.4.0",
        rules=data.get("rules", {}).get("version", ""),
        edition=1,
        check_code="7K3MXQ2RT9WB",
        check_url="https://portal.example/periksa/7K3MXQ2RT9WB/",
        **more,
    )


def document(kind: str, data: dict, **more):
    return report_named(kind).document(data, frame_for(data, **more), alive=lambda: None)


def paper(kind: str, data: dict, **more) -> bytes:
    return pdf(document(kind, data, **more))


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages(content: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def column(table: dict, key: str) -> list:
    """The values of one column of a frozen table; of a state its word."""
    return [row[key]["label"] if isinstance(row[key], dict) else row[key] for row in table["rows"]]
