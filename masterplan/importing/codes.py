"""The code of a row: cleaned, and what level of the plan it names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from masterplan.importing.reading import Cell, as_text

_ROMAN = re.compile(r"^(?=[IVXLC])(X{0,3})(IX|IV|V?I{0,3})$")
_NUMERIC = re.compile(r"^(?:\d{1,4}|X{1,2}|x{1,2})(?:\.(?:\d{1,5}|X{1,2}|x{1,2}))*$")
_OFFICIAL = re.compile(r"^(?:\d|X)\.(?:\d\d|XX)\.\d\d$")
PROGRAM_DEPTH = 3
"""Official codes: 1 urusan, 1.02 field, 1.02.03 program, 1.02.03.2.01 activity, 1.02.03.2.01.0001 sub-activity."""


@dataclass(frozen=True)
class Code:
    """A code as understood: `depth` counts its parts; 0 is a heading by roman numeral or letter."""

    text: str
    depth: int
    written: str
    odd: bool = False
    from_number: bool = False

    @property
    def cleaned(self) -> bool:
        """Whether more than a closing dot or spaces was changed."""
        return self.text != self.written.strip().rstrip(".")


def read_code(parts: Iterable[Cell], *, official: bool = True) -> Code | None:
    """The code in one or several cells; None when they are empty.

    >>> read_code(["1.01."]).text, read_code(["03.27.03"]).text, read_code(["II."]).depth
    ('1.01', '3.27.03', 0)
    """
    cells = [cell for cell in parts if as_text(cell) not in ("", "-")]
    if not cells:
        return None
    number = len(cells) == 1 and isinstance(cells[0], Decimal)
    written = ".".join(as_text(cell) for cell in cells)
    text = re.sub(r"\.+", ".", re.sub(r"\s*[.,\s/–-]\s*", ".", written.strip())).strip(".")
    if _ROMAN.match(text.upper()) or re.fullmatch(r"[A-Za-z]", text):
        return Code(text.upper(), 0, written)
    if not _NUMERIC.match(text):
        known = re.match(r"^(?:\d+|X{1,2})(?:\.(?:\d+|X{1,2}))*", text)
        return Code(written.strip(), known[0].count(".") + 1 if known else 0, written, odd=True)
    segments = text.upper().split(".")
    if official and len(segments) > 1 and re.fullmatch(r"0\d", segments[0]):
        segments[0] = segments[0][1:]
    if number and official and len(segments) == 2 and len(segments[1]) == 1:
        return Code(f"{segments[0]}.{segments[1]}0", 2, written, from_number=True)
    return Code(".".join(segments), len(segments), written)


def program_depth(rows: Iterable[tuple[Code, str, bool]]) -> int:
    """How many parts the code of a program has in this file, from (code, name, has an indicator) of its rows."""
    rows = [row for row in rows if row[0].depth > 0]
    named = Counter(code.depth for code, name, _i in rows if name.strip().lower().startswith("program "))
    if named and named.most_common(1)[0][1] >= max(2, sum(named.values()) / 2):
        return named.most_common(1)[0][0]
    if any(_OFFICIAL.match(code.text) for code, _n, _i in rows):
        return PROGRAM_DEPTH
    with_indicator = Counter(code.depth for code, _n, has in rows if has)
    return with_indicator.most_common(1)[0][0] if with_indicator else PROGRAM_DEPTH
