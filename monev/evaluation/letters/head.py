"""What all letters of a stage share: language, number, date, signatory, the marks for drafts and example data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext

from core import formats
from core.documents import Signature, Signatures, Words
from monev.evaluation.models.rounds import RoundStage

LANGUAGE = "id"
"""Letters of the ministry are in Indonesian, whoever downloads them."""
LAYOUT = 1
"""Counts on when the layout changes: what was issued before stays as it was issued."""
UNNUMBERED = "……"


@dataclass(frozen=True, slots=True)
class Head:
    """The letter head of a stage; `is_draft` until it is published."""

    number: str
    date: date | None
    place: str
    post: str
    name: str
    nip: str
    kind: str
    round_name: str
    year: int
    is_draft: bool
    is_example: bool
    closed_at: datetime | None

    @property
    def place_and_date(self) -> str:
        day = formats.longdate(self.date) if self.date else UNNUMBERED
        return f"{self.place or UNNUMBERED}, {day}"

    @property
    def created(self) -> int:
        """The moment that files carry: the day of the letter, or of the close; never that of the download."""
        if self.date:
            return int(datetime.combine(self.date, time(), UTC).timestamp())
        return int(self.closed_at.timestamp()) if self.closed_at else 0

    @property
    def signatures(self) -> Signatures:
        number = f"NIP {self.nip}" if self.nip else ""
        return Signatures([Signature("", self.post or UNNUMBERED, self.name, number)])


def head_of(stage: RoundStage) -> Head:
    """The letter head of a stage with its round."""
    return Head(
        number=stage.letter_number,
        date=stage.letter_date,
        place=stage.letter_place,
        post=stage.signer_post,
        name=stage.signer_name,
        nip=stage.signer_nip,
        kind=stage.kind,
        round_name=stage.round.name,
        year=stage.round.year,
        is_draft=not stage.is_published,
        is_example=stage.is_example or stage.round.is_example,
        closed_at=stage.closed_at,
    )


def head_from(data: dict[str, Any]) -> Head:
    """The head again, from its plain data (`core.canonical.plain`)."""
    day, closed = data["date"], data["closed_at"]
    return Head(
        **data
        | {
            "date": date.fromisoformat(day) if day else None,
            "closed_at": datetime.fromisoformat(closed) if closed else None,
        }
    )


def stage_name(kind: str) -> str:
    """The stage in the active language."""
    return str(RoundStage.Kind(kind).label)


def mark_of(head: Head, data_is_example: bool) -> tuple[str, str]:
    """The mark on every page: draft, example data, or both; nothing on a published letter of real figures."""
    marks, words = [], []
    if head.is_draft:
        marks.append(gettext("Draft"))
        words.append(gettext("Not published; the letter may still change."))
    if head.is_example or data_is_example:
        marks.append(gettext("Example data"))
        words.append(gettext("Made up for the demonstration, not a fact."))
    return ", ".join(marks), " ".join(words)


def words() -> Words:
    return Words(gettext("Contents"), gettext("Page {page} of {pages}"))


def basis_of(head: Head, **more: Any) -> dict[str, Any]:
    """What a file is made from, to be named by its SHA-256."""
    own = {name: getattr(head, name) for name in ("number", "date", "place", "post", "name", "nip", "is_draft")}
    return {"layout": LAYOUT, **own, **more}
