"""The files of an export: one a table, all read at one moment, then a manifest, in a ZIP whose bytes depend on nothing
but the data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from rest_framework.request import Request

from core.canonical import sha256_of
from core.rest import whole
from core.rest.plain import shape_of
from core.workbooks import MOST_ROWS, ROW, TooManyRows, write_sheet
from core.zipping import Entry, zipped
from exchange.models import Export
from exchange.tables import TABLES
from organizations.models import User
from organizations.rest import CatalogueViewSet
from organizations.scoping import ScopedQuerySet

KIND, PIECE = "smartcity-export/1", 256 * 1024
TOO_LARGE = gettext_noop("The table %(name)s has more rows than a workbook holds. Ask for CSV or NDJSON.")
CHANGED = ("updated_at", "at", "created_at", "taken_at")


class TooLarge(Exception):
    """A table does not fit into its format. The argument is the name of the table."""


@dataclass(frozen=True, slots=True)
class Written:
    """One table as it stands in the manifest."""

    name: str
    file: str
    rows: int
    columns: list[str]
    sha256: str
    size: int


Alive = Callable[[int], None]
"""Called now and then with how many more rows are written; raises when the work is to stop."""


def view_of(name: str, person: User) -> CatalogueViewSet:
    """The list of REST as this person would read it."""
    plain = HttpRequest()
    plain.method, plain.path = "GET", f"/api/v1/{name}/"
    plain.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    view = TABLES[name]()
    request: Any = Request(plain)
    request.user = person
    view.request, view.args, view.kwargs = request, (), {}
    view.action, view.format_kwarg = "list", None
    return view


def rows_of(view: CatalogueViewSet, export: Export) -> QuerySet[Any]:
    """The rows of one table: those that the asker may see, of the region or cohort, in the order of their keys."""
    rows: QuerySet[Any] = view.get_queryset()
    columns = {field.name for field in rows.model._meta.get_fields()}
    if isinstance(rows, ScopedQuerySet):
        path = "" if rows.region_path == "pk" else f"{rows.region_path}__"
        if export.region_id:
            rows = rows.filter(**{f"{path}pk": export.region_id})
        if export.cohort_id:
            rows = rows.filter(**{f"{path}cohort": export.cohort_id})
    if export.updated_since:
        changed = next((name for name in CHANGED if name in columns), None)
        rows = rows.filter(**{f"{changed}__gte": export.updated_since}) if changed else rows
    elif "archived_at" in columns:
        rows = rows.filter(archived_at=None)
    return rows.order_by("pk")


def counts_of(export: Export, person: User) -> dict[str, int]:
    """How many rows each table has."""
    return {name: rows_of(view_of(name, person), export).order_by().count() for name in export.tables}


def write_table(name: str, export: Export, person: User, folder: Path, count: int, alive: Alive) -> Written:
    """Write one table. Within the transaction that all tables are read in."""
    view = view_of(name, person)
    rows = rows_of(view, export)
    shape = shape_of(view.get_serializer_class()(), rows.query.annotations)
    path = folder / f"{name}.{export.format}"
    columns = [each.name for each in shape.columns]
    if export.format == Export.Format.XLSX:
        try:
            write_sheet(path, columns, _watched(whole.sheet_of(view, rows, shape), count, alive))
        except TooManyRows as problem:
            raise TooLarge(name) from problem
    else:
        wanted = whole.CSV if export.format == Export.Format.CSV else whole.NDJSON
        pieces = whole.pieces_of(view, rows, shape, wanted)
        with path.open("wb") as file:
            for piece in _as_array(pieces) if export.format == Export.Format.JSON else pieces:
                file.write(piece)
                alive(piece.count(b"\n"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(name, path.name, count, columns, digest, path.stat().st_size)


def _watched(blocks: Iterator[bytes], count: int, alive: Alive) -> Iterator[bytes]:
    """The rows of a workbook, as many as it holds."""
    if count >= MOST_ROWS:
        raise TooManyRows
    for block in blocks:
        alive(block.count(ROW))
        yield block


def _as_array(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines of JSON as one array; a block ends where a line ends, and no line feed stands within a line."""
    yield b"["
    between = b"\n"
    for block in blocks:
        yield between + block[:-1].replace(b"\n", b",\n")
        between = b",\n"
    yield b"\n]\n"


def content_of(export: Export, written: list[Written]) -> dict[str, Any]:
    """What the manifest says besides the moment; its SHA-256 is the snapshot."""
    since = export.updated_since
    return {
        "kind": KIND,
        "code_version": settings.VERSION,
        "format": export.format,
        "language": export.language,
        "filters": {
            "region": export.region.code if export.region else None,
            "cohort": export.cohort.code if export.cohort else None,
            "updated_since": since.isoformat() if since else None,
        },
        "scope": "Rows that the person who asked for the export may see.",
        "tables": [asdict(each) for each in written],
    }


def snapshot_of(content: dict[str, Any]) -> str:
    """The identifier of this state of these tables."""
    return sha256_of(content)


def write_archive(content: dict[str, Any], taken_at: datetime, folder: Path) -> Path:
    """The ZIP: the manifest, then a file a table."""
    said = {"snapshot": snapshot_of(content), "moment": taken_at.isoformat(), **content}
    manifest = json.dumps(said, ensure_ascii=False, indent=2).encode()
    entries = [Entry("manifest.json", [manifest], taken_at)]
    entries += [Entry(each["file"], _pieces(folder / each["file"]), taken_at) for each in content["tables"]]
    path = folder / "export.zip"
    with path.open("wb") as file:
        for piece in zipped(entries):
            file.write(piece)
    return path


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
    path.unlink()
