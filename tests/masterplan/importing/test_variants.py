"""The same plan in other clothes gives the same figures: delimiter, encoding, header names, notation, workbook."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from masterplan.importing.parsed import ParsedPlan
from tests.masterplan.importing.matrices import EXAMPLES, parse, published

INDONESIAN = {
    "kode": "KODE REKENING",
    "urusan_program": "Urusan/Bidang Urusan dan Program Prioritas Pembangunan",
    "indikator": "Indikator Kinerja Program (Outcome)",
    "perangkat_daerah": "Perangkat Daerah Penanggung Jawab",
    "akhir_target": "Kondisi Kinerja pada Akhir Periode RPJMD – Target",
    "akhir_satuan": "Satuan Akhir",
    "akhir_rp": "Kondisi Kinerja pada Akhir Periode RPJMD – Rp",
}


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def text(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def figures(plan: ParsedPlan) -> tuple:
    """What must not change."""
    return plan.totals(), plan.counts() | {"skipped_rows": 0}


def semicolons(rows):
    return text(rows, ";").encode("utf-8-sig"), "a.csv"


def tabs_utf16(rows):
    return text(rows, "\t").encode("utf-16"), "a.csv"


def windows(rows):
    plain = [[cell.replace("≤", "<") for cell in row] for row in rows]
    return text(plain, ";").encode("cp1252"), "a.csv"


def other_names(rows):
    def name(cell: str) -> str:
        year = cell[1:5]
        kind = {"target": "Target Tahun", "satuan": "Satuan", "rp": "Pagu Indikatif (Rp) Tahun"}
        return INDONESIAN.get(cell) or f"{kind[cell[6:]]} {year}"

    return text([[name(cell) for cell in rows[0]], *rows[1:]]).encode(), "a.csv"


def years_in_a_row_of_their_own(rows):
    upper, lower = [], []
    for cell in rows[0]:
        if cell.startswith("t20"):
            upper.append(cell[1:5] if cell.endswith("target") else "")
            lower.append({"target": "K", "satuan": "Satuan", "rp": "Rp."}[cell[6:]])
        elif cell.startswith("akhir"):
            upper.append("Kondisi Akhir" if cell.endswith("target") else "")
            lower.append({"target": "K", "satuan": "Satuan", "rp": "Rp."}[cell[6:]])
        else:
            upper.append(cell)
            lower.append("")
    width = len(rows[0])
    numbers = [f"({n})" for n in range(1, width + 1)]
    titles = [
        ["TABEL 7.1"] + [""] * (width - 1),
        ["Program Perangkat Daerah 2021 - 2026"] + [""] * (width - 1),
        [""] * width,
    ]
    return text([*titles, upper, lower, numbers, *rows[1:]]).encode(), "a.csv"


def english_amounts(rows):
    swap = str.maketrans(",.", ".,")
    money = [i for i, name in enumerate(rows[0]) if name.endswith("_rp")]
    changed = [[cell.translate(swap) if i in money else cell for i, cell in enumerate(row)] for row in rows[1:]]
    return text([rows[0], *changed]).encode(), "a.csv"


def page_breaks(rows):
    broken = []
    for number, row in enumerate(rows[1:], start=1):
        broken.append(row)
        if number % 7 == 0:
            broken += [[""] * len(row), rows[0]]
    return text([rows[0], *broken, ["JUMLAH"] + [""] * (len(rows[0]) - 1), ["Sumber: contoh"]]).encode(), "a.csv"


def workbook(rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(rows[0])
    for row in rows[1:]:
        sheet.append([number(cell, name) for cell, name in zip(row, rows[0], strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), "a.xlsx"


def number(cell: str, name: str):
    """Amounts as numbers, as spreadsheets keep them."""
    if not name.endswith("_rp") or cell in ("", "-"):
        return cell or None
    return float(cell.replace(".", "").replace(",", "."))


VARIANTS = [
    semicolons,
    tabs_utf16,
    windows,
    other_names,
    years_in_a_row_of_their_own,
    english_amounts,
    page_breaks,
    workbook,
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_the_example_in_other_clothes(variant):
    path = EXAMPLES / "plan-matrix.csv"
    plain = parse(path.read_bytes(), path.name, 2022, 2024)
    assert figures(parse(*variant(rows_of(path)), 2022, 2024)) == figures(plain)


@pytest.mark.reference_data
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_the_published_matrix_in_other_clothes(variant):
    path = published()
    plain = parse(path.read_bytes(), path.name, 2021, 2023)
    assert figures(parse(*variant(rows_of(path)), 2021, 2023)) == figures(plain)
