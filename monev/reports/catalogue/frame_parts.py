"""What every report has in common: official head, number and date, origin of the figures, signatures, check code.

A report makes its sections and ends with

    return report_document(
        gettext("Quarterly monev report"), data, frame,
        [*made, origin_section(data, frame), signature_section(data, frame, signers)],
        subtitle=..., head=[...],
    )

All functions expect the language of the report to be active. `data` has `language`, `taken_at`, `examples`, `region`
(None for the nation) and, where there are such, `period` (`label`, `is_locked`) or `year`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.utils.translation import gettext

from core import formats
from core.documents import Check, Document, Facts, OfficialHead, Section, Signature, Signatures, Text, Words
from core.errors import Refused
from monev.reports.catalogue.base import Frame, Signer
from monev.reports.check_codes import shown_code
from monev.reports.labels import NATION_CLOCK

Data = Mapping[str, Any]

TO_FILL_IN = "…………………………"
"""A line to be filled in by hand."""
MOST_SIDE_BY_SIDE = 3


def report_document(
    report_title: str,
    data: Data,
    frame: Frame,
    sections: Sequence[Section],
    *,
    subtitle: str,
    head: Sequence[tuple[str, str]] = (),
) -> Document:
    """The whole report. `sections` are all of them, with origin and signatures; `head` are its own facts of the first
    page, which stand after those that all reports have."""
    mark, explained = example_mark(data)
    author = data["region"]["name"] if data.get("region") else data.get("ministry") or "Portal Smart City"
    footer = gettext("Check code %(code)s · edition %(edition)s")
    return Document(
        title=report_title,
        subtitle=subtitle,
        author=author,
        language=data["language"],
        created=int(_taken(data).timestamp()),
        head=[*head_facts(frame, data), *head],
        sections=sections,
        words=Words(gettext("Contents"), gettext("Page {page} of {pages}")),
        footer=footer % {"code": shown_code(frame.check_code), "edition": frame.edition},
        mark=mark,
        mark_explained=explained,
        keywords=["monev", "smart city", *([data["region"]["code"]] if data.get("region") else []), subtitle],
        official=official_head(frame),
        check=check_of(frame),
    )


def official_head(frame: Frame) -> OfficialHead | None:
    """The head that the region entered; None where it entered none. Raises `Refused` when its arms were changed."""
    lines = [line.strip() for line in frame.institution.splitlines() if line.strip()]
    if not lines:
        return None
    address = " · ".join(line.strip() for line in frame.address.splitlines() if line.strip())
    return OfficialHead(
        institution=lines,
        address=address,
        arms=_arms(frame),
        arms_alternative=gettext("Arms: %(institution)s") % {"institution": lines[0]} if frame.arms else "",
    )


def _arms(frame: Frame) -> bytes:
    """The arms as they were when the frame was taken."""
    if not frame.arms:
        return b""
    if not default_storage.exists(frame.arms):
        raise Refused(gettext("The arms of the region are no longer in the storage of the portal."))
    with default_storage.open(frame.arms) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != frame.arms_sha256:
        raise Refused(gettext("The stored arms of the region do not match their SHA-256."))
    return content


def check_of(frame: Frame) -> Check:
    """How a reader finds out whether the paper is genuine."""
    words = gettext("Scan the code, or type it at the address, to see whether this paper is genuine and the newest.")
    return Check(shown_code(frame.check_code), frame.check_url, words)


def council_signers() -> list[Signer]:
    """Who signs what goes to the council, where the region entered nobody."""
    return [
        Signer(gettext("Acknowledged by"), gettext("Chair of the Smart City Council")),
        Signer("", gettext("Head of the implementation team")),
    ]


def head_facts(frame: Frame, data: Data) -> list[tuple[str, str]]:
    """Number and date, region, period, edition, and when it was compiled."""
    facts = [(gettext("Number"), frame.number or TO_FILL_IN), (gettext("Date"), place_and_date(frame))]
    if data.get("region"):
        facts.append((gettext("Region"), f"{data['region']['name']} ({data['region']['code']})"))
        facts.append((gettext("Province"), data["region"]["province"]))
    facts += _of_when(data)
    facts.append((gettext("Edition"), _edition(frame)))
    facts.append((gettext("Compiled on"), moment_text(data, _taken(data))))
    return facts


def _of_when(data: Data) -> list[tuple[str, str]]:
    period = data.get("period")
    if not period:
        return [(gettext("Year"), str(data["year"]))] if data.get("year") else []
    if "is_locked" not in period:
        return [(gettext("Period"), period["label"])]
    locked, open_ = gettext("locked: the reports behind it no longer change"), gettext("not locked yet")
    return [(gettext("Period"), f"{period['label']} ({locked if period['is_locked'] else open_})")]


def _edition(frame: Frame) -> str:
    if frame.edition == 1:
        return "1"
    return gettext("%(number)s (replaces the editions before it)") % {"number": frame.edition}


def place_and_date(frame: Frame) -> str:
    """`Taliwang, 6 October 2026`; what was not entered is left to be filled in."""
    day = formats.longdate(date.fromisoformat(frame.dated_on)) if frame.dated_on else TO_FILL_IN
    return f"{frame.place or TO_FILL_IN}, {day}"


def moment_text(data: Data, moment: datetime) -> str:
    """`6 October 2026 11.00 WITA`: on the clocks of the region; of the nation, of Jakarta."""
    zone = data["region"]["time_zone"] if data.get("region") else NATION_CLOCK
    local = moment.astimezone(ZoneInfo(zone))
    return f"{formats.longdate(local.date())} {local:%H.%M} {local.tzname()}"


def example_mark(data: Data) -> tuple[str, str]:
    """Shown on every page when anything in it was made up for the demonstration: the mark, and its explanation."""
    count, region = data["examples"], data.get("region")
    if not count["rows"] and not (region and region["is_example"]):
        return "", ""
    explained = gettext("%(rows)s of %(of)s rows in this report were made up for the demonstration; they are no facts.")
    return gettext("Example data"), explained % {"rows": count["rows"], "of": count["of"]}


def origin_section(data: Data, frame: Frame) -> Section:
    """How one knows that it is true: what the report was compiled from."""
    facts = [
        (gettext("Snapshot (SHA-256)"), frame.sha256),
        (gettext("Snapshot taken"), moment_text(data, _taken(data))),
        *([(gettext("Calculation rules"), frame.rules)] if frame.rules else []),
        (gettext("Software"), f"Portal Smart City {frame.code_version}"),
        (gettext("Edition"), _edition(frame)),
        (gettext("Check code"), f"{shown_code(frame.check_code)} – {frame.check_url}"),
    ]
    text = gettext(
        "This report was compiled from a snapshot that no longer changes. A correction is a new edition; this one "
        "stays as it is."
    )
    return Section(gettext("Origin of the figures"), [Text(text), Facts(facts)])


def signature_section(data: Data, frame: Frame, defaults: Sequence[Signer]) -> Section:
    """Who signs: those that the region entered, else the posts in `defaults`. The last block has place and date."""
    signers = list(frame.signers or defaults)
    blocks = [_block(each, frame, dated=each is signers[-1]) for each in signers]
    rows = [blocks[at : at + MOST_SIDE_BY_SIDE] for at in range(0, len(blocks), MOST_SIDE_BY_SIDE)]
    return Section(gettext("Approval"), [Signatures(row) for row in rows])


def _block(signer: Signer, frame: Frame, *, dated: bool) -> Signature:
    introduction = [
        *([place_and_date(frame)] if dated else []),
        *([signer.introduction] if signer.introduction else []),
    ]
    return Signature(
        introduction="\n".join(introduction),
        post=signer.post,
        name=signer.name,
        number=f"NIP {signer.nip or TO_FILL_IN}",
        rank=signer.rank,
    )


def _taken(data: Data) -> datetime:
    return datetime.fromisoformat(data["taken_at"])
