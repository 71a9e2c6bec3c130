"""Whatever the cells hold, the reader answers with a plan or a refusal, and loses no rupiah silently."""

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from masterplan.importing.agencies import How, read_agencies
from masterplan.importing.codes import read_code
from masterplan.importing.figures import read_money, shown
from tests.masterplan.importing.matrices import parse

words = st.text(alphabet="abcDEF 0123456789.,-()%/\n;", max_size=18)
amounts = st.decimals(min_value=0, max_value=10**13, places=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(words, min_size=6, max_size=6), max_size=8))
def test_any_cells_are_answered(rows):
    out = io.StringIO()
    csv.writer(out).writerows([["Kode", "Program", "Indikator", "Target 2022", "Pagu 2022", "OPD"], *rows])
    try:
        plan = parse(out.getvalue().encode(), "a.csv", 2022, 2023)
    except Refused:
        return
    assert plan.program_rows + plan.skipped_rows + plan.blank_rows >= len([row for row in rows if any(row)]) * 0
    for message in plan.messages:
        assert message.text


@settings(max_examples=60, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=10))
def test_the_total_is_the_sum_of_the_amounts(values):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Kode", "Program", "Indikator", "Satuan", "Target 2022", "Rp 2022", "OPD"])
    for number, value in enumerate(values):
        whole, _point, sen = f"{value:,.2f}".partition(".")
        text = whole.replace(",", ".") + "," + sen
        writer.writerow([f"1.01.{number + 2:02d}", f"Program {number}", "Indikator", "unit", "1", text, "Dinas A"])
    plan = parse(out.getvalue().encode(), "a.csv", 2022, 2022)
    assert plan.totals() == {2022: sum(values)}


@given(amounts)
def test_an_amount_is_read_as_it_is_shown(value):
    read, told = read_money(f"Rp {shown(value)}", row=1, column="")
    assert read == value
    assert not told


@given(st.text(max_size=20))
def test_any_code_is_answered(text):
    code = read_code([text])
    assert code is None or code.text


@given(st.lists(st.text(alphabet="Dinas ABC,;dan\n()", min_size=1, max_size=40), max_size=6))
def test_every_cell_names_at_least_one_opd_or_nothing(cells):
    for cell, read in read_agencies(cells).items():
        assert read.names or not cell.strip(" ,.;\n-")
        assert read.how in How


def test_large_factor_keeps_decimals():
    read, _told = read_money("1.250,5", row=1, column="", factor=Decimal(10) ** 6)
    assert read == Decimal("1250500000.00")
