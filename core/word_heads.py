"""How a text document begins: official head, check code, title and facts, or the head of a letter; what runs along."""

from __future__ import annotations

import io
from typing import Any

import segno
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, Twips

from core.documents import Check, Document, Letter, OfficialHead
from core.word_styles import INK, SOFT
from core.word_xml import LINE_COLOR, Cell, Run, add_field, add_runs, table_xml

BAD = "B3261E"
ARMS_HEIGHT, QR_SIZE = Mm(22), Mm(24)
PNG = b"\x89PNG"
LABEL_WIDTH = 2950


def document_head(made: Any, document: Document, width: int) -> None:
    """Official head, title, mark, facts beside the code to check it with."""
    if document.official:
        _official(made, document.official, width)
    add_runs(made.add_paragraph(style="Report Title"), Run(document.title))
    add_runs(made.add_paragraph(style="Report Subtitle"), Run(document.subtitle))
    _mark(made, document)
    rows = [[Cell([[Run(label, color=SOFT)]], style="Fact"), Cell([[Run(text)]], style="Fact")]
            for label, text in document.head]  # fmt: skip
    if rows:
        made.element.body._insert_tbl(table_xml(rows, [LABEL_WIDTH, width - LABEL_WIDTH], lines=False))
        made.add_paragraph(style="Break")
    if document.check:
        check_code(made, document.check, width)


def letter_head(made: Any, document: Document, letter: Letter, width: int) -> None:
    """Who writes, number and subject, where and when, to whom."""
    if document.official:
        _official(made, document.official, width)
    else:
        paragraph = made.add_paragraph(style="Institution")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_runs(paragraph, Run(letter.institution.upper()))
        _rule(paragraph, size=12)
    _mark(made, document)
    place = Cell([[Run(letter.place_and_date)]], right=True, style="Fact")
    rows = [
        [Cell([[Run(label)]], style="Fact"), Cell([[Run(f": {text}")]], style="Fact"),
         place if number == 0 else Cell([[]], style="Fact")]
        for number, (label, text) in enumerate(letter.particulars)
    ]  # fmt: skip
    if rows:
        widths = [1300, width - 1300 - 3200, 3200]
        made.element.body._insert_tbl(table_xml(rows, widths, lines=False))
    made.add_paragraph()
    add_runs(made.add_paragraph(), Run("\n".join(letter.addressee)))
    made.add_paragraph()


def running_head(section: Any, document: Document, width: int, *, is_first: bool) -> None:
    """Title and mark above, footer and page numbers below, on every page of the section.

    The first page of a letter has the head of the institution instead of the title.
    """
    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
    _header(section.header, document, width, words=f"{document.title} · {document.subtitle}")
    _footer(section.footer, document, width)
    if document.letter and is_first:
        section.different_first_page_header_footer = True
        _header(section.first_page_header, document, width, words="")
        _footer(section.first_page_footer, document, width)
    elif not is_first:
        section.different_first_page_header_footer = False


def _header(part: Any, document: Document, width: int, *, words: str) -> None:
    paragraph = _running(part, width)
    add_runs(paragraph, Run(words))
    if document.mark:
        add_runs(paragraph, Run("\t"), Run(document.mark, bold=True, color=BAD))
    if words:
        _rule(paragraph)


def _footer(part: Any, document: Document, width: int) -> None:
    paragraph = _running(part, width)
    add_runs(paragraph, Run(f"{document.footer}\t"))
    before, _page, rest = document.words.page.partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    add_runs(paragraph, Run(before))
    add_field(paragraph, "PAGE", "1")
    add_runs(paragraph, Run(between))
    add_field(paragraph, "NUMPAGES", "1")
    add_runs(paragraph, Run(after))


def _running(part: Any, width: int) -> Any:
    paragraph = part.paragraphs[0]
    paragraph.style = "Running Head"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT)
    return paragraph


def _rule(paragraph: Any, *, size: int = 4) -> None:
    """A line below the paragraph."""
    color = INK if size > 4 else LINE_COLOR
    line = f'<w:bottom w:val="single" w:sz="{size}" w:space="3" w:color="{color}"/>'
    _borders(paragraph, line)


def _borders(paragraph: Any, lines: str) -> None:
    look = paragraph._p.get_or_add_pPr()
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    after = [each for each in look if each.tag.rpartition("}")[2] in ("tabs", "spacing", "ind", "jc", "sectPr")]
    if after:
        after[0].addprevious(border)
    else:
        look.append(border)


def _mark(made: Any, document: Document) -> None:
    """What a reader must know first, such as that the data are made up."""
    if not document.mark:
        return
    paragraph = made.add_paragraph()
    add_runs(paragraph, Run(f"{document.mark}.", bold=True, color=BAD), Run(f" {document.mark_explained}"))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{BAD}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    _borders(paragraph, sides)


def _official(made: Any, official: OfficialHead, width: int) -> None:
    """The arms at the left, the institution line by line, its address; a strong line below."""
    beside = 1700 if official.arms else 0
    lines = [[Run(line.upper(), bold=True, size=13 if number == 0 else 11)]
             for number, line in enumerate(official.institution)]  # fmt: skip
    if official.address:
        lines.append([Run(official.address, size=8)])
    words = Cell(lines or [[]], style="Institution")
    cells = [Cell([[]]), words, Cell([[]])] if beside else [words]
    widths = [beside, width - 2 * beside, beside] if beside else [width]
    made.element.body._insert_tbl(table_xml([cells], widths, lines=False))
    table = made.tables[-1]
    for paragraph in table.rows[0].cells[1 if beside else 0].paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if beside:
        run = table.rows[0].cells[0].paragraphs[0].add_run()
        _described(run.add_picture(io.BytesIO(_png(official.arms)), height=ARMS_HEIGHT), official.arms_alternative)
    _rule(made.add_paragraph(style="Break"), size=18)
    made.add_paragraph(style="Fact")


def check_code(made: Any, check: Check, width: int) -> None:
    """The QR code, the code in groups and the words that say what to do with them."""
    made.add_paragraph(style="Break").paragraph_format.space_before = Pt(6)
    words = [[Run(check.words, size=8)], [Run(check.code, bold=True, size=11)], [Run(check.address, size=8)]]
    made.element.body._insert_tbl(
        table_xml([[Cell([[]]), Cell(words, style="Fact")]], [1600, width - 1600], lines=False)
    )
    picture = io.BytesIO()
    segno.make(check.address, error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    picture.seek(0)
    run = made.tables[-1].rows[0].cells[0].paragraphs[0].add_run()
    _described(run.add_picture(picture, width=QR_SIZE), f"QR: {check.address}")
    made.add_paragraph(style="Break")


def _described(picture: Any, alternative: str) -> None:
    picture._inline.docPr.set("descr", alternative)


def _png(picture: bytes) -> bytes:
    """A picture that word processors can show; SVG is drawn."""
    if picture.startswith(PNG):
        return picture
    import vl_convert

    return bytes(vl_convert.svg_to_png(picture.decode(), scale=3))
