"""The possible roots of an Indonesian word: `pelayanan` and `layanan` share `layan`; pure, without a dictionary.

A stemmer without a dictionary has to guess one root and is often wrong where a prefix swallows the first letter
(`pengelolaan`: kelola or elola?). Here a word has the set of roots it may have; two words are of one family when their
sets meet. `docs/search.md` has the comparison with Snowball and Sastrawi.
"""

from __future__ import annotations

from functools import lru_cache

VOWELS = "aiueo"
SHORTEST = 3
"""No root is shorter: what is left of `ikan` without `-an` is not a word."""
SUFFIXES = ("isasi", "kan", "an", "i")
PARTICLES = ("nya", "lah", "kah", "pun")
PLAIN_PREFIXES = ("keter", "keber", "pember", "member", "diper", "memper", "ke", "ber", "ter", "per", "di", "se", "pe")
SWALLOWED = {"ny": ("s",), "ng": ("", "k"), "m": ("p", "m"), "n": ("t", "n")}
"""What a nasal before a vowel may stand for: pe-ny-ehatan: sehat; pe-m-asaran: pasar, but pe-m-uda: muda."""
BEFORE = {"m": "bfp", "n": "dcjtz", "ng": "ghk", "": "lmnrwy"}
"""Which consonants follow a nasal that swallowed nothing: pem-bangunan, pen-didikan, peng-hijauan, pe-layanan."""


@lru_cache(maxsize=50_000)
def roots(word: str) -> frozenset[str]:
    """Every root that a word (lower case) may have.

    >>> bool(roots("pelayanan") & roots("layanan")), bool(roots("pengelolaan") & roots("kelola"))
    (True, True)
    >>> bool(roots("kesehatan") & roots("penyehatan")), bool(roots("perikanan") & roots("ikan"))
    (True, True)
    >>> bool(roots("pada") & roots("pengadaan"))
    False
    """
    found = set()
    for ending in _without_endings(word):
        stripped = _without_prefix(ending)
        found |= stripped or {ending}
        # Both: `ikan` is a root and not i-kan, `digital` is one and not di-gital.
        found.add(ending)
    return frozenset(found)


def _without_endings(word: str) -> set[str]:
    """The word, and the word without its particle and suffix."""
    bare = {word} | {word[: -len(each)] for each in PARTICLES if word.endswith(each)}
    cut = {one[: -len(each)] for one in bare for each in SUFFIXES if one.endswith(each)}
    return {each for each in bare | cut if len(each) >= SHORTEST}


def _without_prefix(word: str) -> set[str]:
    plain = {word[len(each) :] for each in PLAIN_PREFIXES if word.startswith(each)}
    nasal = _without_nasal(word)
    longer = {one for each in plain for one in _without_nasal(each)}
    return {each for each in plain | nasal | longer if len(each) >= SHORTEST and _pronounceable(each)}


def _without_nasal(word: str) -> set[str]:
    """`menyehatkan`: sehat; `pembangunan`: bangun; `pengelola`: elola, kelola."""
    if word[:2] not in ("me", "pe"):
        return set()
    rest, found = word[2:], set()
    for nasal, letters in SWALLOWED.items():
        if rest.startswith(nasal) and rest[len(nasal) : len(nasal) + 1] in tuple(VOWELS):
            found |= {letter + rest[len(nasal) :] for letter in letters}
    for nasal, following in BEFORE.items():
        if rest.startswith(nasal) and rest[len(nasal) : len(nasal) + 1] in tuple(following):
            found.add(rest[len(nasal) :])
    return found


def _pronounceable(word: str) -> bool:
    """Whether a word may begin so: `ke|nduduk` is not a prefix and a root."""
    return word[0] in VOWELS or word[1] in VOWELS or word[:2] in ("ny", "ng", "kr", "tr", "pr", "br", "dr", "pl", "st")


NASALS = {"k": "ng", "p": "m", "t": "n", "s": "ny"}


def fragments(word: str) -> frozenset[str]:
    """What at least one of stands in every word of the family, for a search in the database; as few as possible.

    >>> sorted(fragments("penataan"))
    ['nata', 'tata']
    >>> sorted(fragments("layanan"))
    ['layan']
    """
    wanted = set()
    for root in roots(word):
        wanted.add(root)
        if root[0] in NASALS:
            wanted.add(NASALS[root[0]] + root[1:])
    return frozenset(each for each in wanted if not any(other != each and other in each for other in wanted))
