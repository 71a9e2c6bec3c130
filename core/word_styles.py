"""How a text document looks: fonts, headings with numbers, language, paper; and what it says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from core.documents import Document
from core.word_xml import clean

FONT = "Liberation Sans"
INK, SOFT = "12304F", "4B5B6B"
TAGS = {"id": "id-ID", "en": "en-GB"}
PORTRAIT, LANDSCAPE = (Mm(210), Mm(297)), (Mm(297), Mm(210))
SIDE, WIDE_SIDE = Mm(18), Mm(15)
FONT_TABLE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<w:fonts {nsdecls("w")}><w:font w:name="{FONT}"><w:altName w:val="Arial"/>'
    '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)
SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")


def dress(made: Any, document: Document) -> None:
    """Styles, language and properties of a new document."""
    tag = TAGS.get(document.language[:2], document.language)
    _defaults(made, tag)
    _headings(made)
    _own_styles(made)
    _properties(made, document, tag)
    _without_thumbnail(made)
    _font_table(made)


def _defaults(made: Any, tag: str) -> None:
    for fonts in made.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        fonts.attrib.update({qn(f"w:{part}"): FONT for part in SCRIPTS})
    for default in made.styles.element.iter(qn("w:rPrDefault")):
        for old in [*default.iter(qn("w:lang")), *default.iter(qn("w:rFonts"))]:
            old.getparent().remove(old)
        look = default.find(qn("w:rPr"))
        look.insert(0, parse_xml(_fonts_xml()))
        look.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/>'))
    normal = made.styles["Normal"]
    normal.font.size = Pt(9.5)
    _space(normal, after=5, line=1.15)


def _fonts_xml() -> str:
    names = " ".join(f'w:{part}="{FONT}"' for part in SCRIPTS)
    return f"<w:rFonts {nsdecls('w')} {names}/>"


def _space(style: Any, *, before: float = 0, after: float = 0, line: float = 1.0) -> None:
    look = style.paragraph_format
    look.space_before, look.space_after, look.line_spacing = Pt(before), Pt(after), line


def _headings(made: Any) -> None:
    """Headings of two levels, numbered 1 and 1.1 by the word processor."""
    for name, size, before in (("Heading 1", 13, 16), ("Heading 2", 10.5, 12)):
        style = made.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor.from_string(INK)
        style.paragraph_format.keep_with_next = True
        _space(style, before=before, after=5)
    numbering = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{at + 1}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for at, text in enumerate(("%1", "%1.%2"))
    )
    numbers = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
    )
    numbering.insert(0, numbers)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'),
    )
    for at in (0, 1):
        look = made.styles[f"Heading {at + 1}"].element.get_or_add_pPr()
        level = f'<w:ilvl w:val="{at}"/>' if at else ""
        look._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}>{level}<w:numId w:val="90"/></w:numPr>'))


def _own_styles(made: Any) -> None:
    """Name, size, bold, colour, space after: what has a look of its own has a style of its own."""
    looks = (
        ("Report Title", 19, True, INK, 2),
        ("Report Subtitle", 13, False, INK, 10),
        ("Contents Heading", 11, True, INK, 4),
        ("Table Text", 8, False, "", 0),
        ("Table Text Small", 7, False, "", 0),
        ("Fact", 9.5, False, "", 3),
        ("Note", 8, False, SOFT, 5),
        ("Institution", 11, False, INK, 0),
        ("Running Head", 8, False, SOFT, 0),
        ("Break", 1, False, "", 0),
        ("toc 1", 9.5, False, "", 2),
    )
    for name, size, bold, color, after in looks:
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        if color:
            style.font.color.rgb = RGBColor.from_string(color)
        _space(style, after=after)
    made.styles["Contents Heading"].paragraph_format.space_before = Pt(10)
    contents = made.styles["toc 1"].element
    contents.set(qn("w:styleId"), "TOC1")
    contents.attrib.pop(qn("w:customStyle"), None)  # the word processor knows it by this name


def _properties(made: Any, document: Document, tag: str) -> None:
    moment = datetime.fromtimestamp(document.created, UTC).replace(tzinfo=None)
    told = made.core_properties
    told.title = clean(f"{document.title} – {document.subtitle}")[:255]
    told.subject = clean(document.subtitle)[:255]
    told.author = told.last_modified_by = clean(document.author)[:255]
    told.keywords = clean(", ".join(document.keywords))[:255]
    told.language, told.comments, told.category = tag, "", ""
    told.created = told.modified = moment
    told.revision = 1


def _without_thumbnail(made: Any) -> None:
    """The template's picture of an empty page."""
    relations = made.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _font_table(made: Any) -> None:
    """Where the font is missing, Arial takes its place: its letters are as wide, so no line breaks otherwise."""
    for part in made.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = FONT_TABLE.encode()


def set_paper(section: Any, *, wide: bool) -> int:
    """A4 upright or across; returns the width between the margins in twentieths of a point."""
    section.page_width, section.page_height = LANDSCAPE if wide else PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    side = WIDE_SIDE if wide else SIDE
    section.left_margin = section.right_margin = side
    section.top_margin, section.bottom_margin = Mm(22), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    return int((section.page_width - 2 * side) / 635)
