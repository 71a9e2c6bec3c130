"""Whether an uploaded file may be opened at all: its size, what it is, and what it would unpack to."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import PurePath
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.office_files import require_harmless
from core.uploads import MACROS

MOST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 500
"""Files inside the workbook. A workbook of 5,000 rows unpacks to about 15 MB in 20 files."""
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK = 256 * 1024
ENCRYPTED = 1
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, NotImplementedError, EOFError)
"""What unpacking raises for files that are not what they should be."""


class Unsound(Refused):
    """The file as a whole is refused; the message says what to do."""


def require_sound(file: IO[bytes], *, name: str, size: int, most_bytes: int) -> None:
    """Raise `Unsound` for what is no plain XLSX: another type, a password, macros, too large packed or unpacked."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix in MACROS:
        raise Unsound(_("Workbooks with macros are not accepted. Save it as XLSX and upload that."), field="file")
    if suffix != "xlsx":
        raise Unsound(
            _("Only the workbook of entry as XLSX can be read. Save it as “Excel workbook (.xlsx)” and upload that."),
            field="file",
        )
    if size > most_bytes:
        raise Unsound(
            _("The file has %(size)s; at most %(limit)s are accepted. Remove sheets and pictures of your own.")
            % {"size": filesizeformat(size), "limit": filesizeformat(most_bytes)},
            field="file",
        )
    file.seek(0)
    if file.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
        raise Unsound(
            _("The workbook has a password, or is in the old format XLS. Save it as XLSX without a password."),
            field="file",
        )
    _require_parts(file)
    try:
        require_harmless(file, other_books=True)
    except Refused as refused:
        raise Unsound(refused.message, field="file") from refused


def _require_parts(file: IO[bytes]) -> None:
    """Unpack everything once without keeping it: what a header promises is not believed."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _require_kind(parts)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _too_large()
            left = MOST_UNPACKED
            for part in parts:
                left = _unpacked(archive, part, left)
    except _DAMAGED as problem:
        raise Unsound(
            _("The file is named XLSX but is no workbook, or is damaged. Open it, save it again, and upload that."),
            field="file",
        ) from problem


def _require_kind(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Unsound(_("The workbook has a password. Save it without one."), field="file")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Unsound(_("The file is named XLSX but is no workbook."), field="file")
    if any("vbaproject" in name.lower() for name in names):
        raise Unsound(_("Workbooks with macros are not accepted. Save it as XLSX and upload that."), field="file")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large()
    return left


def _too_large() -> Unsound:
    return Unsound(_("The workbook is too large when unpacked. Remove sheets and pictures of your own."), field="file")
