"""Rows as PostgreSQL writes them itself: COPY of a statement whose columns are text already, byte for byte as Python
would have written them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from core.rest.plain import CLOCK, DAY, DECIMAL, MOMENT, TEXT, TREE, TRUTH, UNIQUE, WHOLE, Column, Group, Shape
from core.tabular import RISKY
from core.workbooks import AS_DAY, DAY_ZERO, EXACT_DIGITS, FIRST_DAY, MOST_CHARACTERS, letters

BLOCK = 256 * 1024
"""What is handed on at once: pieces of one row cost five times as much."""
WAITING = 4
"""Blocks that may wait for a slow reader; then PostgreSQL waits too."""
MOST_ARGUMENTS = 90
"""Of one call of a function in PostgreSQL (the limit is 100)."""
NOT_IN_SQL = frozenset({TREE, CLOCK})
RAW = "FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'"
"""A line is its text: neither sign can occur in JSON, so nothing is escaped."""

UNSEEN = r"\u0001-\u001f\ufffe\uffff"
"""What XML does not allow."""
MOST_EXACT = 10**EXACT_DIGITS - 1
INLINE = (' t="inlineStr"><is><t xml:space="preserve">', "</t></is>")
NUMBER, TRUE_OR_FALSE, SERIAL = ("><v>", "</v>"), (' t="b"><v>', "</v>"), (f"{AS_DAY}><v>", "</v>")
"""What stands around a value in its cell."""
RISKY_SIGNS = ", ".join(f"E'{each.encode('unicode_escape').decode()}'" for each in RISKY)
NUMBERED = ", (row_number() OVER () + 1)::text AS n"
"""The rows of a workbook stand below its header."""


class _Stopped(Exception):
    """The reader has gone."""


def can_copy(rows: QuerySet[Any], shape: Shape) -> bool:
    """Whether PostgreSQL can write these rows alone."""
    is_postgresql = connections[rows.db].vendor == "postgresql"
    return is_postgresql and shape.is_plain and not any(each.kind in NOT_IN_SQL for each in shape.columns)


def copied_csv(rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """The lines of CSV below the header."""
    at = _places(shape)
    return _copied(rows, shape, ", ".join(_cell(each, at) for each in shape.columns), "FORMAT csv, NULL ''")


def copied_lines(rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """One JSON object a line."""
    return _copied(rows, shape, _object(shape.parts, _places(shape)), RAW)


def copied_rows(rows: QuerySet[Any], shape: Shape) -> Iterator[bytes]:
    """The rows of a workbook as XML, as `core.workbooks` writes them."""
    at = _places(shape)
    cells = [_sheet_cell(each, f"'<c r=\"{letters(place)}' || n", at) for place, each in enumerate(shape.columns)]
    return _copied(rows, shape, _joined(["'<row r=\"' || n || '\">'", *cells, "'</row>'"]), RAW, NUMBERED)


def _places(shape: Shape) -> dict[str, str]:
    return {path: f"c{place}" for place, path in enumerate(shape.paths)}


def _copied(rows: QuerySet[Any], shape: Shape, written: str, options: str, more: str = "") -> Iterator[bytes]:
    """Within a transaction: its view of the data is what is copied."""
    connection = connections[rows.db]
    try:
        sql, values = rows.values_list(*shape.paths).query.sql_with_params()
    except EmptyResultSet:  # nothing can fit: there is no statement to ask
        return
    with connection.cursor() as cursor:
        names = ", ".join(_places(shape).values())
        inner = cursor.mogrify(sql, values).decode()
        _set_zone(cursor, timezone.get_current_timezone_name())
        numbered = f"SELECT *{more} FROM ({inner}) AS s ({names})"  # noqa: S608 - made by the ORM, its values are quoted
        chosen = f"SELECT {written} FROM ({numbered}) AS t"  # noqa: S608
        yield from _blocks(connection, f"COPY ({chosen}) TO STDOUT ({options})")
        _set_zone(cursor, connection.timezone_name)


def _set_zone(cursor: Any, name: str) -> None:
    """For this transaction; Django reads moments in its own zone only, so it is set back at once."""
    cursor.execute("SELECT set_config('TimeZone', %s, true)", [name])


def _blocks(connection: Any, statement: str) -> Iterator[bytes]:
    """COPY pushes, an answer pulls: a thread pushes into a short queue. Who stops reading stops PostgreSQL too."""
    outlet = _Outlet()
    raw = connection.connection
    failed: list[BaseException] = []

    def push() -> None:
        try:
            with raw.cursor() as cursor:
                cursor.copy_expert(statement, outlet, size=BLOCK)
            outlet.flush()
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is read
            failed.append(error)
        finally:
            outlet.end()

    thread = threading.Thread(target=push, name="copy", daemon=True)
    thread.start()
    try:
        yield from outlet.read()
        thread.join()
        if failed:
            raise failed[0]
    finally:
        if thread.is_alive():
            outlet.stop()
            raw.cancel()
            thread.join()


class _Outlet:
    """What COPY writes to: rows are gathered into blocks."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[bytes | None] = queue.Queue(WAITING)
        self._held = bytearray()
        self._stopped = False

    def write(self, piece: bytes) -> int:
        self._held += piece
        if len(self._held) >= BLOCK:
            self.flush()
        return len(piece)

    def flush(self) -> None:
        if self._held:
            self._put(bytes(self._held))
            self._held = bytearray()

    def end(self) -> None:
        if not self._stopped:
            self._put(None)

    def stop(self) -> None:
        """Let the writer out, and its next block be refused."""
        self._stopped = True
        while not self._blocks.empty():
            self._blocks.get_nowait()

    def read(self) -> Iterator[bytes]:
        while (block := self._blocks.get()) is not None:
            yield block

    def _put(self, block: bytes | None) -> None:
        while not self._stopped:
            try:
                self._blocks.put(block, timeout=1)
            except queue.Full:
                continue
            return
        raise _Stopped


def _cell(column: Column, at: dict[str, str]) -> str:
    """As `core.rest.plain` writes cells: empty for nothing, no formula, moments in ISO 8601."""
    name = at[str(column.path)]
    if column.kind != TEXT:
        return _plain(name, column.kind)
    risky = f"left({name}, 1) IN ({RISKY_SIGNS}) AND {name} !~ '^[+-]?\\d+(\\.\\d+)?$'"
    return f"CASE WHEN {risky} THEN '''' || {name} ELSE nullif({name}, '') END"


def _sheet_cell(column: Column, begins: str, at: dict[str, str]) -> str:
    """As `core.workbooks` writes cells; nothing for nothing."""
    name = at[str(column.path)]
    if column.kind == TEXT:
        return f"CASE WHEN {name} <> '' THEN {begins} || {_tagged(_in_xml(name))} END"
    made, text = _tagged(f"{name}::text", NUMBER), _tagged(_plain(name, column.kind))
    if column.kind == WHOLE:
        made = f"CASE WHEN {name} BETWEEN -{MOST_EXACT} AND {MOST_EXACT} THEN {made} ELSE {text} END"
    elif column.kind == DECIMAL:
        digits = f"length(trim('0' FROM translate({name}::text, '-.', '')))"
        made = f"CASE WHEN {digits} <= {EXACT_DIGITS} THEN {made} ELSE {text} END"
    elif column.kind == TRUTH:
        made = _tagged(f"{name}::int", TRUE_OR_FALSE)
    elif column.kind == DAY:
        serial = _tagged(f"({name} - DATE '{DAY_ZERO}')", SERIAL)
        made = f"CASE WHEN {name} >= DATE '{FIRST_DAY}' THEN {serial} ELSE {text} END"
    else:
        made = text
    return f"CASE WHEN {name} IS NOT NULL THEN {begins} || {made} END"


def _tagged(value: str, tags: tuple[str, str] = INLINE) -> str:
    return f"""'"{tags[0]}' || {value} || '{tags[1]}</c>'"""


def _in_xml(value: str) -> str:
    """Text in XML, as much as a cell holds; most is written as it is."""
    made = f"regexp_replace(left({value}, {MOST_CHARACTERS}), '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        made = f"replace({made}, '{sign}', '{written}')"
    for number in (9, 10, 13):
        made = f"replace({made}, chr({number}), '&#{number};')"
    made = f"regexp_replace({made}, '[{UNSEEN}]', '', 'g')"
    is_plain = f"octet_length({value}) <= {MOST_CHARACTERS} AND {value} !~ '[&<>_{UNSEEN}]'"
    return f"CASE WHEN {is_plain} THEN {value} ELSE {made} END"


def _plain(name: str, kind: str) -> str:
    if kind == DAY:
        return f"to_char({name}, 'YYYY-MM-DD')"
    return _moment(name) if kind == MOMENT else f"{name}::text"


def _moment(name: str) -> str:
    """`isoformat` leaves the fraction out where it is zero, and universal time is `Z`."""
    offset = "TZH:TZM" if timezone.get_current_timezone_name() != "UTC" else '"Z"'
    plain, exact = (f"""'YYYY-MM-DD"T"HH24:MI:SS{each}{offset}'""" for each in ("", ".US"))
    text = f"to_char({name}, CASE WHEN {name} = date_trunc('second', {name}) THEN {plain} ELSE {exact} END)"
    return text if offset == '"Z"' else f"regexp_replace({text}, '\\+00:00$', 'Z')"


def _object(parts: tuple[Column | Group, ...], at: dict[str, str]) -> str:
    pieces, sign = list[str](), "{"
    for part in parts:
        pieces += [f"""'{sign}"{part.name}":'""", _json(part, at)]
        sign = ","
    return _joined([*pieces, "'}'" if parts else "'{}'"])


def _joined(pieces: list[str]) -> str:
    """`concat` of many: groups of groups."""
    while len(pieces) > MOST_ARGUMENTS:
        groups = [pieces[start : start + MOST_ARGUMENTS] for start in range(0, len(pieces), MOST_ARGUMENTS)]
        pieces = [f"concat({', '.join(each)})" for each in groups]
    return f"concat({', '.join(pieces)})"


def _json(part: Column | Group, at: dict[str, str]) -> str:
    if isinstance(part, Group):
        made = _object(part.parts, at)
        return made if part.guard is None else f"CASE WHEN {at[part.guard]} IS NULL THEN 'null' ELSE {made} END"
    name = at[str(part.path)]
    if part.kind == TEXT:
        return f"coalesce(to_json({name})::text, 'null')"
    if part.kind in (DECIMAL, UNIQUE, DAY, MOMENT):
        return f"""coalesce('"' || {_plain(name, part.kind)} || '"', 'null')"""
    return f"coalesce({name}::text, 'null')"
