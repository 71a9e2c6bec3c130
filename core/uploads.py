"""What an uploaded file really is: its size, its SHA-256, and whether its content is what its name says.

Accepted: PDF, JPEG, PNG, WebP, DOCX, XLSX, PPTX, CSV, TXT. Files with macros, archives, programs and web pages are not.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import filetype
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

HEAD = 8192
LONGEST_NAME = 150
LONGEST_FOLDER = 60
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
OFFICE = "application/vnd.openxmlformats-officedocument."
_UNSAFE = re.compile(r'[\\/:*?"<>|]+')


class Kind(NamedTuple):
    """An accepted type: what it is called, how it is served, and how its content is recognised."""

    label: str
    content_type: str
    is_it: Callable[[Any, bytes], bool]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed: cleaned name, type, size and hash."""

    name: str
    extension: str
    content_type: str
    size: int
    sha256: str


def _is_pdf(file: Any, head: bytes) -> bool:
    return head.startswith(b"%PDF-")


def _is_image(mime: str) -> Callable[[Any, bytes], bool]:
    def is_it(file: Any, head: bytes) -> bool:
        return bool(filetype.guess_mime(head) == mime)

    return is_it


def _is_office(folder: str) -> Callable[[Any, bytes], bool]:
    def is_it(file: Any, head: bytes) -> bool:
        names = _members(file)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return is_it


def _is_text(file: Any, head: bytes) -> bool:
    """Readable characters only; nothing that a known program format begins with."""
    if filetype.guess(head) is not None or b"\x00" in head:
        return False
    file.seek(0)
    return all(not _CONTROLS.search(chunk) for chunk in file.chunks())


_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_JPEG = Kind("JPEG", "image/jpeg", _is_image("image/jpeg"))
KINDS = {
    "pdf": Kind("PDF", "application/pdf", _is_pdf),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("PNG", "image/png", _is_image("image/png")),
    "webp": Kind("WebP", "image/webp", _is_image("image/webp")),
    "docx": Kind("Word (DOCX)", f"{OFFICE}wordprocessingml.document", _is_office("word/")),
    "xlsx": Kind("Excel (XLSX)", f"{OFFICE}spreadsheetml.sheet", _is_office("xl/")),
    "pptx": Kind("PowerPoint (PPTX)", f"{OFFICE}presentationml.presentation", _is_office("ppt/")),
    "csv": Kind("CSV", "text/csv", _is_text),
    "txt": Kind("TXT", "text/plain", _is_text),
}
ACCEPT = ",".join(f".{extension}" for extension in KINDS)
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
"""Types that a browser shows by itself without running anything."""
MACROS = {"docm", "xlsm", "pptm", "xlsb", "dotm", "xltm", "ppsm"}
OLD_OFFICE = {"doc": "DOCX", "xls": "XLSX", "ppt": "PPTX"}


def inspect(file: File, *, max_bytes: int) -> Upload:
    """Everything known about an upload; raises `Refused` with what to do when it is not accepted."""
    name = clean_name(file.name or "")
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    _check_size(file.size or 0, max_bytes)
    kind = _kind_of(extension)
    file.seek(0)
    head = file.read(HEAD)
    _check_content(file, head, kind, name)
    return Upload(name, extension, kind.content_type, file.size or 0, _digest(file))


def refuse_by_name(name: str, size: int, *, max_bytes: int) -> None:
    """Raise `Refused` for what can be told before any byte arrives: its size and the type that its name says."""
    _check_size(size, max_bytes)
    _kind_of(PurePosixPath(clean_name(name)).suffix.lstrip(".").lower())


def clean_name(name: str) -> str:
    """The last part of a name without path, control and direction characters; its ending stays.

    >>> clean_name("C:\\\\data\\\\foto posyandu.JPG"), clean_name("../../etc/passwd"), clean_name("...")
    ('foto posyandu.JPG', 'passwd', 'file')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    clean = _UNSAFE.sub("_", visible).strip(" .")
    suffix = PurePosixPath(clean).suffix[:10]
    stem = clean.removesuffix(suffix) if suffix else clean
    return (stem[: LONGEST_NAME - len(suffix)] + suffix) or "file"


def clean_folder(name: str) -> str:
    """A name for a folder: as `clean_name`, short, and not one that Windows keeps for devices.

    >>> clean_folder("Dinas Kesehatan / RSUD"), clean_folder("../.."), clean_folder("CON")
    ('Dinas Kesehatan _ RSUD', 'file', '_CON')
    """
    visible = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] != "C")
    clean = _UNSAFE.sub("_", visible)[:LONGEST_FOLDER].strip(" .") or "file"
    clean = clean if clean.strip("_. ") else "file"
    return f"_{clean}" if clean.split(".")[0].upper() in _DEVICES else clean


def _check_size(size: int, max_bytes: int) -> None:
    if not size:
        raise Refused(_("This file is empty. Open it to see whether it was saved, and choose it again."))
    if size > max_bytes:
        raise Refused(
            _("This file has %(size)s; at most %(limit)s are accepted. Make it smaller, or give a link to it instead.")
            % {"size": filesizeformat(size), "limit": filesizeformat(max_bytes)}
        )


def _kind_of(extension: str) -> Kind:
    if extension in MACROS:
        raise Refused(_("Files with macros are not accepted. Save it without macros, or as PDF."))
    if extension in OLD_OFFICE:
        raise Refused(
            _("The old format %(old)s is not accepted. Save the file as %(new)s or PDF.")
            % {"old": extension.upper(), "new": OLD_OFFICE[extension]}
        )
    if extension not in KINDS:
        raise Refused(
            _("Files of the type “%(type)s” are not accepted. Accepted are %(accepted)s.")
            % {"type": extension or "?", "accepted": ", ".join(sorted({kind.label for kind in KINDS.values()}))}
        )
    return KINDS[extension]


def _check_content(file: Any, head: bytes, kind: Kind, name: str) -> None:
    if not kind.is_it(file, head):
        raise Refused(
            _(
                "“%(name)s” is not what its name says: its content is not %(type)s. Open the file, save it again as "
                "%(type)s, and upload that."
            )
            % {"name": name, "type": kind.label}
        )
    if kind.content_type.startswith(OFFICE) and any("vbaproject" in each.lower() for each in _members(file)):
        raise Refused(_("Files with macros are not accepted. Save it without macros, or as PDF."))


def _members(file: Any) -> list[str]:
    """The names inside a zip; nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _digest(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
