"""Documents as DOCX, to be worked on: headings that navigate, tables of contents and page numbers that are computed.

The same document gives the same bytes. What people typed stays text: no field, no markup comes from it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx as word
from django.utils.translation import override
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu

from core.documents import (
    Block,
    Chart,
    Document,
    Entry,
    Facts,
    Section,
    Signature,
    Signatures,
    State,
    Table,
    Text,
    Value,
    cell_text,
)
from core.documents import Column as TableColumn
from core.word_contents import Contents
from core.word_heads import BAD, check_code, document_head, letter_head, running_head
from core.word_styles import INK, SOFT, dress, set_paper
from core.word_xml import HEAD_FILL, Cell, Run, add_runs, same_bytes, shared, table_xml

TONES = {
    "good": ("●", "1D6B2F"),
    "active": ("►", "1F5FA8"),
    "warning": ("▲", "8A5300"),
    "bad": ("■", BAD),
    "none": ("–", SOFT),
}
MANY_COLUMNS = 10
TWIP = 635
"""EMU in the twentieth of a point."""


def docx(document: Document) -> bytes:
    """The document as DOCX."""
    made = io.BytesIO()
    with override(document.language):
        _Writer(document).write().save(made)
    return same_bytes(made.getvalue())


class _Writer:
    """Writes one text document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.made: Any = word.Document()
        self.contents = Contents(self.made, [each.title for each in document.sections if each.title])
        self.width = 0

    def write(self) -> Any:
        """Head, then the sections; those that are set across the page together on sheets of their own."""
        dress(self.made, self.document)
        self._paper(self.made.sections[0], wide=False)
        if self.document.letter:
            letter_head(self.made, self.document, self.document.letter, self.width)
        else:
            document_head(self.made, self.document, self.width)
            self.contents.write(self.document.words.contents, self.width)
        for number, section in enumerate(self.document.sections):
            self._section(number, section)
        return self.made

    def _paper(self, section: Any, *, wide: bool) -> None:
        self.width = set_paper(section, wide=wide)
        running_head(section, self.document, self.width, is_first=len(self.made.sections) == 1)

    def _section(self, number: int, section: Section) -> None:
        before = self.document.sections[number - 1].wide if number else False
        if section.wide != before:
            self._paper(self.made.add_section(WD_SECTION.NEW_PAGE), wide=section.wide)
            _end_of_paper(self.made)
        elif number == 1 and self.document.letter:
            self.made.add_paragraph(style="Break").add_run().add_break(WD_BREAK.PAGE)
        if section.title:
            self.contents.add_heading(section.title)
        for block in section.blocks:
            self._block(block)
        if self.document.letter and self.document.check and number == 0:
            check_code(self.made, self.document.check, self.width)

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case Facts():
                rows = [[_fact(label, soft=True), _fact(text)] for label, text in block.items]
                self._place(rows, [min(2950, self.width // 3), 0])
            case Text():
                self._words("Note" if block.is_note else "Normal", Run(block.text))
            case Chart():
                self._chart(block)
            case Entry():
                self._entry(block)
            case Signatures():
                self._signatures(block.blocks)

    def _words(self, style: str, *runs: Run) -> Any:
        paragraph = self.made.add_paragraph(style=style)
        add_runs(paragraph, *runs)
        return paragraph

    def _place(self, rows: Sequence[Sequence[Cell]], widths: list[int], **options: Any) -> None:
        """A table without lines; the last column takes what is left."""
        widths[-1] = self.width - sum(widths[:-1])
        if rows:
            self._body(table_xml(rows, widths, lines=False, **options))
            self.made.add_paragraph(style="Break")

    def _body(self, table: Any) -> None:
        """Append a table to the text; the last element of the body is the paper's."""
        self.made.element.body._insert_tbl(table)

    def _table(self, table: Table) -> None:
        self.made.add_heading(level=2).add_run(table.title)
        if not table.rows:
            self._words("Normal", Run(table.empty, color=SOFT))
        else:
            widths = shared(self.width, [each.share for each in table.columns])
            self._body(table_xml(_rows(table), widths, heads=1, caption=table.title))
            self.made.add_paragraph(style="Break")
        if table.note:
            self._words("Note", Run(table.note))

    def _chart(self, chart: Chart) -> None:
        self.made.add_heading(level=2).add_run(chart.title)
        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = bool(chart.note)
        picture = paragraph.add_run().add_picture(io.BytesIO(drawn(chart.svg)), width=Emu(self.width * TWIP))
        describe(picture, chart.title, chart.alternative)
        if chart.note:
            self._words("Note", Run(chart.note))

    def _entry(self, entry: Entry) -> None:
        self.made.add_heading(level=2).add_run(entry.heading)
        if entry.lead:
            self._words("Normal", Run(entry.lead, color=SOFT))
        for label, text in entry.parts:
            self._words("Normal", Run(label, bold=True), Run(f" {text}"))

    def _signatures(self, blocks: Sequence[Signature]) -> None:
        """Side by side; who signs a letter alone signs at its right."""
        self.made.add_paragraph()
        cells = [Cell(_signed(each), style="Fact") for each in blocks]
        if self.document.letter and len(blocks) == 1:
            cells.insert(0, Cell([[]]))
        self._place([cells], shared(self.width, [1] * len(cells)))


def _end_of_paper(made: Any) -> None:
    """The paragraph that ends a run of sheets takes no room, so that it never makes an empty page."""
    last = list(made.element.body.iterchildren("{*}p"))[-1]
    last.get_or_add_pPr().insert(0, parse_xml(f'<w:pStyle {nsdecls("w")} w:val="Break"/>'))


def drawn(svg: str) -> bytes:
    """The drawing as PNG, twice as fine as the screen."""
    import vl_convert

    from core.charts import register_fonts

    register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=2))


def describe(picture: Any, title: str, alternative: str) -> None:
    """Say what a picture shows, for those who do not see it."""
    told = picture._inline.docPr
    told.set("descr", alternative)
    told.set("title", title)


def _fact(text: str, *, soft: bool = False) -> Cell:
    return Cell([[Run(text, color=SOFT if soft else "")]], style="Fact")


def _rows(table: Table) -> Iterator[list[Cell]]:
    style = "TableTextSmall" if len(table.columns) > MANY_COLUMNS else "TableText"
    yield [
        Cell([[Run(each.heading, bold=True)]], right=each.is_numeric, fill=HEAD_FILL, style=style)
        for each in table.columns
    ]
    for row in table.rows:
        yield [_cell(each, row.get(each.key), style) for each in table.columns]
    if table.total:
        yield [_cell(each, table.total.get(each.key), style, is_total=True) for each in table.columns]


def _cell(column: TableColumn, value: Value, style: str, *, is_total: bool = False) -> Cell:
    """Text; a state is sign, word and colour, so that colour alone says nothing."""
    text = cell_text(column, value)
    run = Run(text, bold=is_total)
    if isinstance(value, State):
        sign, color = TONES[value.tone]
        run = Run(f"{sign}\N{NO-BREAK SPACE}{text}", bold=True, color=color)
    return Cell([[run]], right=column.is_numeric, fill=HEAD_FILL if is_total else "", style=style)


def _signed(block: Signature) -> list[list[Run]]:
    """Introduction, post, room for the signature, name, rank and number; no name leaves a line to write it on."""
    lines = [[Run(each)] for each in (block.introduction, block.post) if each]
    room = [[Run("")] for _each in range(4)]
    name = Run(block.name, bold=True, underline=True, color=INK) if block.name else Run("." * 45)
    below = [[Run(each, size=8)] for each in (block.rank, block.number) if each]
    return [*lines, *room, [name], *below]
