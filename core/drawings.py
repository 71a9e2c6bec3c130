"""Whether a drawing (SVG) from outside may be drawn at all: no declarations, nothing that multiplies itself.

Parts of a drawing refer to each other; ten lines that each use the one before twice draw a thousand figures, forty a
billion. What a drawing would cost is counted before it is drawn.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from core.pictures import NoPicture

MOST_PARTS, MOST_DRAWN, DEEPEST = 20_000, 100_000, 200
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE[^>]*\[|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
REFERENCE = re.compile(r"#([^\s\"')]{1,200})")


def require_simple(content: bytes) -> None:
    """Raise `NoPicture` for a drawing that declares entities or would cost too much to draw; scripts are not run."""
    if DECLARATIONS.search(content):
        raise NoPicture("declarations")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NoPicture(str(problem)) from problem
    _Cost(root).require()


class _Cost:
    """What each part draws, with all that it refers to."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.named: dict[str, Any] = {}
        self.known: dict[int, int] = {}
        self.parts = list(islice(root.iter(), MOST_PARTS + 1))  # held, so that each keeps its identity
        if len(self.parts) > MOST_PARTS:
            raise NoPicture("too many parts")
        for part in self.parts:
            if name := part.get("id"):
                self.named.setdefault(name, part)

    def require(self) -> None:
        """Raise `NoPicture` when it is too much, or refers to itself."""
        self._of(self.root, 0)

    def _of(self, part: Any, depth: int) -> int:
        key = id(part)
        if key in self.known:
            if self.known[key] < 0:
                raise NoPicture("refers to itself")
            return self.known[key]
        if depth > DEEPEST:
            raise NoPicture("too deep")
        self.known[key] = -1
        total = 1 + sum(self._of(each, depth + 1) for each in (*part, *self._meant(part)))
        if total > MOST_DRAWN:
            raise NoPicture("too much to draw")
        self.known[key] = total
        return total

    def _meant(self, part: Any) -> list[Any]:
        texts = [str(value) for value in part.attrib.values()]
        names = {name for text in texts for name in REFERENCE.findall(text)}
        return [self.named[name] for name in names if name in self.named]
