"""Legal documents, meetings and the list of evidence; the files that go into the archive."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from core import formats
from core.documents import Attachment, Column, Section, Table, Text, Value
from masterplan.models.preparation import LegalDocument
from monev.monitoring.models.evidence import Evidence
from monev.reports.catalogue.annual.reading import counted, day, numbered
from monev.reports.catalogue.base import Data


def sections(data: Data) -> Sequence[Section]:
    """Documents and meetings, then the evidence."""
    papers = Section(gettext("Legal documents and meetings"), [_documents(data), _meetings(data)], wide=True)
    text = gettext(
        "Each file is in the archive that goes with this report, at the path given here; its SHA-256 tells whether it "
        "is still the same file."
    )
    return [papers, Section(gettext("List of evidence"), [Text(text), _evidence(data)], wide=True)]


def attachments_of(data: Data) -> list[Attachment]:
    """Every file that the report names, each content once."""
    rows = [*data["evidence"], *data["documents"], *data["meetings"]]
    found = {
        each["path"]: Attachment(each["path"], each["stored"], each["sha256"], each["size"])
        for each in rows
        if each["stored"]
    }
    return [found[path] for path in sorted(found)]


def _documents(data: Data) -> Table:
    kinds = {str(each): str(each.label) for each in LegalDocument.Kind}
    return Table(
        name=gettext("Legal documents"),
        title=gettext("Legal documents"),
        columns=[
            Column("year", gettext("Year")),
            Column("kind", gettext("Kind"), share=4),
            Column("number", gettext("Number"), share=3),
            Column("title", gettext("Title"), share=7),
            Column("dated_on", gettext("Date"), "date", share=3),
            Column("place", gettext("File or link"), share=6),
        ],
        rows=[
            {
                "year": str(each["year"]),
                "kind": kinds[each["kind"]],
                "number": each["number"],
                "title": each["title"],
                "dated_on": day(each["dated_on"]),
                "place": each["path"] or each["link"],
            }
            for each in data["documents"]
        ],
        empty=gettext("No legal document is entered up to this year."),
    )


def _meetings(data: Data) -> Table:
    return Table(
        name=gettext("Meetings"),
        title=gettext("Meetings held in the year"),
        columns=[
            Column("held_on", gettext("Date"), "date", share=3),
            Column("council", gettext("Council"), share=5),
            Column("agenda", gettext("Agenda"), share=6),
            Column("came", gettext("Attendance"), share=2),
            Column("decisions", gettext("Decisions"), share=9),
            Column("place", gettext("Minutes"), share=5),
        ],
        rows=[
            {
                "held_on": day(each["held_on"]),
                "council": each["council"],
                "agenda": each["agenda"],
                "came": counted(each["came"], each["asked"]) if each["asked"] else formats.NOTHING,
                "decisions": numbered(each["decisions"]) if each["decisions"] else "",
                "place": each["path"],
            }
            for each in data["meetings"]
        ],
        empty=gettext("No meeting was held in this year."),
    )


def _evidence(data: Data) -> Table:
    kinds = {str(each): str(each.label) for each in Evidence.Kind}
    return Table(
        name=gettext("Evidence"),
        title=gettext("Evidence by OPD"),
        columns=[
            Column("agency", gettext("OPD"), share=4),
            Column("title", gettext("Title"), share=5),
            Column("kind", gettext("Kind"), share=3),
            Column("dated_on", gettext("Date"), "date", share=3),
            Column("proves", gettext("What it proves"), share=8),
            Column("place", gettext("File or link"), share=6),
            Column("sha256", "SHA-256", share=6),
        ],
        rows=[_piece(each, kinds) for each in data["evidence"]],
        empty=gettext("No evidence is given for this year."),
    )


def _piece(each: Data, kinds: dict[str, str]) -> dict[str, Value]:
    return {
        **{key: each[key] for key in ("agency", "title", "sha256")},
        "kind": kinds[each["kind"]],
        "dated_on": day(each["dated_on"]),
        "proves": "\n".join(each["proves"]),
        "place": each["path"] or each["link"],
    }
