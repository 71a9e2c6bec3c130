"""Whole lists in one answer, and fast rows: for every table equal to what its serializer says."""

import csv
import io
import json

import openpyxl
import pytest

from core.rest.plain import shape_of
from core.tabular import cell, read
from exchange.tables import TABLES
from monev.monitoring.models.progress import ProgressReport
from tests.rest.tables import MAKERS, reader_of

EVERY = pytest.mark.parametrize("name", [*MAKERS, "regions"])


@pytest.fixture
def reader(as_, cast, region, request):
    """Who reads the list with two rows in it: an assessor; the nation where nobody else may."""
    name = request.node.callspec.params["name"]
    if name in MAKERS:
        MAKERS[name](region), MAKERS[name](region)
    return as_(getattr(cast, reader_of(name)))


def whole_bytes(client, name, **params):
    answer = client.get(f"/api/v1/{name}/", {"all": "true", **params})
    assert answer.status_code == 200, getattr(answer, "content", answer)
    return b"".join(answer.streaming_content)


def whole(client, name, **params):
    return whole_bytes(client, name, **params).decode("utf-8-sig")


def by_serializer(client, name):
    """The rows as the serializer of the list writes them, with nothing fast on the way."""
    answer = client.get(f"/api/v1/{name}/")
    view = answer.renderer_context["view"]
    rows = view.filter_queryset(view.get_queryset()).order_by("pk")
    return json.loads(json.dumps(view.get_serializer(rows, many=True).data, default=str)), answer.json()["results"]


@EVERY
def test_fast_rows_are_those_of_the_serializer(name, reader):
    said, fast = by_serializer(reader, name)
    assert said
    assert [list(row) for row in fast] == [list(row) for row in said]
    assert fast == said
    assert [json.loads(line) for line in whole(reader, name, format="ndjson").splitlines()] == said
    table = list(csv.reader(io.StringIO(whole(reader, name, format="csv"), newline="")))
    assert table[1:] == [[cell(read(row, column)) for column in table[0]] for row in said]
    assert {column.partition(".")[0] for column in table[0]} == set(said[0])
    book = openpyxl.load_workbook(io.BytesIO(whole_bytes(reader, name, format="xlsx"))).active
    page = openpyxl.load_workbook(io.BytesIO(reader.get(f"/api/v1/{name}/", {"format": "xlsx"}).content)).active
    assert [[cell.value for cell in line] for line in book] == [[cell.value for cell in line] for line in page]
    assert [cell.value for cell in book[1]] == table[0]
    assert reader.get(f"/api/v1/{name}/", {"format": "csv"}).content == whole_bytes(reader, name, format="csv")


@pytest.mark.parametrize("name", ["spending", "programs", "budget-lines", "indicators", "indicator-targets"])
def test_large_tables_are_plain(name):
    view = TABLES[name]
    assert shape_of(view.serializer_class(), view.queryset.query.annotations).is_plain


def test_a_whole_list_says_whether_its_figures_are_verified(as_, cast, region):
    client = as_(cast.assessor)
    for state, said in (("verified", "verified"), ("draft", "mixed")):
        MAKERS["progress-reports"](region)
        newest = ProgressReport.objects.order_by("-pk").first()
        ProgressReport.objects.filter(pk=newest.pk).update(state=state)
        answer = client.get("/api/v1/progress-reports/", {"all": "true", "format": "csv"})
        assert (answer["Data-Status"], bool(answer["Data-As-Of"])) == (said, True)
        assert b"".join(answer.streaming_content)
