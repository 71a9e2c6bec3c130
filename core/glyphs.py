"""Characters that the fonts at hand can draw: a PDF/UA with one that they cannot is refused as a whole.

People type emoji, and paste Chinese and control characters. Each becomes `□`, so that a reader sees that something
stood there; without this, one emoji in the words of one OPD would keep a whole region from its report.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"
COMMON = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) | frozenset("\n\t–—‘’“”•…→●►▲■□")
"""Drawn for certain, so never asked about."""
MOST_ASKED = 200
"""Characters that are tried one by one in a document; a text of more strange ones is in a script we do not set."""
PROBE = b"""#set document(title: "-")
#set text(font: "Liberation Sans")
= -
#sys.inputs.text"""


def drawable(data: Any) -> Any:
    """Plain data (objects, lists, texts) with every text made drawable."""
    strange = _characters(data) - COMMON
    if not strange or _are_drawn("".join(sorted(strange))):
        return data
    in_order = sorted(strange)
    asked = {each: each if _are_drawn(each) else MISSING for each in in_order[:MOST_ASKED]}
    missing = str.maketrans(asked | dict.fromkeys(in_order[MOST_ASKED:], MISSING))
    return _translated(data, missing)


@lru_cache(maxsize=4096)
def _are_drawn(text: str) -> bool:
    """Whether all of these characters can be drawn; typst is asked, which has fonts of its own beside ours."""
    import typst

    if any("\ud800" <= each <= "\udfff" for each in text):
        return False
    compiled: Any = typst.compile  # its stubs want the source and the folders to be of one type
    try:
        compiled(PROBE, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards="ua-1", sys_inputs={"text": text})
    except typst.TypstError:
        return False
    return True


def _characters(data: Any) -> set[str]:
    if isinstance(data, str):
        return set(data)
    parts = data.values() if isinstance(data, Mapping) else data if isinstance(data, list | tuple) else ()
    found: set[str] = set()
    for each in parts:
        found |= _characters(each)
    return found


def _translated(data: Any, table: dict[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, Mapping):
        return {key: _translated(value, table) for key, value in data.items()}
    return [_translated(each, table) for each in data] if isinstance(data, list | tuple) else data
