"""How well a text fits a query, and which of its words to mark; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.search.asked import Phrase, Query, Term, Word
from portal.search.words import LITTLE, places_of, words_of

AROUND = 90
"""Letters kept before the first hit of a long text."""
SNIPPET = 260
TOGETHER = 0.3
"""The bonus of a title in which all that was typed stands in this order."""


@dataclass
class Matcher:
    """Compares texts with one query; a word that comes again is compared once."""

    query: Query
    known: dict[tuple[str, str], float] = field(default_factory=dict)

    def likeness(self, word: Word, other: str) -> float:
        key = (word.text, other)
        if key not in self.known:
            self.known[key] = word.likeness(other)
        return self.known[key]

    def of_phrase(self, phrase: Phrase, words: Sequence[str]) -> float:
        """The likeness of the best place where the words of the phrase stand together."""
        if len(phrase.words) == 1:
            word = phrase.words[0]
            return phrase.weight * max((self.likeness(word, each) for each in words), default=0.0)
        best = 0.0
        telling = [each for each in words if each not in LITTLE]
        for start in range(len(telling) - len(phrase.words) + 1):
            parts = [self.likeness(word, other) for word, other in zip(phrase.words, telling[start:], strict=False)]
            best = max(best, phrase.weight * min(parts))
        return best

    def of_term(self, term: Term, words: Sequence[str]) -> float:
        return max(self.of_phrase(each, words) for each in term.phrases)

    def score(self, texts: Iterable[tuple[str, float]], *, every_term: bool = True) -> float:
        """How well a row fits, by its texts with their weights, the weightiest first.

        0 when it lacks a term; without `every_term` when it has less than half of them.
        """
        best = [0.0] * len(self.query.terms)
        typed = self.query.text
        bonus = 0.0
        for text, weight in texts:
            if not text or all(each >= weight for each in best):
                continue
            words = words_of(text)
            for number, term in enumerate(self.query.terms):
                if best[number] < weight:
                    best[number] = max(best[number], weight * self.of_term(term, words))
            if len(self.query.terms) > 1 and typed in " ".join(words):
                bonus = max(bonus, TOGETHER * weight)
        wanted = len(best) if every_term else max(1, len(best) // 2)
        return sum(best) + bonus if sum(each > 0 for each in best) >= wanted else 0.0

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The places of the words that fit, in order."""
        words = words_of(text)
        phrases = [phrase for term in self.query.terms for phrase in term.phrases if self.of_phrase(phrase, words)]
        wanted = {word for phrase in phrases for word in phrase.words}
        return [
            (each.start, each.end) for each in places_of(text) if any(self.likeness(word, each.word) for word in wanted)
        ]

    def marked(self, text: str) -> SafeString:
        """The text, escaped, the words that fit in <mark>."""
        return _marked(text, self.spans(text))

    def snippet(self, text: str) -> SafeString:
        """The part of a long text around its first hit, marked; nothing where it has none."""
        flat = " ".join(text.split())
        spans = self.spans(flat)
        if not spans:
            return SafeString()
        start = _word_start(flat, spans[0][0] - AROUND)
        end = _word_end(flat, start + SNIPPET)
        inside = [(a - start, b - start) for a, b in spans if b <= end]
        part = _marked(flat[start:end], inside)
        return format_html("{}{}{}", "… " if start else "", part, " …" if end < len(flat) else "")


def _word_start(text: str, place: int) -> int:
    return 0 if place <= 0 else text.find(" ", place) + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    cut = text.rfind(" ", 0, place)
    return cut if cut > 0 else place


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [conditional_escape(text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return mark_safe("".join([*parts, conditional_escape(text[at:])]))  # noqa: S308  every part is escaped above
