"""The search itself: the database narrows the rows within reach, their words decide, the likeliest come first.

Stage 1 asks the database for rows that hold a fragment of each word (`portal.search.roots.fragments`); what it brings
is compared word by word. Stage 2, only when nothing was found, looks for the nearest words within reach, and asks
again; at last for titles that have about half of the words.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.safestring import SafeString

from organizations.models import Region
from portal.search.asked import Query, Term, read_query
from portal.search.matching import Matcher
from portal.search.nearest import corrections
from portal.search.sources import SOURCES, TITLE, Shown, Source, newest_of_each

MOST = 2_000
"""Rows of a kind that are compared; who finds more than that has to ask more precisely."""
MOST_PARTIAL = 300
"""The same where only some of the words are asked for."""
SHOWN_OF_EACH = 5
PER_PAGE = 20


@dataclass(frozen=True)
class Wish:
    """What the address asks for, besides the words."""

    kind: str = ""
    region: Region | None = None
    pillar: str = ""
    all_versions: bool = False
    page: int = 1


@dataclass(frozen=True)
class Candidate:
    """A row that fits, before it is loaded."""

    pk: int
    score: float
    title: str
    region: str
    pillar: str


@dataclass(frozen=True)
class Found:
    """The rows of one kind, the likeliest first. `is_more`: the database had more than was compared."""

    rows: tuple[Candidate, ...] = ()
    is_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Hit:
    """A row as it is shown, the words that fit marked."""

    row: Any
    shown: Shown
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    source: Source
    count: int
    is_more: bool
    hits: tuple[Hit, ...] = ()
    pages: int = 1


@dataclass(frozen=True)
class Answer:
    """Everything that a page of results says.

    `corrected`: nothing has the words as typed, these have the nearest. `partial`: nothing has all of the words, these
    have some of them.
    """

    query: Query
    groups: tuple[Group, ...] = ()
    corrected: Query | None = None
    partial: bool = False
    regions: dict[str, int] = field(default_factory=dict)
    pillars: dict[str, int] = field(default_factory=dict)

    @cached_property
    def count(self) -> int:
        """How many there are of all kinds."""
        return sum(each.count for each in self.groups)

    @property
    def is_more(self) -> bool:
        return any(each.is_more for each in self.groups)


def search(text: str, wish: Wish, *, seen_by: Any) -> Answer:
    """What fits `text` among all that the person may see."""
    query = read_query(text)
    if not query:
        return Answer(query)
    found = _all_kinds(query, wish, seen_by)
    if any(found.values()):
        return _answer(query, query, found, wish, seen_by)
    better = corrections(query, seen_by)
    nearest = query.instead(better) if better else None
    for asked, partial in ((nearest, False), ((nearest or query).word_by_word(), True)):
        if asked and (not partial or len(asked.terms) > 1):
            found = _all_kinds(asked, wish, seen_by, every_term=not partial)
            if any(found.values()):
                return _answer(query, asked, found, wish, seen_by, corrected=nearest, partial=partial)
    return Answer(query)


def _all_kinds(query: Query, wish: Wish, user: Any, *, every_term: bool = True) -> dict[str, Found]:
    matcher = Matcher(query)
    return {each.kind: candidates(each, matcher, wish, user, every_term=every_term) for each in SOURCES}


def candidates(source: Source, matcher: Matcher, wish: Wish, user: Any, *, every_term: bool = True) -> Found:
    """The rows of one kind that fit; one query."""
    if wish.pillar and not source.pillar:
        return Found()
    most = MOST if every_term else MOST_PARTIAL
    rows = _narrowed(source, matcher.query, wish, user, every_term=every_term)
    columns = ["pk", source.region, source.pillar or "pk", *source.fields]
    likeliest = rows.alias(likely=_likely(source, matcher.query)).order_by("-likely", "-pk")
    lines = list(likeliest.values_list(*columns)[: most + 1])
    weights = tuple(source.fields.values())
    fitting = []
    for pk, region, pillar, *texts in lines[:most]:
        if score := matcher.score(zip(texts, weights, strict=True), every_term=every_term):
            fitting.append(Candidate(pk, score, texts[0], region, (pillar or "") if source.pillar else ""))
    in_order = sorted(fitting, key=lambda each: (-each.score, each.title.casefold(), each.pk))
    return Found(tuple(in_order), len(lines) > most)


def _narrowed(source: Source, query: Query, wish: Wish, user: Any, *, every_term: bool) -> QuerySet[Any]:
    """The rows within reach that may fit, in the region and pillar asked for."""
    rows = source.reachable(user, all_versions=wish.all_versions)
    rows = rows.filter(condition(source, query, every_term=every_term))
    if wish.region:
        rows = rows.filter(**{source.region: wish.region.code})
    if wish.pillar:
        rows = rows.filter(**{source.pillar: wish.pillar})
    return newest_of_each(rows) if wish.all_versions and source.everything else rows


def condition(source: Source, query: Query, *, every_term: bool = True) -> Q:
    """Which rows may fit: each term has a fragment in one of the fields, or one of the terms has it in a title."""
    if every_term:
        return reduce(operator.and_, (_any_of(source.fields, term) for term in query.terms))
    return reduce(operator.or_, (_any_of(_titles(source), term) for term in query.terms))


def _titles(source: Source) -> list[str]:
    return [path for path, weight in source.fields.items() if weight == TITLE]


def _any_of(paths: Iterable[str], term: Term) -> Q:
    return reduce(
        operator.or_,
        (
            reduce(operator.and_, (_holds(path, word.fragments) for word in phrase.words))
            for path in paths
            for phrase in term.phrases
        ),
    )


def _holds(path: str, fragments: Iterable[str]) -> Q:
    return reduce(operator.or_, (Q(**{f"{path}__icontains": each}) for each in sorted(fragments)))


def _likely(source: Source, query: Query) -> Any:
    """How many of the typed words stand in a title: when there are too many rows, those with most are kept."""
    typed = {word.text for term in query.terms for word in term.phrases[0].words}
    titles = _titles(source)
    return sum(Case(When(_any_path(titles, word), then=Value(1)), default=Value(0)) for word in sorted(typed))


def _any_path(paths: Iterable[str], word: str) -> Q:
    return reduce(operator.or_, (Q(**{f"{path}__icontains": word}) for path in paths))


def _answer(
    typed: Query,
    used: Query,
    found: dict[str, Found],
    wish: Wish,
    user: Any,
    *,
    corrected: Query | None = None,
    partial: bool = False,
) -> Answer:
    everything = [row for each in found.values() for row in each.rows]
    matcher = Matcher(used)
    groups = (_group(each, found[each.kind], matcher, wish, user) for each in SOURCES if found[each.kind])
    return Answer(
        query=typed,
        groups=tuple(sorted(groups, key=lambda each: -found[each.source.kind].rows[0].score)),
        corrected=corrected,
        partial=partial,
        regions=Counter(each.region for each in everything),
        pillars=Counter(each.pillar for each in everything if each.pillar),
    )


def _group(source: Source, found: Found, matcher: Matcher, wish: Wish, user: Any) -> Group:
    """The first few of a kind; all of it, by pages, when only this kind is asked for."""
    rows = found.rows
    pages = -(-len(rows) // PER_PAGE)
    if not wish.kind:
        part = rows[:SHOWN_OF_EACH]
    elif wish.kind == source.kind:
        number = min(max(wish.page, 1), pages)
        part = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    else:
        part = ()
    hits = tuple(_hits(source, part, matcher, wish, user)) if part else ()
    return Group(source, len(rows), found.is_more, hits, pages)


def _hits(source: Source, part: Sequence[Candidate], matcher: Matcher, wish: Wish, user: Any) -> Iterable[Hit]:
    rows = source.reachable(user, all_versions=wish.all_versions).select_related(*source.related)
    loaded = rows.in_bulk([each.pk for each in part])
    for each in part:
        if (row := loaded.get(each.pk)) is not None:
            shown = source.show(row)
            snippet = next((found for text in shown.texts if (found := matcher.snippet(text))), SafeString())
            yield Hit(row, shown, matcher.marked(shown.title), snippet)
