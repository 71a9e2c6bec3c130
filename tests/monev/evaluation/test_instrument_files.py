"""An instrument as a file and back: exporting, then importing gives the same; every fault is named with its row."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masterplan.importing.reading import UnreadableFile
from monev.evaluation.instrument_content import (
    MEASURED,
    STEPS,
    Content,
    DimensionContent,
    Head,
    IndicatorContent,
    ItemContent,
    Known,
)
from monev.evaluation.instrument_files.columns import COLUMNS
from monev.evaluation.instrument_files.reading import cleaned, read_file
from monev.evaluation.instrument_files.writing import as_csv, as_xlsx
from monev.evaluation.item_rules import choices, read_parameters

ROUNDINGS = ("each_contribution", "total")
KNOWN = Known(pillars={"living"}, sub_dimensions={"living-health": "living"}, cohorts={"2017", "2021 KPPN/IKN"})
NOTHING = Head("", "", 2030, "total")
REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"


def words(most=60):
    """What people type, with signs that a spreadsheet would run, and line breaks."""
    signs = st.sampled_from("=+-@'\"\t;,\n|%")
    letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
    text = st.text(signs | letters | st.just(" "), min_size=1, max_size=most)
    return text.map(cleaned).filter(bool)


slugs = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
limits = st.decimals(-1000, 1000, places=2).map(str)


@st.composite
def items(draw, code):
    rule, _bar, parameters = draw(st.sampled_from(["|", *(value for value, _words in choices({}))])).partition("|")
    ordered = sorted(draw(st.sets(st.decimals(-1000, 1000, places=2), min_size=0, max_size=4)))
    pillar = "living" if rule in ("pillar_programs", "collaboration") else draw(st.sampled_from(["", "living"]))
    return ItemContent(
        code=code,
        text=draw(words()),
        guidance=draw(st.just("") | words()),
        pillar=pillar,
        sub_dimension=draw(st.sampled_from(["", "living-health"])) if pillar else "",
        is_survey=draw(st.booleans()),
        rule=rule,
        parameters=read_parameters(rule, parameters),
        thresholds=dict(zip(MEASURED, (f"{each:f}" for each in ordered), strict=False)),
        steps=draw(st.dictionaries(st.sampled_from(STEPS), words(20), max_size=2)),
        is_assumed=draw(st.booleans()),
    )


@st.composite
def instruments(draw):
    dimensions = []
    for number, code in enumerate(draw(st.lists(slugs, min_size=1, max_size=4, unique=True))):
        headings = []
        for at, name in enumerate(draw(st.lists(words(), max_size=2, unique=True))):
            count = draw(st.integers(0, 2))
            made = tuple(draw(items(f"{number}.{at}.{each}0")) for each in range(count))
            headings.append(IndicatorContent(name, made))
        weight = draw(st.decimals(Decimal("0.01"), 100, places=2))
        dimensions.append(DimensionContent(code, draw(words()), draw(words()), weight, tuple(headings)))
    head = Head(
        name_id=draw(words()),
        name_en=draw(words()),
        year=draw(st.integers(2015, 2099)),
        rounding=draw(st.sampled_from(ROUNDINGS)),
        steps=draw(st.dictionaries(st.sampled_from(STEPS), words(20), max_size=5)),
        cohorts=tuple(sorted(draw(st.sets(st.sampled_from(sorted(KNOWN.cohorts)))))),
        note=draw(st.just("") | words()),
        source=draw(st.just("") | words()),
    )
    return Content(head, tuple(dimensions))


def read(content, filename="instrumen.csv", head=NOTHING):
    return read_file(content, filename=filename, head=head, known=KNOWN, roundings=ROUNDINGS)


@given(instruments())
@settings(max_examples=60, deadline=None)
def test_a_csv_says_the_same_when_it_comes_back(content):
    found = read(as_csv(content, "contoh"))
    assert found.problems == []
    assert found.content == content


@given(instruments())
@settings(max_examples=20, deadline=None)
def test_a_workbook_says_the_same_when_it_comes_back(content):
    with as_xlsx(content, "contoh") as file:
        found = read(file.read(), "instrumen.xlsx")
    assert found.problems == []
    assert found.content == content


def test_both_files_have_the_same_columns():
    content = Content(NOTHING, (DimensionContent("a", "A", "A", Decimal(100)),))
    header = next(csv.reader(io.StringIO(as_csv(content, "contoh").decode("utf-8-sig"))))
    assert tuple(header) == COLUMNS


@pytest.mark.parametrize(("name", "count"), [("instrument-2022.csv", 59), ("instrument-2023.csv", 117)])
def test_the_ministrys_tables_can_be_read_as_they_are(name, count):
    found = read((REFERENCE / name).read_bytes(), name)
    assert found.problems == []
    assert len(list(found.content.items())) == count
    assert found.content.total == 100
    assert sum(item.is_survey for _d, _i, item in found.content.items()) == (54 if "2023" in name else 0)


HEADER = "dimension,weight_percent,indicator,code,item,rule,parameters,threshold_1,threshold_2,is_assumed,year"
SOUND = "baseline,100,Perencanaan,1.01,Payung hukum,,,,,,"
WRONG_ROWS = [
    ("baseline,100,Perencanaan,1.01,Sama,,,,,,", 3, "code"),
    ("baseline,90,Perencanaan,1.02,Rapat,,,,,,", 3, "weight_percent"),
    ("output,berat,Kebijakan,2.01,Perda,,,,,,", 3, "weight_percent"),
    ("output,120,Kebijakan,2.01,Perda,,,,,,", 3, "weight_percent"),
    ("out put,10,Kebijakan,2.01,Perda,,,,,,", 3, "dimension"),
    (",,Kebijakan,2.01,Perda,,,,,,", 3, "dimension"),
    ("baseline,100,,1.02,Rapat,,,,,,", 3, "indicator"),
    ("baseline,100,Perencanaan,1.02,,,,,,,", 3, "code"),
    ("baseline,100,Perencanaan,1.02,Rapat,tarot,,,,,", 3, "rule"),
    ("baseline,100,Perencanaan,1.02,Rapat,council_meetings,council=choir,,,,", 3, "parameters"),
    ("baseline,100,Perencanaan,1.02,Rapat,council_meetings,,,,,", 3, "parameters"),
    ("baseline,100,Perencanaan,1.02,Rapat,other_funds,,5,5,,", 3, "threshold_1"),
    ("baseline,100,Perencanaan,1.02,Rapat,other_funds,,lima,,,", 3, "threshold_1"),
    ("baseline,100,Perencanaan,1.02,Rapat,,,,,mungkin,", 3, "is_assumed"),
    ("baseline,100,Perencanaan,1.02,Rapat,,,,,,2024", 3, "year"),
]


@pytest.mark.parametrize(("row", "number", "column"), WRONG_ROWS)
def test_a_wrong_row_is_named_with_its_column(row, number, column):
    found = read(f"{HEADER}\n{SOUND}\n{row}".encode())
    assert (number, column) in {(each.row, each.column) for each in found.problems}


def test_all_problems_are_listed_at_once():
    rows = [row for row, _number, _column in WRONG_ROWS]
    found = read("\n".join([HEADER, SOUND, *rows]).encode())
    assert {each.row for each in found.problems} == set(range(3, 3 + len(rows)))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (HEADER.replace("item", "pertanyaan"), "item"),
        (HEADER.replace("is_assumed", "catatan_lain"), "catatan_lain"),
        (HEADER.replace("is_assumed", "rule"), "rule"),
    ],
)
def test_missing_unknown_and_doubled_columns_are_named(header, column):
    found = read(f"{header}\n{SOUND}".encode())
    assert column in {each.column for each in found.problems}


def test_a_code_that_the_workbook_keeps_as_a_number_is_refused():
    """1.10 stored as a number comes back as 1.1: two different items."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["dimension", "weight_percent", "indicator", "code", "item"])
        sheet.write_row(1, 0, ["baseline", 100, "Perencanaan", 1.10, "Payung hukum"])
    found = read(made.getvalue(), "instrumen.xlsx")
    assert [(each.row, each.column) for each in found.problems] == [(2, "code")]


def test_what_the_file_does_not_say_the_draft_keeps():
    head = Head("Nama", "Name", 2031, "each_contribution", {"0": "tidak ada"}, ("2017",), "Catatan", "Surat")
    text = HEADER.removesuffix(",year") + "\n" + SOUND.removesuffix(",")
    assert read(text.encode(), head=head).content.head == head


def test_what_is_no_table_is_refused():
    with pytest.raises(UnreadableFile):
        read(b"%PDF-1.7", "instrumen.pdf")


def test_a_semicolon_and_a_decimal_comma_are_read():
    header = "dimension;weight_percent;indicator;code;item;threshold_1;rule"
    found = read(f"{header}\nbaseline;12,5;Perencanaan;1.01;Payung;0,5;other_funds".encode())
    assert found.problems == []
    assert found.content.dimensions[0].weight == Decimal("12.5")
    assert found.content.dimensions[0].indicators[0].items[0].thresholds == {"1": "0.5"}


def test_a_written_content_needs_no_escaping_twice():
    item = ItemContent("1.01", "'=1+1")
    content = Content(
        replace(NOTHING, name_id="A", name_en="A"),
        (DimensionContent("a", "A", "A", Decimal(100), (IndicatorContent("-x", (item,)),)),),
    )
    assert read(as_csv(content, "contoh")).content == content
