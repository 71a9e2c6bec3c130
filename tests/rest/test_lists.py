"""Every list: whose rows, how many queries, CSV as JSON, changed since, unknown parameters."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smartcity.api import router
from tests.factories.organizations import RegionFactory
from tests.rest.tables import GROWS, MAKERS, ONE_A_REGION, SCOPED, reader_in

EVERY = pytest.mark.parametrize("name", [*MAKERS, "regions"])
STILL = pytest.mark.parametrize("name", [name for name in (*MAKERS, "regions") if name not in GROWS])
"""Lists that hold the same when they are read twice."""


@pytest.fixture
def assessor(as_, cast, request):
    """Who reads the list: an assessor; the nation, or the administrator of the region, where nobody else may."""
    return as_(getattr(cast, reader_in(request)))


@pytest.fixture
def made(region):
    """`made(name)`: one more row of that list in the region under test."""
    return lambda name: None if name == "regions" else MAKERS[name](region)


def rows(client, name, **params):
    answer = client.get(f"/api/v1/{name}/", params)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_every_list_has_a_row_in_these_tests():
    assert {name for name, _view, _base in router.registry} == {*MAKERS, "regions"}


@pytest.mark.one_database
@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ONE_A_REGION])
def test_twice_the_rows_same_number_of_queries(name, assessor, made):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            count = len(rows(assessor, name))
        return count, len(seen)

    made(name), made(name)
    few, before = queries()
    made(name), made(name)
    many, after = queries()
    assert many > few
    assert after == before > 2


def test_twice_the_regions_same_number_of_queries(as_, cast):
    client = as_(cast.national)
    with CaptureQueriesContext(connection) as before:
        few = len(rows(client, "regions"))
    for _ in range(4):
        RegionFactory()
    with CaptureQueriesContext(connection) as after:
        assert len(rows(client, "regions")) == few + 4
    assert len(after) == len(before)


@pytest.mark.parametrize("name", SCOPED)
def test_an_assessor_sees_no_row_of_another_region(name, as_, cast, other_region, made):
    foreign = MAKERS[name](other_region)
    own = made(name)
    client = as_(cast.assessor)
    shown = {row["id"] for row in rows(client, name)}
    assert own.pk in shown
    assert foreign.pk not in shown
    assert client.get(f"/api/v1/{name}/{foreign.pk}/").status_code == 404
    assert client.get(f"/api/v1/{name}/{own.pk}/").status_code == 200
    assert foreign.pk in {row["id"] for row in rows(as_(cast.national), name)}


def test_an_assessor_sees_only_the_own_region_among_regions(assessor, region, other_region):
    assert [row["code"] for row in rows(assessor, "regions")] == [region.code]
    assert assessor.get(f"/api/v1/regions/{other_region.code}/").status_code == 404


@pytest.mark.one_database
@EVERY
def test_nobody_without_login_or_role_reads(name, client, as_, cast):
    assert client.get(f"/api/v1/{name}/").status_code == 401
    assert as_(cast.nobody).get(f"/api/v1/{name}/").status_code == 403


@STILL
def test_csv_has_the_rows_and_columns_of_json(name, assessor, made):
    made(name), made(name)
    answer = assessor.get(f"/api/v1/{name}/", {"format": "csv", "page": 1})
    assert answer["X-Total-Count"] == str(len(rows(assessor, name)))
    answer = assessor.get(f"/api/v1/{name}/", {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    shown = rows(assessor, name)
    assert len(table) == len(shown)
    assert "X-Total-Count" not in answer
    for line, row in zip(table, shown, strict=True):
        assert list(dict.fromkeys(column.split(".")[0] for column in line)) == list(row)
        for column, text in line.items():
            value = row
            for part in column.split("."):
                value = value[part] if value is not None else None
            assert text == _as_text(value)


def _as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return "" if value is None else str(value)


@STILL
def test_updated_since_leaves_out_what_did_not_change(name, assessor, made):
    made(name)
    shown = rows(assessor, name)
    assert shown
    past = (timezone.now() - timedelta(hours=1)).isoformat()
    future = (timezone.now() + timedelta(hours=1)).isoformat()
    assert rows(assessor, name, updated_since=past) == shown
    assert rows(assessor, name, updated_since=future) == []
    assert assessor.get(f"/api/v1/{name}/", {"updated_since": "yesterday"}).status_code == 400


@pytest.mark.one_database
@EVERY
def test_unknown_parameters_and_bad_values_are_refused(name, assessor):
    for params in (
        {"no_such": "1"},
        {"ordering": "no_such"},
        {"page_size": "0"},
        {"page_size": "many"},
        {"format": "xml"},
        {"updated_since": "9999-12-31T23:59:59-12:00"},
    ):
        answer = assessor.get(f"/api/v1/{name}/", params)
        assert answer.status_code == 400, params
        assert answer.json()["code"] == "validation_error"
        assert answer.json()["errors"][0]["attr"] == next(iter(params))


@STILL
def test_every_ordering_that_is_offered_works(name, assessor, made):
    made(name), made(name)
    view = next(view for address, view, _base in router.registry if address == name)
    for column in view.orderings:
        up = [row["id"] for row in rows(assessor, name, ordering=column)]
        assert sorted(up) == sorted(row["id"] for row in rows(assessor, name, ordering=f"-{column}"))
    if view.search_fields:
        assert rows(assessor, name, search="tidakadayangbernamabegini") == []
        assert assessor.get(f"/api/v1/{name}/", {"search": "x" * 201}).status_code == 400
