"""A table of open data as a file: CSV, or JSON with what it is, its columns and its rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from citizens.exports.tables import Dataset, OpenData, fields_of, rows_of
from core.tabular import csv_text


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: its ending, its media type."""

    extension: str
    media_type: str
    write: Callable[[Dataset, OpenData, datetime, str], bytes]


def _csv(dataset: Dataset, data: OpenData, changed: datetime, address: str) -> bytes:
    rows = rows_of(dataset, data)
    return csv_text([each.key for each in fields_of(dataset, data.public)], rows).encode()


def _json(dataset: Dataset, data: OpenData, changed: datetime, address: str) -> bytes:
    public = data.public
    whole = {
        "judul": str(dataset.title),
        "keterangan": str(dataset.about),
        "daerah": {"kode": public.region.code, "nama": public.region.name},
        "periode": str(public.period) if public.period else None,
        "diperbarui": changed.isoformat(timespec="seconds"),
        "lisensi": {"nama": settings.OPEN_DATA_LICENCE, "alamat": settings.OPEN_DATA_LICENCE_URL},
        "sumber": address,
        "kolom": [
            {"nama": each.key, "tipe": each.type, "arti": str(each.meaning)} for each in fields_of(dataset, public)
        ],
        "baris": rows_of(dataset, data),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


FORMATS = (Format("csv", "text/csv", _csv), Format("json", "application/json", _json))
BY_EXTENSION = {each.extension: each for each in FORMATS}
