"""Every region of the country is recognised in the spellings of letters; what fits two is refused with both."""

import csv

import pytest

from monev.evaluation.region_names import Named, RegionNames
from portal.reference.files import DATA


def _register() -> list[Named]:
    with (DATA / "reference/provinces.csv").open(encoding="utf-8") as file:
        provinces = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with (DATA / "reference/regencies.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return [Named(row["code"], row["name"], provinces[row["province_code"]]) for row in rows]


ROWS = _register()
NAMES = RegionNames.of(ROWS)


def _letter(name: str) -> str:
    return name.replace("KABUPATEN ", "KAB. ", 1)


SPELLINGS = {
    "as registered": lambda name: name,
    "as letters": _letter,
    "lower case": lambda name: _letter(name).lower(),
    "without the point": lambda name: _letter(name).replace(".", ""),
    "point without a space": lambda name: _letter(name).replace(". ", "."),
    "capitalised": lambda name: name.title(),
    "two spaces": lambda name: _letter(name).replace(" ", "  "),
    "no-break spaces": lambda name: _letter(name).replace(" ", "\u00a0"),
    "hyphens": lambda name: " ".join(_letter(name).replace(" ", "-").split("-", 1)),
    "name squeezed": lambda name: f"{_letter(name).split(' ')[0]} {''.join(name.split(' ')[1:])}",
    "all squeezed": lambda name: _letter(name).replace(" ", "").replace(".", ""),
    "all squeezed, written out": lambda name: name.replace(" ", ""),
    "Kep.": lambda name: _letter(name).replace("KEPULAUAN", "Kep."),
    "Adm.": lambda name: _letter(name).replace("ADMINISTRASI", "Adm."),
    "without administrasi": lambda name: _letter(name).replace("ADMINISTRASI ", ""),
    "Sel., Ut.": lambda name: _letter(name).replace("SELATAN", "Sel.").replace("UTARA", "Ut."),
    "government of": lambda name: f"Pemerintah {name}",
    "kind behind": lambda name: f"{' '.join(name.split(' ')[1:])} ({name.split(' ')[0]})",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_all_514_regions_are_recognised(spelling):
    assert len(ROWS) == 514
    wrong = {row.name: spelling(row.name) for row in ROWS if NAMES.match(spelling(row.name)).found != row}
    assert not wrong


def test_every_official_code_is_recognised():
    for row in ROWS:
        assert NAMES.match(row.code).found == row
        assert NAMES.match(row.code.replace(".", "")).found == row


def test_a_name_without_kab_or_kota_is_recognised_where_it_fits_one_region():
    alone = [row for row in ROWS if sum(_body(each) == _body(row) for each in ROWS) == 1]
    assert len(alone) == 514 - 2 * 26
    assert not [row.name for row in alone if NAMES.match(_body(row)).found != row]


def _body(row: Named) -> str:
    return " ".join(row.name.split(" ")[1:])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KOTA BAU BAU", "74.72"),
        ("Bau-Bau", "74.72"),
        ("KAB. MALANG", "35.07"),
        ("KABUPATEN MALANG", "35.07"),
        ("Kab Malang", "35.07"),
        ("malang, kab.", "35.07"),
        ("KOTA SURABAYA", "35.78"),
        ("KAB. GUNUNG KIDUL", "34.03"),
        ("KAB. LABUHAN BATU", "12.10"),
        ("KAB. KOTA BARU", "63.02"),
        ("KOTA BARU", "63.02"),
        ("KOTAMOBAGU", "71.74"),
        ("KOTA MOBAGU", "71.74"),
        ("KAB. 50 KOTA", "13.07"),
        ("KAB. FAK-FAK", "92.03"),
        ("KOTA JAKARTA PUSAT", "31.71"),
        ("KAB. KEP. SERIBU", "31.01"),
        ("KAB. MOROTAI", "82.07"),
        ("KAB. BANGGAI", "72.01"),
        ("KAB. BANGGAI KEP.", "72.07"),
        ("KAB. PANGKAJENE KEPULAUAN", "73.10"),
        ("KAB. TOBA SAMOSIR", "12.12"),
        ("BANJAR (KALIMANTAN SELATAN)", "63.03"),
        ("Banjar, Prov. Jawa Barat", "32.79"),
        ("35,07", "35.07"),
    ],
)
def test_spellings_of_letters(text, code):
    match = NAMES.match(text)
    assert match.found is not None, match.candidates
    assert match.found.code == code


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("MALANG", {"35.07", "35.73"}),
        ("BANJAR", {"32.79", "63.03"}),
        ("35.1", {"35.10", "35.01"}),
        ("KOTA SIKKA", {"53.07"}),
        ("KAB. SURABAYA", {"35.78"}),
        ("KAB. MALLANG", {"35.07"}),
        ("99.99", set()),
        ("", set()),
        ("KAB.", set()),
        ("KAB. ATLANTIS", set()),
        ("PROVINSI BALI", set()),
    ],
)
def test_what_does_not_mean_exactly_one_region_is_shown_with_its_candidates(text, candidates):
    match = NAMES.match(text)
    assert match.found is None
    assert candidates <= {each.code for each in match.candidates}
    if not candidates:
        assert match.candidates == ()
