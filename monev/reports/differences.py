"""What differs between the data of two editions of a report. Pure: plain data in, changes out, no words.

Works for any shape: objects are compared key by key, rows of lists are found again by what identifies them, and what
only one of the two has is added or removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Kind = Literal["added", "removed", "changed"]
Data = Mapping[str, Any]

NOT_COMPARED = frozenset({"taken_at", "code_version", "format", "language", "examples"})
"""Differ in every edition, or say nothing about the subject."""
IDENTIFIERS = ("lineage", "uid", "key", "code", "number", "id")
NAMES = ("name", "title", "label", "subject", "text", "program", "agency", "item")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a value: a key, or (with `row`) the row of that name in the list at this key."""

    key: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs, or a row or value that only one of the two has."""

    path: tuple[Step, ...]
    kind: Kind
    before: Any = None
    after: Any = None


def changes(before: Data, after: Data) -> list[Change]:
    """Everything that differs, in the order of the newer edition.

    >>> [found] = changes({"total": {"spending": "10.00"}}, {"total": {"spending": "12.5"}})
    >>> [each.key for each in found.path], found.before, found.after
    (['total', 'spending'], '10.00', '12.5')
    >>> changes({"total": {"spending": "10.00"}}, {"total": {"spending": "10"}})
    []
    """
    return list(_objects(before, after, ()))


def _compare(before: Any, after: Any, path: tuple[Step, ...]) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _objects(before, after, path)
    elif _are_rows(before) and _are_rows(after) and (before or after):
        yield from _rows(before, after, path)
    elif not _same(before, after):
        yield Change(path, "changed", before, after)


def _objects(before: Data, after: Data, path: tuple[Step, ...]) -> Iterator[Change]:
    for key in [*after, *(each for each in before if each not in after)]:
        if not path and key in NOT_COMPARED:
            continue
        here = (*path, Step(key))
        if key not in before:
            yield Change(here, "added", after=after[key])
        elif key not in after:
            yield Change(here, "removed", before=before[key])
        else:
            yield from _compare(before[key], after[key], here)


def _are_rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(each, Mapping) for each in value)
    )


def _rows(before: Sequence[Data], after: Sequence[Data], path: tuple[Step, ...]) -> Iterator[Change]:
    """Rows are found again by their identity; their order alone is no difference."""
    keys = _identity(before, after)
    old, new = _named(before, keys), _named(after, keys)
    for identity, row in new.items():
        here = (*path[:-1], Step(path[-1].key, row_name(row)))
        if identity in old:
            yield from _objects(old[identity], row, here)
        else:
            yield Change(here, "added", after=row)
    for identity, row in old.items():
        if identity not in new:
            yield Change((*path[:-1], Step(path[-1].key, row_name(row))), "removed", before=row)


def _identity(before: Sequence[Data], after: Sequence[Data]) -> tuple[str, ...]:
    """The key that tells the rows apart in both lists; else all that name them."""
    for key in IDENTIFIERS:
        if all(_are_apart([row.get(key) for row in rows]) for rows in (before, after)):
            return (key,)
    rows = [*before, *after]
    return tuple(key for key in (*IDENTIFIERS, *NAMES) if all(key in row for row in rows))


def _are_apart(values: Sequence[Any]) -> bool:
    texts = [str(each) for each in values]
    return all(each not in (None, "") for each in values) and len(set(texts)) == len(texts)


def _named(rows: Sequence[Data], keys: Sequence[str]) -> dict[tuple[str, ...], Data]:
    """By identity; rows that nothing tells apart are counted."""
    found: dict[tuple[str, ...], Data] = {}
    for row in rows:
        identity = tuple(str(row.get(key)) for key in keys)
        number = 1
        while (*identity, str(number)) in found:
            number += 1
        found[(*identity, str(number))] = row
    return found


def row_name(row: Data) -> str:
    """What people call the row: its code and its name.

    >>> row_name({"code": "1.02", "name": "Posyandu"}), row_name({"agency": "Dinkes"}), row_name({"code": "jump"})
    ('1.02 Posyandu', 'Dinkes', 'jump')
    """
    name = next((str(row[key]) for key in NAMES if row.get(key)), "")
    code = str(row.get("code") or "")
    return f"{code} {name}".strip() or str(next((row[key] for key in IDENTIFIERS if row.get(key)), ""))


def _same(before: Any, after: Any) -> bool:
    if before == after:
        return True
    numbers = as_number(before), as_number(after)
    return None not in numbers and numbers[0] == numbers[1]


def as_number(value: Any) -> Decimal | None:
    """A figure, as it is frozen: a number, or a decimal as text; None for everything else.

    >>> as_number("62.50"), as_number(3), as_number("1.02.01"), as_number(True), as_number("NaN")
    (Decimal('62.50'), Decimal('3'), None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
