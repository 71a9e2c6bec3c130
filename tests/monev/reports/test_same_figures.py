"""A figure of the quarterly report is the one of the pages and of REST, and stands in its PDF and its workbook."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import pypdfium2
import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from core.documents import State, Table, shown
from core.numbers import round_half_up
from core.spreadsheets import xlsx
from core.typesetting import pdf
from monev.reports.catalogue.quarterly.document import quarterly_document
from monev.reports.selectors.contents import quarterly_contents
from tests.monev.reports.full_case import full_region
from tests.monev.reports.test_quarterly import frame_for

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
GROUP = ("planned", "deviation", "ceiling", "spending", "absorption")
PROGRAM = ("planned", "actual", "deviation", "absorption")
BOTH = pytest.mark.parametrize("preliminary", [False, True], ids=["verified", "preliminary"])


@pytest.fixture
def case(region, agency, other_agency):
    return full_region(region, agency, other_agency)


@pytest.fixture
def compiled(case, region):
    """`compiled(preliminary)`: the snapshot, as it comes back from the database."""

    def collect(preliminary: bool = False) -> dict:
        return quarterly_contents(region, case.period, language="id", preliminary=preliminary, taken_at=MOMENT)

    return collect


@pytest.fixture
def page(case, region, cast, as_, time_machine):
    """`page(name, preliminary)`: what a page of the portal shows the council."""
    time_machine.move_to(MOMENT)

    def ask(path: str, preliminary: bool):
        sign = "&sementara=1" if preliminary else ""
        answer = as_(cast.council).get(f"/daerah/{region.code}/{path}/?periode={case.period.address}{sign}")
        assert answer.status_code == 200
        return answer.context

    return ask


def number(value) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def near(value: Decimal | None, other: Decimal | None) -> bool:
    """REST and snapshots round to the digits that they keep; the page holds the exact figure."""
    if value is None or other is None:
        return value is other
    return round_half_up(value, max(-other.as_tuple().exponent, 0)) == other


def same_group(group, theirs: dict) -> None:
    for name in GROUP:
        assert near(getattr(group, name), number(theirs[name])), (group.label, name)
    for name in ("achievement", "physical"):
        assert near(getattr(group, name).value, number(theirs[name]["value"])), (group.label, name)
    assert (group.predicate, group.lights) == (theirs["predicate"], theirs["lights"])
    assert (group.total, group.reported, group.verified) == tuple(
        theirs[name] for name in ("programs", "reported", "verified")
    )


@BOTH
def test_the_dashboard_shows_the_region_its_pillars_opds_programs_and_curve(compiled, page, preliminary):
    data, shown_ = compiled(preliminary), page("dasbor", preliminary)["data"]
    assert (data["total"]["reported"], data["total"]["verified"]) == ((3, 2) if preliminary else (2, 2))
    same_group(shown_.figures.total, data["total"])
    for name in ("pillars", "agencies"):
        groups = getattr(shown_.figures, name)
        assert len(groups) == len(data[name]) == 2
        for group, theirs in zip(groups, data[name], strict=True):
            same_group(group, theirs)
    for each, theirs in zip(shown_.figures.programs, data["programs"], strict=True):
        assert str(each.program.lineage) == theirs["lineage"]
        assert each.light == theirs["light"]
        assert near(each.achievement.value, number(theirs["achievement"]["value"]))
        for name in (*PROGRAM, "ceiling", "spending"):
            assert near(getattr(each, name), number(theirs[name])), (theirs["name"], name)
    for point, theirs in zip(shown_.curve, data["curve"], strict=True):
        for name in ("planned", "actual", "deviation"):
            assert near(getattr(point, name), number(theirs[name])), (point.label, name)


@BOTH
def test_the_dashboard_shows_the_same_change_forecast_quick_wins_and_quality(compiled, page, preliminary):
    data, shown_ = compiled(preliminary), page("dasbor", preliminary)["data"]
    before = shown_.before[1]
    assert near(before.achievement.value, number(data["before"]["total"]["achievement"]))
    assert near(before.physical.value, number(data["before"]["total"]["physical"]))
    end = shown_.forecast.curve_end
    assert near(end.value, number(data["forecast"]["curve"]["value"]))
    assert shown_.forecast.states == data["forecast"]["states"]
    assert [each.percent for each in shown_.quick_wins] == [number(each["physical"]) for each in data["quick_wins"]]
    assert shown_.overdue == sum(each["state"] == "overdue" for each in data["directives"]) == 1
    assert near(shown_.quality.total.value, number(data["quality_scores"][-1]["value"]))


@BOTH
def test_the_page_of_commitments_shows_the_same_pledges(compiled, page, preliminary):
    lines = page("komitmen", preliminary)["page"].lines
    told = compiled(preliminary)["pledges"]
    assert [(each.state, each.is_behind) for each in lines] == [
        (each["pledge_state"], each["is_behind"]) for each in told
    ]
    assert sum(each["is_behind"] for each in told) == 1


@BOTH
def test_rest_answers_with_the_same_figures(compiled, case, region, cast, as_, preliminary):
    answer = as_(cast.council).get(
        f"/api/v1/regions/{region.code}/figures/",
        {"period": case.period.address, "preliminary": "true" if preliminary else "false"},
    )
    rest, data = answer.json(), compiled(preliminary)
    for own, theirs in [(rest["total"], data["total"]), *zip(rest["pillars"], data["pillars"], strict=True)]:
        for name in GROUP:
            assert near(number(theirs[name]), number(own[name])), name
        assert near(number(theirs["achievement"]["value"]), number(own["achievement"]))
        assert near(number(theirs["physical"]["value"]), number(own["physical"]))
    by_lineage = {row["program"]["lineage"]: row for row in rest["programs"]}
    for theirs in data["programs"]:
        own = by_lineage[theirs["lineage"]]
        assert own["traffic_light"] == theirs["light"]
        for name in PROGRAM:
            assert near(number(theirs[name]), number(own[name])), (theirs["name"], name)


@pytest.fixture
def written(compiled):
    """The document of the preliminary figures, the words of its PDF, and its workbook."""
    data = compiled(True)
    document = quarterly_document(data, frame_for(data))
    pages = pypdfium2.PdfDocument(pdf(document))
    text = " ".join(" ".join(each.get_textpage().get_text_range() for each in pages).split())
    return data, document, text.replace("\xa0", " "), CalamineWorkbook.from_filelike(io.BytesIO(xlsx(document)))


def tables(document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


def printed(table: Table, row) -> list[str]:
    """The figures of a row that stand beside each other, as they are printed: the unit stands in the heading."""
    runs: list[list[str]] = [[]]
    for column in table.columns:
        if not column.is_numeric:
            runs.append([])
            continue
        text = shown(row.get(column.key), column.kind)
        if column.unit:
            text = text.removeprefix("Rp ").removesuffix(" %").removesuffix(" poin")
        runs[-1].append(text)
    return [" ".join(run) for run in runs if run]


def test_pdf_and_workbook_hold_every_figure_of_every_table(written):
    _data, document, text, book = written
    sheets = dict(zip(tables_names(document), book.sheet_names[1:], strict=True))
    counted = 0
    with override("id"):
        for table in tables(document):
            lines = book.get_sheet_by_name(sheets[table.name]).to_python()[3:]
            for row, cells in zip([*table.rows, *([table.total] if table.total else [])], lines, strict=False):
                for run in printed(table, row):
                    assert run in text, (table.name, run)
                for column, cell in zip(table.columns, cells, strict=False):
                    value = row.get(column.key)
                    if column.is_numeric and value is not None:
                        assert cell == pytest.approx(float(value)), (table.name, column.key)
                        counted += 1
    assert counted > 150


def tables_names(document) -> list[str]:
    return [each.name for each in tables(document)]


def test_the_main_tables_hold_the_snapshot(written):
    data, document, _text, _book = written
    named = {each.name: each for each in tables(document)}
    for name, key in (("RFK pilar", "pillars"), ("RFK OPD", "agencies")):
        table = named[name]
        for row, theirs in zip([*table.rows, table.total], [*data[key], data["total"]], strict=True):
            for figure in GROUP:
                assert row[figure] == number(theirs[figure]), (name, figure)
            assert row["physical"] == number(theirs["physical"]["value"])
    for row, theirs in zip(named["Program"].rows, data["programs"], strict=True):
        for figure in (*PROGRAM, "ceiling", "spending"):
            assert row[figure] == number(theirs[figure])
    for row, theirs in zip(named["Sumber dana"].rows, data["total"]["sources"], strict=True):
        assert (row["ceiling"], row["spending"]) == (number(theirs["ceiling"]), number(theirs["spending"]))
    for row, theirs in zip(named["Kurva S"].rows, data["curve"], strict=False):
        assert (row["planned"], row["actual"]) == (number(theirs["planned"]), number(theirs["actual"]))
    assert isinstance(named["Arahan"].rows[0]["state"], State)
