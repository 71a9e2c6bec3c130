"""How the agenda of a meeting is compiled: what is proposed, and what people changed stays as they left it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DEVIATION, DIRECTIVE, FINDING, COMMITMENT, OTHER = "deviation", "directive", "finding", "commitment", "other"
ORDER = (DIRECTIVE, DEVIATION, COMMITMENT, FINDING, OTHER)
"""What was asked for first, then where it is late, what was pledged, what assessors found, and what people add."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that belongs on the agenda; `reference` names the row that it is about, the same at every compiling."""

    kind: str
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands on the agenda. `is_own`: people wrote or changed it, so that compiling leaves it alone.

    `is_dropped`: people took it off; it is not proposed again. `key` is the row in the store, None for a new one.
    """

    kind: str
    reference: str
    text: str
    key: int | None = None
    is_own: bool = False
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """The outcome: all items in order, and the keys of those whose reason has gone."""

    items: tuple[Item, ...]
    gone: tuple[int, ...]


def compiled(standing: Sequence[Item], proposals: Iterable[Proposal]) -> Agenda:
    """Bring `standing` (in its order) up to date with `proposals`.

    An item that nobody touched takes the new words of its proposal, or goes when it is not proposed any more. Own ones
    stay as they are. New ones follow the last item of their kind, else the kinds before it.

    >>> old = [Item("other", "", "Lain-lain", 1, is_own=True), Item("deviation", "a", "A −5", 2)]
    >>> new = [Proposal("deviation", "a", "A −7"), Proposal("directive", "d", "D")]
    >>> [each.text for each in compiled(old, new).items]
    ['D', 'Lain-lain', 'A −7']
    """
    wanted = {each.reference: each for each in proposals}
    kept = [_renewed(each, wanted) for each in standing if not each.is_dropped]
    items = [each for each in kept if each is not None]
    known = {each.reference for each in standing if each.reference}
    for each in wanted.values():
        if each.reference not in known:
            items.insert(place_for(each.kind, items), Item(each.kind, each.reference, each.text))
    left = {each.key for each in items}
    gone = (each.key for each in standing if each.key is not None and not each.is_dropped and each.key not in left)
    return Agenda(tuple(items), tuple(gone))


def _renewed(item: Item, wanted: dict[str, Proposal]) -> Item | None:
    if item.is_own:
        return item
    proposal = wanted.get(item.reference)
    return replace(item, text=proposal.text) if proposal else None


def place_for(kind: str, items: Sequence[Item]) -> int:
    """Where an item of `kind` joins: behind the last of its kind, else behind the last of the kinds before it."""
    rank = ORDER.index(kind)
    same = [number for number, each in enumerate(items) if each.kind == kind]
    if same:
        return same[-1] + 1
    before = [number for number, each in enumerate(items) if ORDER.index(each.kind) < rank]
    return before[-1] + 1 if before else 0


def moved(keys: Sequence[int], key: int, by: int) -> tuple[int, ...]:
    """The order after `key` has gone `by` places towards the end (negative: towards the beginning).

    >>> moved((1, 2, 3), 3, -1), moved((1, 2, 3), 1, -1), moved((1, 2, 3), 9, 1)
    ((1, 3, 2), (1, 2, 3), (1, 2, 3))
    """
    if key not in keys:
        return tuple(keys)
    rest = [each for each in keys if each != key]
    place = min(max(list(keys).index(key) + by, 0), len(rest))
    return (*rest[:place], key, *rest[place:])
