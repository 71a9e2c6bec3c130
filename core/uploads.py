"""What an uploaded file really is: its size, its SHA-256, whether its content is what its name says, and that it does
nothing by itself. The one door for files that people bring; docs/files.md lists where they come in.

Accepted: PDF, JPEG, PNG, WebP, DOCX, XLSX, PPTX, CSV, TXT. Files with macros, scripts or files inside, archives,
programs, drawings (SVG) and web pages are not. A picture is written anew before it is kept (`Upload.kept`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import filetype
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core import antivirus, office_files, pdf_screening
from core.errors import Refused
from core.photos import Photo, Place, written_anew
from core.pictures import NoPicture

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
    """A file that passed: cleaned name, type, size and SHA-256 of what was received."""

    name: str
    extension: str
    content_type: str
    size: int
    sha256: str
    is_scanned: bool = True
    """No while files are looked at by an antivirus daemon that did not answer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored and handed out: the file as it came, or a picture written anew; what the camera said of it."""

    content: File[Any]
    size: int
    sha256: str
    taken_at: datetime | None = None
    place: Place | None = None


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
    if filetype.guess(head) is not None or b"\x00" in head or _PAGE.match(head):
        return False
    file.seek(0)
    return all(not _CONTROLS.search(chunk) and not _PROGRAM_CALL.search(chunk) for chunk in file.chunks())


_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|<iframe|\{\\rtf|#!|%!PS)",
    re.IGNORECASE,
)
"""How pages, drawings, scripts and formatted texts begin, which a program would take for what they are."""
_PROGRAM_CALL = re.compile(rb"[=+@-][\w(]{0,40}\|[ \t]{0,4}'")
"""A formula that starts a program (DDE), such as =cmd|'/c calc'!A0."""
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
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
PICTURE_ENDINGS = tuple(ending for ending, kind in KINDS.items() if kind.content_type in PICTURES)
INLINE = frozenset({"application/pdf", *PICTURES})
"""Types that a browser shows by itself without running anything."""
MACROS = {"docm", "xlsm", "pptm", "xlsb", "dotm", "xltm", "ppsm"}
OLD_OFFICE = {"doc": "DOCX", "xls": "XLSX", "ppt": "PPTX"}


def inspect(file: File, *, max_bytes: int, kinds: Iterable[str] = (), may_wait: bool = False) -> Upload:
    """Everything known about an upload; raises `Refused` with what to do when it is not accepted.

    `kinds`: the endings that this door takes, all of `KINDS` if none is named. `may_wait`: an antivirus daemon that
    does not answer may be asked later, where the operator allows it (CLAMAV_WHEN_AWAY).
    """
    name = clean_name(file.name or "")
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    _check_size(file.size or 0, max_bytes)
    kind = _kind_of(extension, tuple(kinds) or tuple(KINDS))
    file.seek(0)
    head = file.read(HEAD)
    _check_content(file, head, kind, name)
    digest = _digest(file)
    return Upload(name, extension, kind.content_type, file.size or 0, digest, scanned(file, may_wait=may_wait))


def kept(file: File, upload: Upload) -> Kept:
    """What is to be stored of a file that passed. Raises `Refused` for a picture that cannot be read."""
    file.seek(0)
    if upload.content_type not in PICTURES:
        return Kept(file, upload.size, upload.sha256)
    photo = _anew(file.read(), upload.content_type)
    sha256 = hashlib.sha256(photo.content).hexdigest()
    content = ContentFile(photo.content, name=upload.name)
    return Kept(content, len(photo.content), sha256, photo.taken_at, photo.place)


def scanned(file: File, *, may_wait: bool = False) -> bool:
    """Whether the antivirus daemon, where there is one, knows nothing against the file. Raises `Refused`."""
    if not antivirus.is_used():
        return True
    file.seek(0)
    try:
        antivirus.scan(file.chunks())
    except antivirus.Infected as found:
        raise Refused(
            _("The antivirus program found “%(name)s” in this file: it is not accepted. Have the device checked.")
            % {"name": found.name}
        ) from found
    except antivirus.Unreachable as problem:
        if may_wait and settings.CLAMAV_WHEN_AWAY == "accept":
            return False
        raise Refused(
            _("Files cannot be checked for viruses at the moment, so none is accepted. Try again in a few minutes.")
        ) from problem
    finally:
        file.seek(0)
    return True


def refuse_by_name(name: str, size: int, *, max_bytes: int) -> None:
    """Raise `Refused` for what can be told before any byte arrives: its size and the type that its name says."""
    _check_size(size, max_bytes)
    _kind_of(PurePosixPath(clean_name(name)).suffix.lstrip(".").lower(), tuple(KINDS))


def clean_name(name: str) -> str:
    """The last part of a name without path, control and direction characters, and not one that Windows keeps for
    devices; its ending stays.

    >>> [clean_name(name) for name in ("C:\\\\data\\\\foto posyandu.JPG", "../../etc/passwd", "...", "nul.pdf")]
    ['foto posyandu.JPG', 'passwd', 'file', '_nul.pdf']
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    clean = _UNSAFE.sub("_", visible).strip(" .")
    suffix = PurePosixPath(clean).suffix[:10]
    stem = clean.removesuffix(suffix) if suffix else clean
    stem = f"_{stem}" if stem.split(".")[0].strip().upper() in _DEVICES else stem
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


def _kind_of(extension: str, accepted: tuple[str, ...]) -> Kind:
    if extension in MACROS:
        raise office_files.macros_refused()
    if extension in OLD_OFFICE:
        raise Refused(
            _("The old format %(old)s is not accepted. Save the file as %(new)s or PDF.")
            % {"old": extension.upper(), "new": OLD_OFFICE[extension]}
        )
    if extension not in accepted:
        labels = sorted({KINDS[each].label for each in accepted})
        raise Refused(
            _("Files of the type “%(type)s” are not accepted. Accepted are %(accepted)s.")
            % {"type": extension or "?", "accepted": ", ".join(labels)}
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
    if kind.content_type.startswith(OFFICE):
        office_files.require_harmless(file)
    elif kind.content_type == "application/pdf":
        _check_pdf(file)


def _check_pdf(file: Any) -> None:
    file.seek(0)
    found = pdf_screening.screened(file.read())
    if found == pdf_screening.LOCKED:
        raise Refused(_("The file has a password. Save it without one, and upload that."))
    if found == pdf_screening.ACTIVE_FOUND:
        raise Refused(
            _(
                "This PDF runs scripts, opens addresses by itself, or holds other files. Print it as PDF, and upload "
                "that."
            )
        )
    if found == pdf_screening.BROKEN:
        raise Refused(_("The file is damaged. Open it, save it again, and upload that."))


def _anew(content: bytes, content_type: str) -> Photo:
    try:
        return written_anew(content, content_type)
    except NoPicture as problem:
        raise Refused(
            _("This picture cannot be read, or is too large to be shown. Open it, save it again, and upload that.")
        ) from problem


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
