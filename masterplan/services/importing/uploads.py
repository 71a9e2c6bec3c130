"""An uploaded matrix between the steps of the page: kept, its columns corrected, imported or thrown away."""

from collections.abc import Mapping as Values
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.office_files import macros_refused
from core.uploads import MACROS
from masterplan.importing.columns import read_header
from masterplan.importing.mapping import Mapping
from masterplan.importing.reading import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, Table, read_tables
from masterplan.importing.vocabulary import YEARLY, Role
from masterplan.models.imports import PlanImport
from masterplan.services.importing.applying import apply_import, keep_upload
from masterplan.services.importing.placing import PillarMap, read_pillar_map
from masterplan.services.importing.preview import Preview, Source, check_years
from organizations import audit
from organizations.intake import take_in
from organizations.models import Region, User

_MONEY = (Role.BUDGET, Role.END_BUDGET)


@transaction.atomic
def accept_upload(
    region: Region,
    *,
    title: str,
    start: int,
    end: int,
    name: str,
    content: bytes,
    by: User,
    pillars: tuple[str, bytes] | None = None,
) -> PlanImport:
    """Keep a file that can be opened as a table. Raises `Refused` for a wrong size, type or content."""
    check_years(start, end)
    check_file(name, len(content))
    take_in(content, by=by)
    if pillars:
        take_in(pillars[1], by=by, field="pillars")
    read_tables(content, filename=name)
    chosen = read_pillar_map(pillars[1], filename=pillars[0]).lines if pillars else {}
    upload = keep_upload(Source(content, name, region, title.strip(), start, end), by=by)
    upload.result = {"pillars": chosen}
    upload.store(by=by, reason="upload")
    audit.record(by, "plan_import.uploaded", upload, region=region, sha256=upload.sha256)
    return upload


def check_file(name: str, size: int) -> None:
    """Refuse what is too large or of another type before it is read."""
    if size > settings.PLAN_MAX_BYTES:
        raise Refused(
            _("The file has %(size)s; at most %(limit)s are accepted. Remove sheets and pictures that are not needed.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.PLAN_MAX_BYTES)},
            field="file",
        )
    if PurePath(name).suffix.lower().lstrip(".") in MACROS:
        raise Refused(macros_refused().message, field="file")
    if PurePath(name).suffix.lower() not in (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES):
        raise Refused(_("Only CSV and XLSX files can be read. Save the table as one of these."), field="file")


def tables_of(upload: PlanImport) -> list[Table]:
    """The tables of a kept file."""
    return read_tables(_content(upload), filename=upload.file_name)


def source_of(upload: PlanImport) -> Source:
    """What a kept file is read as: with the columns a person corrected, else as recognised."""
    lines = upload.result.get("pillars") or {}
    return Source(
        _content(upload),
        upload.file_name,
        upload.region,
        upload.title,
        upload.start_year,
        upload.end_year,
        mapping=upload.mapping or None,
        pillar_map=PillarMap(dict(lines)) if lines else None,
    )


@transaction.atomic
def point_at_header(upload: PlanImport, *, sheet: str, header_row: int, first_row: int, by: User) -> PlanImport:
    """Read the columns again below another header, or on another sheet (rows as a spreadsheet counts them)."""
    require_open(upload)
    table = next((table for table in tables_of(upload) if table.name == sheet), None)
    if table is None:
        raise Refused(_("The file has no sheet of this name."), field="sheet")
    if not 1 <= header_row < first_row <= len(table.rows):
        raise Refused(_("The header must stand above the first row of the plan, within the table."), field="header_row")
    upload.mapping = read_header(table, header_row - 1, first_row - 1, start=upload.start_year).as_json()
    upload.store(by=by, reason="columns")
    return upload


@transaction.atomic
def correct_columns(upload: PlanImport, mapping: Mapping, *, chosen: Values[str, str], by: User) -> PlanImport:
    """Keep what a person says the columns hold: `role-3`, `year-3`, `factor-3` and `repeated_once`."""
    require_open(upload)
    columns = tuple(
        replace(
            column,
            role=Role(chosen[f"role-{column.index}"]),
            year=_year(chosen.get(f"year-{column.index}", ""), Role(chosen[f"role-{column.index}"])),
            factor=_factor(chosen.get(f"factor-{column.index}", ""), Role(chosen[f"role-{column.index}"])),
            guessed=False,
        )
        if chosen.get(f"role-{column.index}") in Role.values
        else column
        for column in mapping.columns
    )
    if not any(column.role is Role.NAME for column in columns):
        raise Refused(_("One column must hold the programs."), field="columns")
    upload.mapping = replace(mapping, columns=columns, repeated_once="repeated_once" in chosen).as_json()
    upload.store(by=by, reason="columns")
    return upload


def import_upload(upload: PlanImport, *, by: User) -> tuple[Preview, PlanImport]:
    """Import a kept file."""
    require_open(upload)
    return apply_import(source_of(upload), by=by, upload=upload)


@transaction.atomic
def discard_upload(upload: PlanImport, *, by: User) -> None:
    """Throw an upload away that was not imported."""
    require_open(upload)
    audit.record(by, "plan_import.discarded", upload, region=upload.region, sha256=upload.sha256)
    upload.file.delete(save=False)
    upload.delete()


def require_open(upload: PlanImport) -> None:
    """An imported file stays as it was imported."""
    if upload.status != PlanImport.Status.UPLOADED:
        raise Refused(_("This file is imported already. Upload it again to import it in another way."))


def _content(upload: PlanImport) -> bytes:
    with upload.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _year(text: str, role: Role) -> int | None:
    if not text.strip() or role not in (*YEARLY, Role.BASELINE):
        return None
    if not text.strip().isdigit() or not 2000 <= int(text) <= 2100:
        raise Refused(_("“%(text)s” is no year between 2000 and 2100.") % {"text": text}, field="columns")
    return int(text)


def _factor(text: str, role: Role) -> Decimal:
    return Decimal(text) if role in _MONEY and text in ("1000", "1000000", "1000000000") else Decimal(1)
