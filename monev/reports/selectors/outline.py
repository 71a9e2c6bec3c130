"""Urusan, bidang, program, kegiatan: under which headings of the nomenclature programs stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterplan.models.catalogues import NomenclatureItem
from masterplan.models.plans import Program

AFFAIR = "urusan"
WITHOUT = "none"
AFFAIRS = {
    "1": _("Obligatory affairs with basic services"),
    "2": _("Obligatory affairs without basic services"),
    "3": _("Affairs of choice"),
    "4": _("Elements that support government affairs"),
    "5": _("Elements that assist government affairs"),
    "6": _("Element of supervision"),
    "7": _("Element of territory"),
    "8": _("Element of general government"),
    "X": _("Not of any affair"),
}
"""Urusan by the first part of a code (Permendagri 90/2019)."""
_CODE = re.compile(r"^([1-8X])\.(\d\d|XX)(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Node:
    """A heading: level (`urusan`, then the levels of the nomenclature, or `none`), code and official name."""

    level: str
    code: str
    name: str


Path = tuple[Node, ...]
"""The headings above a program, the widest first."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the places (in the list that was given) of all programs below it; `depth` from 0."""

    node: Node
    depth: int
    members: tuple[int, ...]


def outline(paths: Sequence[Path], codes: Sequence[str]) -> Iterator[Heading | int]:
    """Headings, each followed by what stands below it; a program is its place in the list. In the order of the codes.

    Programs without headings come last, under one that says so; when none has a heading, they stand alone.

    >>> field = Node("bidang", "2.16", "KOMINFO")
    >>> [each if isinstance(each, int) else each.node.code for each in outline([(), (field,)], ["A", "2.16.03"])]
    ['2.16', 1, '', 0]
    """
    plain = [number for number, path in enumerate(paths) if not path]
    placed = [number for number, path in enumerate(paths) if path]
    yield from _below(placed, paths, codes, 0)
    if plain and placed:
        yield Heading(Node(WITHOUT, "", gettext("Without a code of the nomenclature")), 0, tuple(plain))
    yield from sorted(plain, key=lambda number: natural(codes[number]))


def _below(members: Sequence[int], paths: Sequence[Path], codes: Sequence[str], depth: int) -> Iterator[Heading | int]:
    """What ends at this depth and what goes on below a further heading, together in the order of the codes."""
    groups: dict[Node, list[int]] = defaultdict(list)
    found: list[tuple[tuple[object, ...], Node | int]] = []
    for number in members:
        if len(paths[number]) > depth:
            groups[paths[number][depth]].append(number)
        else:
            found.append((natural(codes[number]), number))
    found += [(natural(node.code), node) for node in groups]
    for _order, each in sorted(found, key=lambda item: item[0]):
        if isinstance(each, int):
            yield each
        else:
            yield Heading(each, depth, tuple(groups[each]))
            yield from _below(groups[each], paths, codes, depth + 1)


def natural(code: str) -> tuple[object, ...]:
    """Parts of a code, numbers by their value.

    >>> sorted(["1.10", "1.9", "X.1"], key=natural)
    ['1.9', '1.10', 'X.1']
    """
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"[.\-\s]+", code))


def paths_of(programs: Iterable[Program]) -> list[Path]:
    """The headings of each program, in one query.

    They come from the item of the nomenclature that the program names; a program that names none, but has a code of
    that form, stands under urusan and bidang of its code, which are numbered alike in all editions.
    """
    rows = list(programs)
    linked = {row.nomenclature_id for row in rows if row.nomenclature_id}
    fields = {found[0].rstrip(".") for row in rows if (found := _CODE.match(row.code))}
    if not linked and not fields:
        return [() for _row in rows]
    items = NomenclatureItem.objects.filter(
        Q(pk__in=linked) | Q(level=NomenclatureItem.Level.FIELD, code__in=fields)
    ).select_related("parent__parent__parent")
    ordered = list(items.order_by("edition", "code"))
    by_id = {item.pk: item for item in ordered}
    by_code = {item.code: item for item in ordered if item.level == NomenclatureItem.Level.FIELD}
    return [_path(row, by_id, by_code) for row in rows]


def _path(program: Program, by_id: dict[int, NomenclatureItem], by_code: dict[str, NomenclatureItem]) -> Path:
    item = by_id.get(program.nomenclature_id or 0)
    if item is None:
        found = _CODE.match(program.code)
        if found is None:
            return ()
        item = by_code.get(found[0].rstrip("."))
        return _with_affair(found[1], [item] if item else [])
    chain = [item] if program.code != item.code else []
    above = item.parent
    while above is not None:
        chain.insert(0, above)
        above = above.parent
    return _with_affair(item.code[:1], chain)


def _with_affair(first: str, chain: Sequence[NomenclatureItem]) -> Path:
    """Urusan above the items, which the nomenclature itself does not name."""
    affair = Node(AFFAIR, first, str(AFFAIRS.get(first.upper(), first)))
    return (affair, *(Node(item.level, item.code, item.name) for item in chain))
