"""The round trip through LibreOffice: it computes the same figures, and what it saves is read like what we wrote."""

from __future__ import annotations

import io
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from monev.monitoring.selectors.entry import live_figures
from monev.monitoring.services.workbooks.findings import merged
from monev.monitoring.workbook.columns import SHEETS
from tests.factories.masterplan import IndicatorFactory, IndicatorTargetFactory
from tests.monev.monitoring.workbook.workbook_case import Sheets, check, contents_of, make_workbook, place

pytestmark = [pytest.mark.django_db, pytest.mark.libreoffice]
PATIENCE = 180


def saved_by_libreoffice(content: bytes, folder: Path) -> bytes:
    """What LibreOffice writes after opening the workbook. Cells changed by a test have no result: it computes them."""
    (folder / "buku.xlsx").write_bytes(content)
    (folder / "out").mkdir(exist_ok=True)
    command = [
        os.environ["SOFFICE"], f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
        "--outdir", str(folder / "out"), str(folder / "buku.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return (folder / "out" / "buku.xlsx").read_bytes()


@pytest.fixture
def filled(case, cast):
    """Indicators of every formula and aggregation; figures typed, one program without change."""
    type(case.version).objects.filter(pk=case.version.pk).update(status="draft")
    for polarity, formula, how, target, worst in (
        ("higher", "ratio", "sum", 80, None),
        ("lower", "inverse", "last", 10, None),
        ("lower", "mirror", "mean", 20, None),
        ("lower", "range", "max", 5, 50),
        ("stabilise", "stabilise", "last", 30, None),
        ("higher", "ratio", "last", None, None),
        ("higher", "ratio", "last", 0, None),
    ):
        row = IndicatorFactory(
            program=case.programs[1], name=f"{formula} {how} {target}", polarity=polarity, formula=formula,
            aggregation=how, worst=worst, position=5,
        )  # fmt: skip
        IndicatorTargetFactory(indicator=row, value=target, text="" if target is not None else "baik")
    type(case.version).objects.filter(pk=case.version.pk).update(status="adopted")
    sheets = Sheets(make_workbook(case, cast.staff))
    sheets.set("programs", "physical_percent", 2, 62.25)
    sheets.set("programs", "narrative", 2, "=SUM(1;2) adalah teks")
    sheets.cell("programs", "narrative", 2).data_type = "s"
    sheets.set("programs", "nil_reason", 3, "Menunggu pengadaan")
    sheets.set("spending", "amount", 2, 412_500_000.5)
    sheets.set("spending", "program_code", 5, "1.02.02 – Program 2")
    sheets.set("spending", "source", 5, "CSR")
    sheets.set("spending", "amount", 5, 1_000_000)
    for row in range(2, 10):
        sheets.set("indicators", "value", row, 17.5 + row)
    sheets.set("milestones", "done_on", 1, "15/09/2026")
    return sheets


def test_a_workbook_saved_by_libreoffice_reads_the_same(case, cast, filled, tmp_path):
    ours = filled.content()
    saved = saved_by_libreoffice(ours, tmp_path)
    before, after = check(ours, case, cast.staff), check(saved, case, cast.staff)
    assert [(row.name, row.delta) for row in after.rows] == [(row.name, row.delta) for row in before.rows]
    assert (after.findings, after.general, after.notes) == (before.findings, before.general, before.notes)
    assert len(after.good) == 3
    values = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    texts = {c.value for row in values["Program"].iter_rows() for c in row if isinstance(c.value, str)}
    assert {"=1+1", "-lanjut", "=SUM(1;2) adalah teks"} <= texts, "nothing was computed out of a text"
    assert [sheet.sheet_state for sheet in values.worksheets][-2:] == ["hidden", "hidden"]


def test_libreoffice_computes_the_figures_of_the_portal(case, cast, filled, tmp_path):
    content = filled.content()
    values = openpyxl.load_workbook(io.BytesIO(saved_by_libreoffice(content, tmp_path)), data_only=True)
    rows = {row.name: row.delta for row in check(content, case, cast.staff).rows}
    expected = {}
    for line in contents_of(case, cast.staff).of("progress"):
        data = merged(line.stored, rows.get(line.subject.name, {}))
        expected[line.subject.name] = live_figures(line.program_plan, data)
    page = values["Program"]
    for number, program in enumerate(case.programs, start=1):
        figure = expected[program.name]
        for column, value in (
            ("deviation", figure.deviation),
            ("spending", figure.spending),
            ("absorption", figure.absorption),
            ("achievement", figure.achievement.value),
        ):
            assert same(page[place(column, number, "programs")].value, value), (program.name, column)
    compare_indicators(values["Indikator"], expected)


def compare_indicators(page, expected) -> None:
    keys = [column.key for column in next(sheet for sheet in SHEETS if sheet.key == "indicators").columns]
    figures = {(name, each.name): each for name, figure in expected.items() for each in figure.indicators}
    compared = 0
    for cells in page.iter_rows(min_row=4, values_only=True):
        row = dict(zip(keys, cells, strict=False))
        if not row["program"]:
            continue
        figure = figures[row["name"], row["indicator_name"]]
        assert same(row["realised"], figure.realised), row
        assert same(row["achievement"], figure.achievement_shown), row
        compared += 1
    assert compared == 11


def same(cell, figure: Decimal | None) -> bool:
    """To the digits of a spreadsheet; an empty cell is no figure."""
    if figure is None:
        return cell in (None, "")
    return cell is not None and cell != "" and abs(Decimal(repr(cell)) - figure) < Decimal("0.000001")
