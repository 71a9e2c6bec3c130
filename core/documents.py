"""What a document says, once, without a format: sections, tables with typed columns, charts, texts.

`core.typesetting` writes it as PDF, `core.spreadsheets` as XLSX; a new format needs no change where documents are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from core import formats

Kind = Literal["text", "count", "number", "percent", "points", "rupiah", "score", "index", "date", "state"]
Tone = Literal["good", "active", "warning", "bad", "none"]


@dataclass(frozen=True, slots=True)
class State:
    """A word with a tone; the tone becomes a colour and a sign, the word is always there.

    `code` is the same in every language, so that an address can name the state; `badge` names a sign of its own.
    """

    label: str
    tone: Tone = "none"
    code: str = ""
    badge: str = ""


Value = str | int | Decimal | date | State | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the rows, its heading, its kind and unit; `share` of the width against the others."""

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    share: int = 2

    @property
    def is_numeric(self) -> bool:
        return self.kind not in ("text", "state", "date")

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by column key; `name` is short and names the sheet. `total` is a last row that stands out."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Value]]
    total: Mapping[str, Value] | None = None
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and a text."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `is_note` sets it smaller."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing as SVG, with the words for those who do not see it."""

    title: str
    svg: str
    alternative: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with labelled paragraphs below it: what an OPD wrote about one subject."""

    heading: str
    lead: str
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Signature:
    """One block to sign: the place and date (or an introduction), the post; name, rank and number if known."""

    introduction: str
    post: str
    name: str = ""
    number: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Blocks side by side."""

    blocks: Sequence[Signature]


Block = Table | Facts | Text | Chart | Entry | Signatures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; a wide section is set across the page."""

    title: str
    blocks: Sequence[Block]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The few words a format needs of its own, in the language of the document."""

    contents: str
    page: str
    nothing: str = formats.NOTHING


@dataclass(frozen=True, slots=True)
class Letter:
    """The head of a letter: who writes, where and when; number, attachment, subject; to whom, line by line."""

    institution: str
    place_and_date: str
    particulars: Sequence[tuple[str, str]]
    addressee: Sequence[str]


@dataclass(frozen=True, slots=True)
class OfficialHead:
    """The head of an official paper: institution line by line, address, the arms (PNG or SVG; may be empty)."""

    institution: Sequence[str]
    address: str = ""
    arms: bytes = b""
    arms_alternative: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How a reader checks that the paper is genuine: the code in groups, the address it leads to, what to do."""

    code: str
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that goes with a document: its path inside an archive, its name in the storage, hash and size."""

    path: str
    stored: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: `mark` (such as 'example data') and `footer` stand on every page; `created` is seconds since 1970.

    With a `letter` the first section (its title may be empty) is the letter, the others are its appendix. With an
    `official` head the first page begins with it; with a `check` it carries a QR code.
    """

    title: str
    subtitle: str
    author: str
    language: str
    created: int
    head: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    words: Words
    footer: str = ""
    mark: str = ""
    mark_explained: str = ""
    keywords: Sequence[str] = field(default_factory=tuple)
    letter: Letter | None = None
    official: OfficialHead | None = None
    check: Check | None = None


def shown(value: Value, kind: Kind) -> str:
    """A cell as text, in the active language.

    >>> shown(Decimal("62.5"), "percent"), shown(None, "rupiah"), shown(State("Late", "warning"), "state")
    ('62,5 %', '–', 'Late')
    >>> shown(Decimal("3.28"), "score"), shown(date(2026, 11, 24), "date")
    ('3,28 / 4', '24 November 2026')
    """
    if isinstance(value, State):
        return value.label
    if value is None or value == "":
        return formats.NOTHING
    if kind in ("text", "state"):
        return str(value)
    return _FORMATS[kind](value)


_FORMATS = {
    "count": lambda value: formats.number(value, 0),
    "number": formats.number,
    "percent": formats.percent,
    "points": formats.points,
    "rupiah": formats.rupiah,
    "score": formats.score,
    "index": lambda value: formats.number(value, 2),
    "date": formats.longdate,
}
