"""The other files of the report and the evidence that goes with it, in one archive or, where it is large, in parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from core.documents import Attachment, Document
from core.packs import DAMAGED, MISSING, PRESENT, Line, Pack, now_and_then, write_pack
from monev.reports.writers import Writer, Writing


def _write(job: Writing) -> Sequence[Path]:
    document = job.document
    with override(document.language):
        pack = Pack(
            files=[*_reports(job.written), *job.attachments],
            created=document.created,
            about=_about(document),
            readme=lambda lines, part, count: _readme(document, lines, part, count),
            readme_name=gettext("README.txt"),
            headings={
                "path": gettext("Path in the archive"),
                "sha256": "SHA-256",
                "size": gettext("Size (bytes)"),
                "state": gettext("State of the file"),
                "part": gettext("Part"),
            },
            most_bytes=settings.REPORT_ARCHIVE_PART_BYTES,
            alive=now_and_then(job.alive),
        )
        return write_pack(pack, job.folder, "report")


def _reports(written: Sequence[Attachment]) -> list[Attachment]:
    """The files of the report itself, named for people: `format/part` becomes `laporan.pdf`, `laporan-2.pdf`."""
    found, report = [], gettext("report")
    for each in written:
        part = each.path.rpartition("/")[2]
        ending = PurePosixPath(each.stored).suffix
        stem = report if part == "1" else f"{report}-{part}"
        found.append(Attachment(f"{stem}{ending}", each.stored, each.sha256, each.size))
    return found


def _about(document: Document) -> dict[str, object]:
    """What the manifest says of the whole, for programs."""
    check = document.check
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "language": document.language,
        "mark": document.mark,
        "check": {"code": check.code, "address": check.address} if check else None,
    }


def _readme(document: Document, lines: Sequence[Line], part: int, count: int) -> str:
    """What this is, what is in it, what is not, and how one sees that nothing was changed."""
    paragraphs = [
        f"{document.title}\n{document.subtitle}",
        f"{document.mark}. {document.mark_explained}" if document.mark else "",
        _share(part, count),
        _counted(lines, part),
        _absent(lines),
        gettext(
            "manifest.csv and manifest.json list every file with its SHA-256 and size. Whether nothing was changed is "
            "checked with: sha256sum -c SHA256SUMS"
        ),
        f"{document.check.words}\n{document.check.code}\n{document.check.address}" if document.check else "",
    ]
    return "\n\n".join(filter(None, paragraphs)).replace("\n", "\r\n") + "\r\n"


def _share(part: int, count: int) -> str:
    if count == 1:
        return ""
    text = gettext("Part %(part)s of %(parts)s. Each part opens by itself; the first one lists the files of all parts.")
    return text % {"part": part, "parts": count}


def _counted(lines: Sequence[Line], part: int) -> str:
    own = [each for each in lines if each.part == part]
    text = ngettext("%(count)s file in this archive, %(size)s.", "%(count)s files in this archive, %(size)s.", len(own))
    return text % {"count": len(own), "size": filesizeformat(sum(each.size for each in own))}


def _absent(lines: Sequence[Line]) -> str:
    """Files that could not be packed, by name: nobody shall think that they are there."""
    words = {MISSING: gettext("missing in the store"), DAMAGED: gettext("changed in the store, left out")}
    absent = [f"- {each.path} ({words[each.state]})" for each in lines if each.state != PRESENT]
    if not absent:
        return ""
    return "\n".join([gettext("Not in the archive, although the report names them:"), *absent])


WRITER = Writer("zip", "ZIP", "application/zip", _("Packing the evidence"), _write, position=90, share=35)
