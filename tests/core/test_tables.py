"""A table as the address asks for it: sorted, narrowed, in pages; and the same rows as files."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.http import Http404, QueryDict
from django.test import RequestFactory

from core.charts import Chart, specification
from core.documents import Column, State
from core.parts import part, with_pictures
from core.tables import DataTable, Line, asked

COLUMNS = (
    Column("name", "Program"),
    Column("actual", "Fisik", "percent", "%"),
    Column("due", "Jatuh tempo", "date"),
    Column("light", "Status", "state"),
)
LATE, GOOD = State("Terlambat", "warning", code="amber"), State("Sesuai rencana", "good", code="green")
LINES = (
    Line(
        {"name": "Posyandu digital", "actual": Decimal("62.5"), "due": date(2026, 9, 1), "light": LATE}, {"name": "/1/"}
    ),
    Line({"name": "Ambulans 119", "actual": Decimal(8), "due": date(2026, 3, 1), "light": GOOD}),
    Line({"name": "pasar Daring", "actual": None, "due": None, "light": LATE}),
    Line({"name": "=HYPERLINK(1)", "actual": Decimal(70), "due": date(2026, 4, 1), "light": GOOD}, is_example=True),
)


def table(**changes) -> DataTable:
    return DataTable(**{"id": "program", "title": "Program", "columns": COLUMNS, "lines": LINES, **changes})


def names(query: str, **changes) -> list[str]:
    view = asked(table(**changes), QueryDict(query))
    return [row.cells[0].text for row in view.rows]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("-actual", ["=HYPERLINK(1)", "Posyandu digital", "Ambulans 119", "pasar Daring"]),
        ("actual", ["Ambulans 119", "Posyandu digital", "=HYPERLINK(1)", "pasar Daring"]),
        ("name", ["=HYPERLINK(1)", "Ambulans 119", "pasar Daring", "Posyandu digital"]),
        ("due", ["Ambulans 119", "=HYPERLINK(1)", "Posyandu digital", "pasar Daring"]),
        ("unknown", [line.cells["name"] for line in LINES]),
    ],
)
def test_rows_are_sorted_by_value_and_what_is_missing_stands_last(order, expected):
    assert names(f"program.urut={order}") == expected


def test_words_find_rows_in_any_column_without_regard_to_capitals():
    assert names("program.saring=PASAR terlambat") == ["pasar Daring"]
    assert names("program.saring=62,5") == ["Posyandu digital"]
    assert names("program.saring=tidak ada") == []
    assert names("lain.saring=tidak ada") == [line.cells["name"] for line in LINES]


def test_a_state_is_chosen_by_its_code_in_every_language():
    assert names("program.light=green", choices=("light",)) == ["Ambulans 119", "=HYPERLINK(1)"]
    choice = asked(table(choices=("light",)), QueryDict("program.light=green")).choices[0]
    assert choice.options == [("green", "Sesuai rencana", True), ("amber", "Terlambat", False)]


def test_a_long_table_has_pages_and_stays_within_them():
    assert names("program.hal=2", per_page=3) == ["=HYPERLINK(1)"]
    assert names("program.hal=99", per_page=3) == ["=HYPERLINK(1)"]
    assert names("program.hal=-1", per_page=3) == names("", per_page=3)


def test_heads_keep_the_rest_of_the_address_and_turn_round():
    view = asked(table(), QueryDict("periode=2026-3&program.urut=-actual&program.hal=2"))
    by_key = {head.column.key: head for head in view.heads}

    assert by_key["actual"].sorted == "descending"
    assert by_key["actual"].url == "?periode=2026-3&program.urut=actual#table-program"
    assert by_key["name"].url == "?periode=2026-3&program.urut=name#table-program"


def get(query: str):
    return RequestFactory().get(f"/daerah/52.07/dasbor/?{query}")


def test_a_file_holds_what_the_address_shows_and_says_what_is_made_up():
    text = part(get("unduh=program.csv&program.urut=-actual"), tables=[table()]).content.decode()

    assert text.splitlines()[0].lstrip("\ufeff").split(",")[:2] == ["Program", "Fisik (%)"]
    assert text.splitlines()[1].startswith("'=HYPERLINK(1),70,2026-04-01,Sesuai rencana,")
    assert len(text.splitlines()) == 5


def test_the_workbook_has_numbers_and_days_not_texts():
    answer = part(get("unduh=program.xlsx&program.saring=posyandu"), tables=[table(source="Terverifikasi, TW III")])
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book[book.sheetnames[-1]].iter_rows(values_only=True))
    line = next(row for row in rows if row[0] == "Posyandu digital")

    assert line[1] == 62.5
    assert line[2].date() == date(2026, 9, 1)
    assert "Terverifikasi, TW III" in [
        cell for row in book[book.sheetnames[0]].iter_rows(values_only=True) for cell in row
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="program.xlsx"'


CHART = Chart(
    id="kurva-s",
    title="Kurva S",
    summary="Naik.",
    spec=specification(width="container", mark="bar", data={"values": [{"a": 1}]}, encoding={"x": {"field": "a"}}),
    table=table(id="kurva-s"),
)


@pytest.mark.parametrize(("name", "start"), [("kurva-s.svg", b"<svg"), ("kurva-s.png", b"\x89PNG")])
def test_a_chart_is_served_as_a_picture(name, start):
    assert part(get(f"gambar={name}"), charts=[CHART]).content.startswith(start)


def test_the_table_of_a_chart_is_a_file_too():
    assert part(get("unduh=kurva-s.csv"), charts=[CHART]).status_code == 200


@pytest.mark.parametrize(
    "query", ["unduh=lain.csv", "unduh=program.exe", "unduh=../x", "gambar=program.svg", "gambar=kurva-s.gif"]
)
def test_what_a_page_does_not_have_is_not_found(query):
    with pytest.raises(Http404):
        part(get(query), tables=[table()], charts=[CHART])


def test_a_page_without_such_a_wish_is_the_page():
    assert part(get("periode=2026-3"), tables=[table()], charts=[CHART]) is None


def test_charts_know_the_addresses_of_their_pictures():
    chart = with_pictures([CHART], get("periode=2026-3&gambar=x.svg"))["kurva_s"]

    assert chart.svg_url == "?periode=2026-3&gambar=kurva-s.svg"
    assert chart.png_url == "?periode=2026-3&gambar=kurva-s.png"
