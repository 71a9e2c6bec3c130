"""The table of contents of a text document: a real field, filled in already, and the headings that it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips

from core.word_xml import Run, add_bookmark, add_runs, close_field, open_field, run_xml

FIELD = r'TOC \o "1-1" \h \z \u'


class Contents:
    """Headings of the first level, each with a bookmark, and the list of them.

    The list is filled in with links that work everywhere. Page numbers are known only to the word processor, which
    computes them when it opens the document (Word) or when it is told to (LibreOffice): until then there are none.
    """

    def __init__(self, made: Any, titles: Sequence[str]) -> None:
        self.made = made
        self.titles = titles
        self.written = 0

    def write(self, heading: str, width: int) -> None:
        """The list, one line for each heading; nothing without headings."""
        if not self.titles:
            return
        add_runs(self.made.add_paragraph(style="Contents Heading"), Run(heading))
        for number, title in enumerate(self.titles, start=1):
            paragraph = self.made.add_paragraph(style="toc 1")
            paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            if number == 1:
                open_field(paragraph, FIELD, dirty=True)
            paragraph._p.append(_link(number, title))
            if number == len(self.titles):
                close_field(paragraph)

    def add_heading(self, title: str) -> None:
        """The next heading, where the list leads to."""
        self.written += 1
        paragraph = self.made.add_heading(level=1)
        add_runs(paragraph, Run(title))
        add_bookmark(paragraph, self.written, _name(self.written))


def _link(number: int, title: str) -> Any:
    """A link to the heading, in the words of the heading."""
    words = run_xml(Run(f"{number} {title}"))
    return parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{_name(number)}" w:history="1">{words}</w:hyperlink>')


def _name(number: int) -> str:
    return f"_Toc{number:09d}"
