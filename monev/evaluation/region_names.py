"""Which region a text means: an official code, or a name as letters, tables and spreadsheets write it.

It alone decides that. A text that fits more than one region fits none: the caller shows the candidates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

KABUPATEN, KOTA = "KABUPATEN", "KOTA"
KINDS = {
    **dict.fromkeys(("KAB", "KABUPATEN", "PEMKAB"), KABUPATEN),
    **dict.fromkeys(("KOTA", "KOTAMADYA", "KODYA", "PEMKOT"), KOTA),
}
"""First words (or last ones, behind a comma or in brackets) that say what kind of region is meant."""
INTRODUCTIONS = frozenset(["PEMERINTAH", "PEMDA", "DAERAH"])
WRITTEN_OUT = {
    **dict.fromkeys(("KEP", "KEPUL"), "KEPULAUAN"),
    **dict.fromkeys(("P", "PUL"), "PULAU"),
    **dict.fromkeys(("SEL", "SLT"), "SELATAN"),
    **dict.fromkeys(("UT", "UTR"), "UTARA"),
    **dict.fromkeys(("BAR", "BRT"), "BARAT"),
    **dict.fromkeys(("TIM", "TMR"), "TIMUR"),
    **dict.fromkeys(("TENG", "TGH"), "TENGAH"),
    **dict.fromkeys(("TENGG", "TGR"), "TENGGARA"),
    "TJ": "TANJUNG",
    "TG": "TANJUNG",
    "PD": "PADANG",
    "50": "LIMA PULUH",
    "&": "DAN",
}
"""Abbreviations of single words; none of them is a word in the name of a region."""
SILENT = frozenset(["ADM", "ADMIN", "ADMINISTRASI"])
"""Words that letters leave out without another region being meant."""
WEAK = frozenset(["KEPULAUAN", "PULAU", "DAN"])
"""Words that are left out in speech: `KAB. MOROTAI` is Pulau Morotai, but `KAB. BANGGAI` is not Banggai Kepulauan."""
OTHER_NAMES = {
    "TOBA SAMOSIR": "TOBA",
    "PASIR": "PASER",
    "MALUKU TENGGARA BARAT": "KEPULAUAN TANIMBAR",
    "MAMUJU UTARA": "PASANGKAYU",
    "KUTAI KERTANEGARA": "KUTAI KARTANEGARA",
    "MAHAKAM HULU": "MAHAKAM ULU",
    "PANGKEP": "PANGKAJENE DAN KEPULAUAN",
    "SIDRAP": "SIDENRENG RAPPANG",
    "SITARO": "KEPULAUAN SIAU TAGULANDANG BIARO",
    "PALI": "PENUKAL ABAB LEMATANG ILIR",
    "OKU": "OGAN KOMERING ULU",
    "OKI": "OGAN KOMERING ILIR",
    "OKU TIMUR": "OGAN KOMERING ULU TIMUR",
    "OKU SELATAN": "OGAN KOMERING ULU SELATAN",
    "HSU": "HULU SUNGAI UTARA",
    "HSS": "HULU SUNGAI SELATAN",
    "HST": "HULU SUNGAI TENGAH",
    "PADANG SIDEMPUAN": "PADANGSIDIMPUAN",
    "SOLO": "SURAKARTA",
    "JOGJAKARTA": "YOGYAKARTA",
    "JOGJA": "YOGYAKARTA",
    "MAKASAR": "MAKASSAR",
    "UJUNG PANDANG": "MAKASSAR",
}
"""Former names, initials and usual misspellings, by what the region is called now."""
CODE = re.compile(r"(\d{2})[.,]?(\d{2})")
CUT_CODE = re.compile(r"(\d{2})[.,](\d)")
WORDS = re.compile(r"[A-Z0-9]+|&")
APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
TAIL = re.compile(r"^(?P<body>[^,(]+)[,(]\s*(?P<tail>[^,()]+?)\s*\)?$")
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A region as the register names it."""

    code: str
    name: str
    province: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The region meant, or None with those that it could be: several that fit, else those that look alike."""

    found: Named | None
    candidates: tuple[Named, ...] = ()


def words_of(text: str) -> list[str]:
    """Capital words without accents, apostrophes and punctuation, abbreviations written out.

    >>> words_of("Kab. Kep. Sangihe"), words_of("KOTA BAU-BAU"), words_of("Kota Adm. Jakarta Pusat")
    (['KAB', 'KEPULAUAN', 'SANGIHE'], ['KOTA', 'BAU', 'BAU'], ['KOTA', 'JAKARTA', 'PUSAT'])
    """
    bare = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text).upper())
    found = WORDS.findall("".join(each for each in bare if not unicodedata.combining(each)))
    return [word for each in found if each not in SILENT for word in WRITTEN_OUT.get(each, each).split()]


def kind_and_body(text: str) -> tuple[str, list[str]]:
    """The kind that the first word names ('' for none) and the words of the name itself.

    >>> kind_and_body("KAB. LIMA PULUH KOTA"), kind_and_body("Pemerintah Kota Batu"), kind_and_body("Surabaya")
    (('KABUPATEN', ['LIMA', 'PULUH', 'KOTA']), ('KOTA', ['BATU']), ('', ['SURABAYA']))
    """
    words = words_of(text)
    while len(words) > 1 and words[0] in INTRODUCTIONS:
        words = words[1:]
    if len(words) > 1 and words[0] in KINDS:
        return KINDS[words[0]], words[1:]
    return "", words


def squeezed(words: Iterable[str]) -> str:
    """The words without what stands between them, and without a silent word that was written into one of them."""
    return "".join(words).replace("ADMINISTRASI", "")


def _weak(words: Iterable[str]) -> str:
    return squeezed(each for each in words if each not in WEAK)


_RENAMED = {squeezed(old.split()): squeezed(new.split()) for old, new in OTHER_NAMES.items()}


@dataclass
class RegionNames:
    """The register of all regions, asked with `match`."""

    _by_code: dict[str, Named] = field(default_factory=dict)
    _strict: dict[tuple[str, str], list[Named]] = field(default_factory=dict)
    _loose: dict[tuple[str, str], list[Named]] = field(default_factory=dict)
    _whole: dict[str, list[Named]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Named]) -> RegionNames:
        """The register of these regions."""
        made = cls()
        for each in rows:
            made._add(each)
        return made

    def _add(self, region: Named) -> None:
        kind, body = kind_and_body(region.name)
        self._by_code[region.code] = region
        for known in {kind, ""}:
            self._strict.setdefault((known, squeezed(body)), []).append(region)
            self._loose.setdefault((known, _weak(body)), []).append(region)
        for first, meant in KINDS.items():
            if meant == kind:
                self._whole.setdefault(first + squeezed(body), []).append(region)

    def match(self, text: str) -> Match:
        """The one region that `text` means."""
        text = " ".join(text.split())
        if coded := self._by_official_code(text):
            return coded
        whole = self._named(text)
        tail = None if len(whole) == 1 else TAIL.match(text)
        found = self._with_tail(tail["body"], tail["tail"]) if tail else whole
        if len(found) == 1:
            return Match(found[0])
        return Match(None, tuple(found) or self._alike(text))

    def _by_official_code(self, text: str) -> Match | None:
        """`35.07` and `3507`; a spreadsheet may have cut the zero of `35.10`, which then could be `35.01`."""
        text = text.rstrip(".")
        if full := CODE.fullmatch(text):
            found = self._by_code.get(f"{full[1]}.{full[2]}")
            return Match(found)
        if cut := CUT_CODE.fullmatch(text):
            both = (self._by_code.get(f"{cut[1]}.{cut[2]}0"), self._by_code.get(f"{cut[1]}.0{cut[2]}"))
            return Match(None, tuple(each for each in both if each))
        return None

    def _named(self, text: str) -> list[Named]:
        """From the strict reading to the loose one: the first that fits anything decides."""
        kind, body = kind_and_body(text)
        name = squeezed(body)
        whole = squeezed(words_of(text))
        found = (
            self._strict.get((kind, name)),
            self._strict.get(("", whole)),
            self._whole.get(whole),
            self._strict.get((kind, _RENAMED.get(name, name))),
            self._loose.get((kind, _weak(body))),
        )
        return next((rows for rows in found if rows and name), [])

    def _with_tail(self, body: str, tail: str) -> list[Named]:
        """`MALANG, KAB.` and `BANJAR (KALIMANTAN SELATAN)`: the tail says the kind or the province."""
        last = words_of(tail)
        if len(last) == 1 and last[0] in KINDS:
            return self._named(f"{KINDS[last[0]]} {body}")
        province = squeezed(each for each in last if each not in ("PROV", "PROVINSI"))
        return [each for each in self._named(body) if province and squeezed(words_of(each.province)) == province]

    def _alike(self, text: str) -> tuple[Named, ...]:
        """Regions whose names look like the text, the most alike first."""
        kind, body = kind_and_body(text)
        names = {name: rows for (known, name), rows in self._strict.items() if known == kind}
        close = get_close_matches(squeezed(body), names, n=MOST_CANDIDATES, cutoff=0.75)
        found = [region for name in close for region in names[name]]
        return tuple(found or (self._strict.get(("", squeezed(body))) or []))[:MOST_CANDIDATES]
