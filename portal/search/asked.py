"""What somebody asked for: the words of the query, each with its family, its synonyms and its abbreviations; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from portal.search.roots import fragments, roots
from portal.search.words import LITTLE, words_of

LONGEST = 200
MOST_TERMS = 8
AS_TYPED, AS_SYNONYM = 1.0, 0.6
FAMILY, BEGINNING, INSIDE = 0.9, 0.85, 0.6
SHORT = 3
LONG_ROOT = 5
LONGEST_PHRASE = 6


@dataclass(frozen=True)
class Word:
    """One word to look for."""

    text: str

    def likeness(self, other: str) -> float:
        """How well a word of a text fits: 1 the same, less for the same family, a beginning, a part; 0 not at all.

        >>> Word("layanan").likeness("pelayanan"), Word("tik").likeness("statistik"), Word("pos").likeness("posyandu")
        (0.9, 0.0, 0.85)
        """
        if other == self.text:
            return AS_TYPED
        if self.text.isdigit():
            return 0.0
        if len(self.text) > SHORT and roots(self.text) & roots(other):
            return FAMILY
        if len(self.text) >= SHORT and other.startswith(self.text):
            return BEGINNING
        if any(len(each) >= LONG_ROOT and each in other for each in self.shortest_roots):
            return INSIDE
        return 0.0

    @property
    def shortest_roots(self) -> frozenset[str]:
        """The roots that no other of the word's roots stands in."""
        return _shortest(self.text)

    @property
    def fragments(self) -> frozenset[str]:
        """What stands in every word that fits, for the database."""
        return fragments(self.text) if len(self.text) > SHORT and self.text.isalpha() else frozenset([self.text])


@lru_cache(maxsize=5_000)
def _shortest(word: str) -> frozenset[str]:
    found = roots(word)
    return frozenset(each for each in found if not any(other != each and other in each for other in found))


@dataclass(frozen=True)
class Phrase:
    """Words that must stand together, and how much it counts that they do."""

    words: tuple[Word, ...]
    weight: float = AS_TYPED


@dataclass(frozen=True)
class Term:
    """One thing asked for, by any of its phrases; the first is what was typed."""

    phrases: tuple[Phrase, ...]

    @property
    def text(self) -> str:
        """As it was typed."""
        return " ".join(each.text for each in self.phrases[0].words)


@dataclass(frozen=True)
class Query:
    """All terms; a row that has each of them is found. `shortened`: there was more than is looked for."""

    terms: tuple[Term, ...] = ()
    shortened: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def text(self) -> str:
        """What is looked for, as words."""
        return " ".join(each.text for each in self.terms)

    def word_by_word(self) -> Query:
        """The same with no words held together: each may stand somewhere else."""
        return replace(
            self, terms=tuple(term_of((word.text,)) for term in self.terms for word in term.phrases[0].words)
        )

    def instead(self, corrections: dict[str, tuple[str, ...]]) -> Query:
        """The same with other words for some of the terms, the likeliest first."""
        terms = []
        for each in self.terms:
            better = corrections.get(each.text)
            if better:
                first, *rest = (term_of((word,)) for word in better)
                terms.append(replace(first, phrases=first.phrases + tuple(p for one in rest for p in one.phrases[:1])))
            else:
                terms.append(each)
        return replace(self, terms=tuple(terms))


def read_query(text: str) -> Query:
    """What the typed text asks for; nothing when it holds no word.

    >>> [each.text for each in read_query("%_ Posyandu & yang 'digital'").terms]
    ['posyandu', 'digital']
    """
    words = words_of(text[:LONGEST])
    telling = [each for each in words if each not in LITTLE and (len(each) > 1 or each.isdigit())] or words
    groups = _grouped(telling)
    return Query(tuple(term_of(each) for each in groups[:MOST_TERMS]), len(text) > LONGEST or len(groups) > MOST_TERMS)


def term_of(words: Sequence[str]) -> Term:
    """The term of one word, or of words that have a synonym together."""
    typed = Phrase(tuple(Word(each) for each in words))
    others = [Phrase(tuple(Word(each) for each in other), AS_SYNONYM) for other in _synonyms().get(tuple(words), ())]
    return Term((typed, *others))


def _grouped(words: list[str]) -> list[tuple[str, ...]]:
    """Words that have a synonym together are one term (`rumah sakit`); all others stand alone. None comes twice."""
    found: dict[tuple[str, ...], None] = {}
    start = 0
    while start < len(words):
        longest = next(
            (
                length
                for length in range(min(LONGEST_PHRASE, len(words) - start), 1, -1)
                if tuple(words[start : start + length]) in _synonyms()
            ),
            1,
        )
        found[tuple(words[start : start + longest])] = None
        start += longest
    return list(found)


@lru_cache(maxsize=1)
def _synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Phrase -> the other phrases of its groups, as words without the little ones."""
    groups = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text())["groups"]
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for group in groups:
        phrases = [tuple(each for each in words_of(text) if each not in LITTLE) for text in group]
        for each in phrases:
            found.setdefault(each, []).extend(other for other in phrases if other != each)
    return {phrase: tuple(dict.fromkeys(others)) for phrase, others in found.items()}


def synonym_words() -> set[str]:
    """Every single word of the list, for whoever misspells one of them."""
    return {phrase[0] for phrase in _synonyms() if len(phrase) == 1}
