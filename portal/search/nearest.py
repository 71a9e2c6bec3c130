"""The nearest words: what somebody meant who typed `posyadnu digitl`, among the words of the rows within reach."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import OSA

from organizations.roles import Can
from portal.search.asked import Query, Term, synonym_words
from portal.search.sources import SOURCES
from portal.search.words import LITTLE, words_of

KEPT = 300
"""Seconds. What is found is looked up anew each time: an old list costs a suggestion, never shows a row."""
SHORTEST = 3
BEST = 3
DISTANCE = ((4, 1), (8, 2), (99, 3))
"""Up to so many letters: so many letters wrong, swapped neighbours count once."""


def corrections(query: Query, user: Any) -> dict[str, tuple[str, ...]]:
    """For each term that is in none of the words within reach the nearest words, the likeliest first."""
    unknown = [each for each in query.terms if len(each.text) >= SHORTEST]
    if not unknown:
        return {}
    known = vocabulary(user)
    found = {each.text: nearest(each.text, known) for each in unknown if not _is_known(each, known)}
    return {text: words for text, words in found.items() if words}


def nearest(text: str, known: dict[str, int]) -> tuple[str, ...]:
    """The words with the fewest letters that differ, the more frequent first.

    >>> nearest("posyadnu", {"posyandu": 3, "puskesmas": 9})
    ('posyandu',)
    >>> nearest("samph", {"sampah": 4, "sampai": 1})
    ('sampah',)
    """
    most = next(wrong for length, wrong in DISTANCE if len(text) <= length or length == DISTANCE[-1][0])
    found = process.extract(text, list(known), scorer=OSA.distance, score_cutoff=most, limit=25)
    if not found:
        return ()
    least = min(distance for _word, distance, _place in found)
    same = [word for word, distance, _place in found if distance == least]
    return tuple(sorted(same, key=lambda word: (word[0] != text[0], -known[word], word))[:BEST])


def _is_known(term: Term, known: dict[str, int]) -> bool:
    return all(word.text in known or any(word.likeness(other) for other in known) for word in term.phrases[0].words)


def vocabulary(user: Any) -> dict[str, int]:
    """The words of the titles within the person's reach, and how often each comes."""
    reach = user.access.reach(Can.VIEW)
    sign = f"{reach.nation} {sorted(reach.regions)} {sorted(reach.agencies)}"
    key = f"search-words:{hashlib.sha256(sign.encode()).hexdigest()}"
    known: dict[str, int] | None = cache.get(key)
    if known is None:
        known = _read(user)
        cache.set(key, known, KEPT)
    return known


def _read(user: Any) -> dict[str, int]:
    """One query a kind; a text that many rows share is read once."""
    counts: Counter[str] = Counter(synonym_words())
    for source in SOURCES:
        for texts in source.reachable(user).order_by().values_list(*source.titles).distinct().iterator():
            counts.update(word for text in texts for word in words_of(text or ""))
    return {word: count for word, count in counts.items() if len(word) >= SHORTEST and word not in LITTLE}
