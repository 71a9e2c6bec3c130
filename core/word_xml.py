"""Pieces of WordprocessingML that python-docx has no words for: fields, bookmarks, tables in one go, fixed archives."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""The oldest date of a ZIP: of every part, so that the same document gives the same bytes."""
LINE_COLOR, HEAD_FILL = "B9C4CF", "EEF3F8"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look: bold, underlined, colour (six hexadecimal digits), size in points."""

    text: str
    bold: bool = False
    underline: bool = False
    color: str = ""
    size: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, each of runs; `style` is that of its paragraphs; `across` columns wide."""

    lines: Sequence[Sequence[Run]]
    right: bool = False
    fill: str = ""
    style: str = "TableText"
    across: int = 1


def clean(text: str) -> str:
    """Text that XML can hold; everything else of it stays.

    >>> clean("a\\x00b\\tc")
    'ab\\tc'
    """
    return NO_CHARACTER.sub("", text)


def run_xml(run: Run) -> str:
    """`<w:r>` with the line breaks and tabs that people typed."""
    looks = [
        "<w:b/>" if run.bold else "",
        f'<w:color w:val="{run.color}"/>' if run.color else "",
        f'<w:sz w:val="{round(run.size * 2)}"/><w:szCs w:val="{round(run.size * 2)}"/>' if run.size else "",
        '<w:u w:val="single"/>' if run.underline else "",
    ]
    words = clean(run.text).replace("\r\n", "\n").replace("\r", "\n")
    inside = "<w:br/>".join(_line(line) for line in words.split("\n"))
    return f"<w:r><w:rPr>{''.join(looks)}</w:rPr>{inside}</w:r>"


def _line(line: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))


def add_runs(paragraph: Any, *runs: Run) -> None:
    """Append runs to a paragraph."""
    inside = "".join(run_xml(each) for each in runs)
    for each in list(parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>")):
        paragraph._p.append(each)


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that the word processor computes, with what stands there until it does."""
    open_field(paragraph, instruction)
    add_runs(paragraph, Run(shown))
    close_field(paragraph)


def open_field(paragraph: Any, instruction: str, *, dirty: bool = False) -> None:
    """The begin of a field whose result is written paragraph by paragraph; `close_field` ends it."""
    told = f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    for each in (_mark("begin", dirty=dirty), parse_xml(told), _mark("separate")):
        paragraph._p.append(each)


def close_field(paragraph: Any) -> None:
    """The end of a field."""
    paragraph._p.append(_mark("end"))


def _mark(kind: str, *, dirty: bool = False) -> Any:
    stale = ' w:dirty="true"' if dirty else ""
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"{stale}/></w:r>')


def add_bookmark(paragraph: Any, number: int, name: str) -> None:
    """A bookmark around everything that stands in the paragraph."""
    begin = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>')
    first = next((each for each in paragraph._p if each.tag != qn("w:pPr")), None)
    if first is None:
        paragraph._p.append(begin)
    else:
        first.addprevious(begin)
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))


def table_xml(
    rows: Iterable[Sequence[Cell]], widths: Sequence[int], *, heads: int = 0, caption: str = "", lines: bool = True
) -> Any:
    """A table with columns of fixed widths (twentieths of a point); the first `heads` rows are repeated on every page.

    Written as text and parsed once: thousands of rows cell by cell would take minutes.
    """
    border = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE_COLOR}"' if lines else 'w:val="nil"'
    sides = "".join(f"<w:{side} {border}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    told = f'<w:tblCaption w:val="{escape(clean(caption), {chr(34): "&quot;"})}"/>' if caption else ""
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        f'</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="{int(heads > 0)}"/>{told}</w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, is_head=number < heads) for number, row in enumerate(rows))
    return parse_xml(f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>")


def _row(row: Sequence[Cell], widths: Sequence[int], *, is_head: bool) -> str:
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(_cells(row, widths))}</w:tr>"


def _cells(row: Sequence[Cell], widths: Sequence[int]) -> Iterator[str]:
    at = 0
    for cell in row:
        width = sum(widths[at : at + cell.across])
        at += cell.across
        span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
        side = '<w:jc w:val="right"/>' if cell.right else ""
        look = f'<w:pPr><w:pStyle w:val="{cell.style}"/>{side}</w:pPr>'
        words = "".join(f"<w:p>{look}{''.join(run_xml(each) for each in line)}</w:p>" for line in cell.lines)
        yield f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{fill}</w:tcPr>{words}</w:tc>'


def shared(total: int, shares: Sequence[int]) -> list[int]:
    """`total` divided by shares, without a rest.

    >>> shared(100, [1, 1, 1])
    [33, 33, 34]
    """
    whole, widths = sum(shares), [total * share // sum(shares) for share in shares]
    widths[-1] += total - sum(widths) if whole else 0
    return widths


def same_bytes(content: bytes) -> bytes:
    """The archive with its parts in a fixed order and of a fixed date."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        first = "[Content_Types].xml"
        for name in sorted(found.namelist(), key=lambda each: (each != first, each)):
            info = zipfile.ZipInfo(name, FIRST_DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, found.read(name))
    return made.getvalue()
