"""A paper of a page or two: only the facts that its reader needs, and where it comes from in three lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from core.documents import Document, Section, Text
from monev.reports.catalogue.base import Data, Frame
from monev.reports.catalogue.frame_parts import moment_text, place_and_date, report_document
from monev.reports.catalogue.quarterly.summary import basis


def brief_document(title: str, data: Data, frame: Frame, sections: Sequence[Section], *, subtitle: str) -> Document:
    """The whole paper; number and date stand there where they were entered."""
    made = report_document(title, data, frame, [*sections, _origin(data, frame)], subtitle=subtitle)
    return replace(made, brief=True, head=_head(data, frame))


def _head(data: Data, frame: Frame) -> list[tuple[str, str]]:
    facts = []
    if frame.number:
        facts += [(gettext("Number"), frame.number), (gettext("Date"), place_and_date(frame))]
    if period := data.get("period"):
        state = (
            gettext("locked: the reports behind it no longer change")
            if period["is_locked"]
            else gettext("not locked yet")
        )
        facts.append((gettext("Period"), f"{period['label']} ({state})"))
    facts.append((gettext("Compiled on"), _compiled(data, frame)))
    facts.append((gettext("Basis"), basis(data)))
    return facts


def _compiled(data: Data, frame: Frame) -> str:
    moment = moment_text(data, datetime.fromisoformat(data["taken_at"]))
    edition = gettext("edition %(number)s") % {"number": frame.edition}
    return moment if frame.edition == 1 else f"{moment} · {edition}"


def _origin(data: Data, frame: Frame) -> Section:
    """What the figures were compiled from; the check code stands below."""
    parts = [gettext("Compiled from a snapshot that no longer changes (SHA-256 %(sha)s).") % {"sha": frame.sha256}]
    if frame.rules:
        parts.append(gettext("Calculation rules %(rules)s.") % {"rules": frame.rules})
    parts.append(f"Portal Smart City {frame.code_version}.")
    return Section("", [Text(" ".join(parts), is_note=True)])
