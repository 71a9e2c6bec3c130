"""Provinces, regions and cohorts: display names, kinds, time zones."""

from __future__ import annotations

from organizations.models import Cohort, Province, Region
from portal.reference.files import csv_rows
from portal.reference.rows import Tally, bring

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
IN_WITA = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
IN_WIT = frozenset(["81", "82", "91", "92", "93", "94", "95", "96"])
"""Codes of the provinces in the two eastern time zones; all others (Sumatra, Java, 61, 62) are in WIB."""

SMALL_WORDS = frozenset(["dan", "di"])
ABBREVIATIONS = frozenset(["DKI"])
CODE_SOURCE = "Kode dan nama: idn-area-data 4.0.1 (ODbL 1.0)"
COHORT_LABELS = {
    "2017 (announced)": "2017 (diumumkan)",
    "2017-2019 (year not resolved)": "2017–2019 (tahun belum dapat dipastikan)",
    "2021 KPPN/IKN": "2021 (KPPN/IKN)",
}
"""Published labels that are not plain years, as the interface shows them."""


def display_name(published: str) -> str:
    """The name as it is written in a sentence.

    >>> display_name("KABUPATEN PANGKAJENE DAN KEPULAUAN"), display_name("DKI JAKARTA")
    ('Kabupaten Pangkajene dan Kepulauan', 'DKI Jakarta')
    """
    return " ".join(_word(word) for word in published.split())


def _word(word: str) -> str:
    if word in ABBREVIATIONS:
        return word
    return word.lower() if word.lower() in SMALL_WORDS else word.capitalize()


def kind(published: str) -> str:
    """Kabupaten or kota, by the first word of the published name."""
    return Region.Kind.KOTA if published.startswith("KOTA ") else Region.Kind.KABUPATEN


def time_zone(province_code: str) -> str:
    """The time zone of a province."""
    return WITA if province_code in IN_WITA else WIT if province_code in IN_WIT else WIB


def load() -> dict[str, Tally]:
    """Provinces, cohorts and regions."""
    provinces = (
        {"code": row["code"], "name": display_name(row["name"])} for row in csv_rows("reference/provinces.csv")
    )
    return {
        "provinces": bring(Province, ("code",), provinces),
        "cohorts": _cohorts(),
        "regions": _regions(),
    }


def _cohorts() -> Tally:
    published = sorted({row["cohort"] for row in csv_rows("reference/cohorts.csv")})
    return bring(Cohort, ("code",), (_cohort(code) for code in published))


def _cohort(code: str) -> dict[str, object]:
    """A cohort keeps the published label as its code; the year only where it is settled."""
    return {
        "code": code,
        "label": COHORT_LABELS.get(code, code),
        "year": None if "-" in code else int(code[:4]),
        "source": "Surat B-1004 (6 Desember 2022), B-1384 (4 Desember 2023), dan berita daerah",
    }


def _regions() -> Tally:
    provinces = {province.code: province.pk for province in Province.objects.all()}
    cohorts = {cohort.code: cohort.pk for cohort in Cohort.objects.all()}
    joined = {row["region_code"]: row for row in csv_rows("reference/cohorts.csv")}
    rows = (
        {
            "code": row["code"],
            "name": display_name(row["name"]),
            "kind": kind(row["name"]),
            "province_id": provinces[row["province_code"]],
            "time_zone": time_zone(row["province_code"]),
            "cohort_id": cohorts.get(joined.get(row["code"], {}).get("cohort", "")),
            "source": _source(joined.get(row["code"])),
        }
        for row in csv_rows("reference/regencies.csv")
    )
    return bring(Region, ("code",), rows, keep=("time_zone",))


def _source(cohort: dict[str, str] | None) -> str:
    return f"{CODE_SOURCE}; kohort: {cohort['note']}"[:400] if cohort else CODE_SOURCE
