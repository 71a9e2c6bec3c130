"""Operators of filters: right answers by type, refused where a value does not fit, silent about hidden rows."""

from datetime import date

import pytest
from django_filters import ModelChoiceFilter

from organizations.filtersets import filterset_for
from smartcity.api import router
from tests.factories.masterplan import IndicatorFactory, ProgramFactory
from tests.factories.organizations import AgencyFactory, PartnerFactory
from tests.factories.preparation import LegalDocumentFactory


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


def found(client, address, column="name", **params):
    answer = client.get(f"/api/v1/{address}/", params)
    assert answer.status_code == 200, answer.content
    return sorted(row[column] for row in answer.json()["results"])


def test_numbers_and_texts(assessor, region):
    for year, number in ((2022, "188/2022"), (2024, "12.A"), (2025, "")):
        LegalDocumentFactory(region=region, year=year, number=number)
    at = "legal-documents"
    assert found(assessor, at, "year", year__gte=2024) == [2024, 2025]
    assert found(assessor, at, "year", year__gt=2024) == [2025]
    assert found(assessor, at, "year", year__lt=2024) == [2022]
    assert found(assessor, at, "year", year__lte=2024, year__gte=2024) == [2024]
    assert found(assessor, at, "year", year__in="2022, 2025") == [2022, 2025]
    assert found(assessor, at, "year", year__in=f"2022,{10**30}") == [2022]
    assert found(assessor, at, "year", year__in=f"{10**30}") == []
    assert found(assessor, at, "year", year__gt=10**30) == []
    assert found(assessor, at, "year", year__not=2024) == [2022, 2025]
    assert found(assessor, at, "year", number__contains="a") == [2024]
    assert found(assessor, at, "year", number__startswith="188") == [2022]
    assert found(assessor, at, "year", number__in="12.A,none") == [2024]


def test_rows_choices_and_missing_values(assessor, region, agency, other_agency):
    at = {"plan_version__plan__region": region}
    ProgramFactory(name="A", lead_agency=agency, sub_dimension=None, **at)
    placed = ProgramFactory(name="B", lead_agency=other_agency, **at)
    assert found(assessor, "programs", agency__in=f"{agency.pk},{other_agency.pk}") == ["A", "B"]
    assert found(assessor, "programs", agency__not=agency.pk) == ["B"]
    assert found(assessor, "programs", pillar__isnull="true") == ["A"]
    assert found(assessor, "programs", pillar__not=placed.sub_dimension.pillar.code) == ["A"]
    assert found(assessor, "programs", region__in=region.code) == ["A", "B"]
    assert found(assessor, "programs", region__not=region.code) == []
    assert found(assessor, "programs", version_status__not="adopted") == ["A", "B"]
    assert found(assessor, "programs", version_status__in="adopted,superseded") == []
    assert found(assessor, "programs", lineage__in=f"{placed.lineage}") == ["B"]
    indicator = IndicatorFactory(program=placed, name="Waktu")
    assert found(assessor, "indicators", polarity__in=indicator.polarity) == ["Waktu"]
    assert found(assessor, "indicators", polarity__not=indicator.polarity) == []


def test_kinds_are_one_of_several(assessor, region):
    for kind in ("bank", "media", "university"):
        PartnerFactory(region=region, name=kind, kind=kind)
    assert found(assessor, "partners", kind__in="bank,media") == ["bank", "media"]
    assert found(assessor, "partners", kind__not="bank") == ["media", "university"]


def test_no_operator_tells_a_hidden_row_from_a_missing_one(assessor, agency, other_region):
    hidden = AgencyFactory(region=other_region)
    for name, values in (
        ("agency__not", (hidden.pk, 10**9)),
        ("agency__in", (f"{agency.pk},{hidden.pk}", f"{agency.pk},{10**9}", f"{agency.pk},{10**30}")),
        ("region__in", (f"52.07,{other_region.code}", "52.07,99.99")),
        ("region__not", (other_region.code, "99.99")),
        ("plan__in", ("0", "x")),
    ):
        answers = [assessor.get("/api/v1/programs/", {name: value}) for value in values]
        assert {answer.status_code for answer in answers} == {400}, name
        assert len({answer.content for answer in answers}) == 1, name
        assert answers[0].json()["errors"][0]["attr"] == name


@pytest.mark.parametrize(
    ("address", "name", "value"),
    [
        ("legal-documents", "year__gte", "2024.5"),
        ("legal-documents", "year__in", "2024,x"),
        ("legal-documents", "year__in", "2024,,2025"),
        ("legal-documents", "year__in", ",".join(map(str, range(300)))),
        ("legal-documents", "number__contains", "a\x00b"),
        ("legal-documents", "number__in", "a\x00b"),
        ("legal-documents", "kind__in", "decree,nothing"),
        ("programs", "lineage__in", "abc"),
        ("programs", "agency__in", "1\x00"),
        ("programs", "pillar__isnull", "maybe"),
        ("compiled-reports", "due_on__gte", "31-12-2026"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_parameter(assessor, address, name, value):
    answer = assessor.get(f"/api/v1/{address}/", {name: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == name


def test_operators_that_make_no_sense_are_not_there(assessor):
    for name in ("is_finished__gt", "name__gte", "year__contains", "updated_since__not", "starts_until__in"):
        assert assessor.get("/api/v1/programs/", {name: "1"}).status_code == 400


@pytest.mark.parametrize("name", [name for name, _view, _base in router.registry])
def test_every_operator_of_every_list_is_answered(name, as_, cast):
    """With a value of its type; a row that is not there is refused."""
    view = next(view for address, view, _base in router.registry if address == name)
    client = as_(cast.national)
    known = filterset_for(view.queryset.model, tuple(view.filters.items())).base_filters
    for each in (each for each in known if "__" in each):
        answer = client.get(f"/api/v1/{name}/", {each: _value(known[each])})
        names_a_row = isinstance(getattr(known[each], "single", known[each]), ModelChoiceFilter)
        assert answer.status_code == (400 if names_a_row and not each.endswith("isnull") else 200), each


def _value(one):
    schema = one._spectacular_annotation["field"]
    if not isinstance(schema, dict):
        return "0"
    schema = schema.get("items", schema)
    if "enum" in schema:
        return schema["enum"][0]
    by_format = {"uuid": "0" * 32, "date": str(date(2026, 1, 1)), "date-time": "2026-01-01T00:00:00Z"}
    if "format" in schema:
        return by_format[schema["format"]]
    return {"integer": "0", "number": "1.5", "boolean": "true"}.get(schema["type"], "x")
