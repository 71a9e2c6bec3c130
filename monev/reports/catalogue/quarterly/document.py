"""The whole quarterly report as a document: official head, sections, where it comes from, signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from core import formats
from core.documents import Document, Facts, Section, Signature, Signatures, Text, Words
from monev.reports.catalogue.base import Frame
from monev.reports.catalogue.quarterly import sections
from monev.reports.catalogue.quarterly.reading import Data

UNNUMBERED = "…… / …… / ……"


def quarterly_document(data: Data, frame: Frame, *, alive: Callable[[], None] = lambda: None) -> Document:
    """The report from its snapshot only. `alive` is called between the sections."""
    with override(data["language"]):
        made = []
        for maker in sections.MAKERS:
            if section := maker(data):
                made.append(section)
            alive()
        taken = datetime.fromisoformat(data["taken_at"])
        mark, explained = _mark(data)
        return Document(
            title=gettext("Quarterly monev report"),
            subtitle=gettext("%(region)s, %(period)s") % {"region": data["region"]["name"], "period": _label(data)},
            author=data["region"]["name"],
            language=data["language"],
            created=int(taken.timestamp()),
            head=_head(data, taken),
            sections=[*made, _origin(data, frame.sha256, taken), _signatures(data, taken)],
            words=Words(gettext("Contents"), gettext("Page {page} of {pages}")),
            footer=gettext("Snapshot %(sha)s") % {"sha": frame.sha256[:16]},
            mark=mark,
            mark_explained=explained,
            keywords=["monev", "smart city", data["region"]["code"], _label(data)],
        )


def _label(data: Data) -> str:
    return str(data["period"]["label"])


def _local(data: Data, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(data["region"]["time_zone"]))


def _head(data: Data, taken: datetime) -> list[tuple[str, str]]:
    region, period = data["region"], data["period"]
    state = (
        gettext("locked: the reports behind it no longer change") if period["is_locked"] else gettext("not locked yet")
    )
    return [
        (gettext("Number"), UNNUMBERED),
        (gettext("Region"), f"{region['name']} ({region['code']})"),
        (gettext("Province"), region["province"]),
        (gettext("Period"), f"{_label(data)} ({state})"),
        (gettext("Position of"), formats.longdate(date.fromisoformat(period["last_day"]))),
        (gettext("Compiled on"), _moment(data, taken)),
        (gettext("Basis"), sections.basis(data)),
    ]


def _moment(data: Data, moment: datetime) -> str:
    local = _local(data, moment)
    return f"{formats.longdate(local.date())} {local:%H:%M} ({data['region']['time_zone']})"


def _mark(data: Data) -> tuple[str, str]:
    """Shown on every page when anything in it was made up for the demonstration."""
    count = data["examples"]
    if not count["rows"] and not data["region"]["is_example"]:
        return "", ""
    explained = (
        gettext("%(rows)s of %(of)s rows in this report were made up for the demonstration; they are no facts.") % count
    )
    return gettext("Example data"), explained


def _origin(data: Data, sha256: str, taken: datetime) -> Section:
    """How one knows that it is true: what the report was compiled from."""
    facts = Facts(
        [
            (gettext("Snapshot (SHA-256)"), sha256),
            (gettext("Snapshot taken"), _moment(data, taken)),
            (gettext("Calculation rules"), data["rules"]["version"]),
            (gettext("Software"), f"Portal Smart City {data['code_version']}"),
        ]
    )
    text = gettext(
        "This report was compiled from a snapshot that no longer changes. A correction is a new report; this one stays "
        "as it is."
    )
    return Section(gettext("Origin of the figures"), [Text(text), facts])


def _signatures(data: Data, taken: datetime) -> Section:
    day = formats.longdate(_local(data, taken).date())
    place = data["region"]["name"]
    blocks = [
        Signature(gettext("Acknowledged by"), gettext("Chair of the Smart City Council"), number="NIP"),
        Signature(f"{place}, {day}", gettext("Head of the implementation team"), number="NIP"),
    ]
    return Section(gettext("Approval"), [Signatures(blocks)])
