"""Invitations from a file: CSV or XLSX, one a row, in any order of columns; each row is judged, none is saved alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.giving import needs_agency
from accounts.services.inviting import Wanted
from core.errors import Refused
from core.uploads import inspect
from organizations.models import Agency, Region
from organizations.roles import Role

HEAD = ("surel", "nama", "peran", "opd", "mulai", "sampai")
NAMES: Mapping[str, str] = {
    **dict.fromkeys(("e-mail", "email", "surel", "alamat surel"), "email"),
    **dict.fromkeys(("nama", "name"), "name"),
    **dict.fromkeys(("peran", "role"), "role"),
    **dict.fromkeys(("opd", "kode opd", "agency"), "agency"),
    **dict.fromkeys(("mulai", "dari", "from"), "starts_on"),
    **dict.fromkeys(("sampai", "hingga", "until"), "ends_on"),
}
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it asks for, or what is wrong with it."""

    number: int
    email: str
    name: str
    wanted: Wanted | None = None
    problem: str = ""


def example_rows(roles: Sequence[Role]) -> list[list[str]]:
    """Rows that show how the file is filled in."""
    today = timezone.localdate().isoformat()
    made = [["nama.orang@contoh.go.id", "Contoh Nama Orang", str(roles[0].label), "", today, ""]] if roles else []
    if roles and needs_agency(roles[0]):
        made[0][3] = "DINKES"
    return made


def read_lines(file: File, region: Region | None, roles: Sequence[Role]) -> list[Line]:
    """Every row, judged. Raises `Refused` (`file`) where the file itself cannot be read."""
    rows = list(_rows(file))
    if not rows:
        raise Refused(_("The file is empty."), field="file")
    columns = [NAMES.get(str(each).strip().lower(), "") for each in rows[0]]
    if missing := [name for name in ("email", "name", "role") if name not in columns]:
        words = {"columns": ", ".join(HEAD), "missing": ", ".join(missing)}
        raise Refused(_("The first row must name the columns %(columns)s; missing: %(missing)s.") % words, field="file")
    filled = [(at, row) for at, row in enumerate(rows[1:], start=2) if any(str(cell).strip() for cell in row)]
    if not filled:
        raise Refused(_("There is no row below the heading."), field="file")
    if len(filled) > settings.INVITATION_MOST_ROWS:
        raise Refused(_("At most %(most)s rows at once.") % {"most": settings.INVITATION_MOST_ROWS}, field="file")
    agencies = {agency.code.lower(): agency for agency in region.agencies.filter(archived_at=None)} if region else {}
    judged = [_line(at, dict(zip(columns, row, strict=False)), region, roles, agencies) for at, row in filled]
    return _without_doubles(judged)


def _rows(file: File) -> Iterator[list[Any]]:
    upload = inspect(file, max_bytes=MOST_BYTES)
    file.seek(0)
    if upload.extension == "csv":
        yield from _csv_rows(file.read())
    elif upload.extension == "xlsx":
        yield from _xlsx_rows(file)
    else:
        raise Refused(_("Choose a CSV or XLSX file."), field="file")


def _csv_rows(raw: bytes) -> Iterator[list[Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")


def _xlsx_rows(file: Any) -> Iterator[list[Any]]:
    import python_calamine  # heavy: only when a workbook is read

    try:
        yield from python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as problem:
        raise Refused(
            _("The workbook cannot be read. Open it in a spreadsheet, save it as XLSX again, and upload that."),
            field="file",
        ) from problem


def _line(
    at: int, row: dict[str, Any], region: Region | None, roles: Sequence[Role], agencies: Mapping[str, Agency]
) -> Line:
    cells = {name: _text(value) for name, value in row.items() if name}
    email, name = cells.get("email", "").lower(), cells.get("name", "")
    try:
        return Line(at, email, name, _wanted(cells, row, region, roles, agencies))
    except Refused as problem:
        return Line(at, email, name, problem=str(problem.message))


def _wanted(
    cells: dict[str, str],
    row: dict[str, Any],
    region: Region | None,
    roles: Sequence[Role],
    agencies: Mapping[str, Agency],
) -> Wanted:
    email, name = cells.get("email", "").lower(), cells.get("name", "")
    try:
        validate_email(email)
    except ValidationError as problem:
        raise Refused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from problem
    if not name or len(name) > 150:
        raise Refused(_("A name is needed, of at most 150 characters."))
    role = _role(cells.get("role", ""), roles)
    agency = agencies.get(cells.get("agency", "").lower()) if needs_agency(role) else None
    if needs_agency(role) and agency is None:
        raise Refused(_("“%(code)s” is not the code of an OPD of this region.") % {"code": cells.get("agency", "")})
    first = _day(row.get("starts_on")) or timezone.localdate()
    return Wanted(email, name, role, region, agency, first, _day(row.get("ends_on")))


def _role(text: str, roles: Sequence[Role]) -> Role:
    """By its name in any language, or its code."""
    wanted = text.strip().lower()
    for language, _name in settings.LANGUAGES:
        with override(language):
            named = {str(role.label).lower(): role for role in roles} | {role.value: role for role in roles}
        if wanted in named:
            return named[wanted]
    words = {"role": text, "roles": ", ".join(str(role.label) for role in roles)}
    raise Refused(_("“%(role)s” is not a role that you can give. Possible are: %(roles)s.") % words)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise Refused(_("“%(day)s” is not a day. Write 2026-11-29 or 29/11/2026.") % {"day": text})


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("\x00", "").split())


def _without_doubles(lines: Sequence[Line]) -> list[Line]:
    """The same address and role twice in one file: the second is a problem."""
    seen: dict[tuple[Any, ...], int] = {}
    found = []
    for line in lines:
        wanted = line.wanted
        key = (line.email, wanted.role, wanted.agency) if wanted else None
        if key in seen:
            words = {"row": seen[key]}
            line = Line(line.number, line.email, line.name, problem=_("The same as in row %(row)s.") % words)
        elif key:
            seen[key] = line.number
        found.append(line)
    return found
