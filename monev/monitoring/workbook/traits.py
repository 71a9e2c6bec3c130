"""What the values of a sheet do not tell: errors, formulas without a result, percent formats, hidden rows, its extent.

Read as a stream from the XML of the workbook, before anything is loaded: the memory does not grow with the file, and a
sheet that claims a million columns is refused before room is made for them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from monev.monitoring.workbook.sound import Unsound

MOST_ROWS = 10_000
MOST_COLUMNS = 100
BUILT_IN_PERCENT = ("9", "10")
CHUNK = 64 * 1024
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(slots=True)
class Traits:
    """Of one sheet, by address (`F5`)."""

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def traits_of(file: IO[bytes]) -> dict[str, Traits]:
    """By name of the sheet. Raises `Unsound` for a sheet that is too large, and for XML that is none."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            percents = _percent_styles(archive)
            return {name: _sheet(archive, path, percents) for name, path in _sheets(archive)}
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, OSError, ValueError) as problem:
        raise Unsound(
            _("The workbook cannot be read. Open it in a spreadsheet, save it as XLSX again, and upload that."),
            field="file",
        ) from problem


class _Reader:
    """Parses one part; subclasses look at elements. A document type declaration is refused: no workbook has one."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = lambda name, attributes: self.start(_local(name), attributes)
        self.parser.EndElementHandler = lambda name: self.end(_local(name))
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.buffer_text = True

    def read(self, archive: zipfile.ZipFile, path: str) -> None:
        with archive.open(path) as content:
            while chunk := content.read(CHUNK):
                self.parser.Parse(chunk)
            self.parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters within an element."""


class _Elements(_Reader):
    """The attributes of every element, with the element around it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._within: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.found.append((self._within[-1] if self._within else "", name, attributes))
        self._within.append(name)

    def end(self, name: str) -> None:
        self._within.pop()


class _Cells(_Reader):
    """The cells of one sheet."""

    def __init__(self, percents: set[str]) -> None:
        super().__init__()
        self.traits = Traits()
        self._percents = percents
        self._row, self._column = 0, 0
        self._place, self._kind, self._style, self._error = "", "", "", ""
        self._formula = self._filled = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if attributes.get("hidden") in ("1", "true"):
                self.traits.hidden_rows.add(self._row)
        elif name == "f":
            self._formula = True
        elif name in ("v", "is"):
            self._in_value = True

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _number(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._row
        self._place = found[0] if found else f"{_letters(self._column)}{self._row}"
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
        self._formula = self._filled = self._in_value = False
        self._error = ""

    def text(self, data: str) -> None:
        if self._in_value:
            self._filled = True
            if self._kind == "e":
                self._error += data

    def end(self, name: str) -> None:
        if name in ("v", "is"):
            self._in_value = False
        elif name == "c":
            self._close()

    def _close(self) -> None:
        if (self._filled or self._formula) and (self._row > MOST_ROWS or self._column > MOST_COLUMNS):
            raise Unsound(
                _("A sheet is too large: at most %(rows)s rows and %(columns)s columns are read.")
                % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
                field="file",
            )
        if self._kind == "e":
            self.traits.errors[self._place] = self._error or "#N/A"
        elif self._formula and not self._filled and self._kind != "str":
            self.traits.uncalculated.add(self._place)
        elif self._filled and self._style in self._percents and self._kind in ("", "n"):
            self.traits.percents.add(self._place)


def _sheet(archive: zipfile.ZipFile, path: str, percents: set[str]) -> Traits:
    reader = _Cells(percents)
    reader.read(archive, path)
    return reader.traits


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets and the parts that hold them; charts on sheets of their own have no cells."""
    targets = {
        each["Id"]: each["Target"]
        for _around, name, each in _elements(archive, "xl/_rels/workbook.xml.rels")
        if name == "Relationship" and each.get("Type", "").endswith("/worksheet")
    }
    for _around, name, each in _elements(archive, "xl/workbook.xml"):
        if name == "sheet":
            number = next((value for key, value in each.items() if _local(key) == "id"), "")
            if number in targets:
                yield each["name"], posixpath.normpath(posixpath.join("/xl", targets[number])).lstrip("/")


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell formats that show a fraction as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats = set(BUILT_IN_PERCENT)
    cells = []
    for around, name, each in _elements(archive, "xl/styles.xml"):
        if name == "numFmt" and "%" in _LITERALS.sub("", each.get("formatCode", "")):
            formats.add(each.get("numFmtId", ""))
        elif name == "xf" and around == "cellXfs":
            cells.append(each.get("numFmtId", ""))
    return {str(number) for number, used in enumerate(cells) if used in formats}


def _elements(archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, dict[str, str]]]:
    reader = _Elements()
    reader.read(archive, path)
    return reader.found


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _refuse(*_arguments: object) -> None:
    raise ValueError("a document type declaration")
