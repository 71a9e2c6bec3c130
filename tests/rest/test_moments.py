"""Answers with figures name what they are true of: the moment, the snapshot, whether verified."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from drf_spectacular.generators import EndpointEnumerator

from core.rest.moments import NO_FIGURES
from monev.monitoring.models.progress import ProgressReport
from organizations.rest import Figure, ScopedView
from smartcity.api import router
from tests.factories.evaluation import FrozenAssessmentFactory, NationalResultFactory
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.factories.reports import CompiledReportFactory, ReportFileFactory

STATES = {"state", "score", "index", "amount"}


def views():
    found = {view for _address, view, _base in router.registry}
    for _path, _regex, _method, callback in EndpointEnumerator().get_api_endpoints():
        found.add(callback.cls)
    return {view for view in found if issubclass(view, ScopedView)}


def tells_a_figure(serializer, deep=True) -> bool:
    for name, field in serializer.fields.items():
        inner = getattr(field, "child", field)
        if name in STATES or isinstance(inner, Figure):
            return True
        if hasattr(inner, "fields") and not type(inner).__name__.endswith("RefSerializer") and tells_a_figure(inner):
            return True
    return False


@pytest.mark.parametrize("view", sorted(views(), key=lambda each: each.__name__), ids=lambda view: view.__name__)
def test_a_view_with_figures_or_a_state_says_what_they_rest_on(view):
    made = getattr(view, "serializer_class", None)
    if made is not None and tells_a_figure(made()):
        assert view.carries is not None, (
            f"{view.__name__} shows figures or a state: say in `carries` what they rest on."
        )


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


@pytest.fixture
def reports(region):
    made = [ProgressReportFactory(program__plan_version__plan__region=region) for _ in range(2)]
    ProgressReport.objects.filter(pk=made[0].pk).update(state="verified")
    ProgressReport.objects.filter(pk=made[1].pk).update(state="submitted")
    return made


def test_reports_are_verified_preliminary_or_mixed(assessor, reports):
    address = "/api/v1/progress-reports/"
    assert assessor.get(address)["Data-Status"] == "mixed"
    assert assessor.get(address, {"state": "verified"})["Data-Status"] == "verified"
    assert assessor.get(address, {"state": "submitted"})["Data-Status"] == "preliminary"
    assert assessor.get(f"{address}{reports[1].pk}/")["Data-Status"] == "preliminary"
    assert not assessor.get(address, {"state": "approved"}).has_header("Data-Status")


@pytest.mark.parametrize(
    ("address", "factory"), [("spending", SpendingFactory), ("indicator-values", IndicatorValueFactory)]
)
def test_rows_of_a_report_are_as_far_as_it(assessor, reports, address, factory):
    factory(report=reports[1])
    assert assessor.get(f"/api/v1/{address}/")["Data-Status"] == "preliminary"
    ProgressReport.objects.update(state="verified")
    assert assessor.get(f"/api/v1/{address}/?format=csv")["Data-Status"] == "verified"


def test_figures_name_the_moment_at_which_the_request_began(assessor, reports):
    with time_machine.travel(datetime(2026, 10, 20, 2, 15, 4, tzinfo=UTC), tick=False):
        assert assessor.get("/api/v1/progress-reports/")["Data-As-Of"] == "2026-10-20T02:15:04.000+00:00"


def test_what_was_frozen_names_its_snapshot(assessor, region):
    report = CompiledReportFactory(region=region)
    file = ReportFileFactory(report=report)
    answer = assessor.get(f"/api/v1/compiled-reports/{report.pk}/")
    known = (answer.json()["snapshot"] or {}).get("sha256")
    assert answer.get("Data-Snapshot") == known
    assert assessor.get(f"/api/v1/report-files/{file.pk}/").get("Data-Snapshot") == known
    frozen = FrozenAssessmentFactory(assessment__region=region)
    assert assessor.get("/api/v1/frozen-assessments/")["Data-Snapshot"] == frozen.sha256


def test_published_results_are_verified_and_a_list_of_places_says_nothing(assessor, region):
    NationalResultFactory(region=region)
    assert assessor.get("/api/v1/national-results/")["Data-Status"] == "verified"
    assert not assessor.get("/api/v1/regions/").has_header("Data-As-Of")


def test_the_figures_of_a_region_say_it_in_the_body_too(assessor, region, reports):
    PeriodFactory(region=region)
    address = f"/api/v1/regions/{region.code}/figures/"
    verified = assessor.get(address, {"period": "2026-3"})
    assert verified["Data-Status"] == "verified"
    assert datetime.fromisoformat(verified.json()["as_of"]) == datetime.fromisoformat(verified["Data-As-Of"])
    assert verified.json()["snapshot"] is None
    preliminary = assessor.get(address, {"period": "2026-3", "preliminary": "true"})
    assert preliminary["Data-Status"] == "preliminary"
    assert preliminary.json()["preliminary"] is True


def test_a_refusal_carries_no_figures(db):
    assert not Client().get("/api/v1/progress-reports/").has_header("Data-As-Of")


def test_no_figures_is_said_on_purpose():
    assert NO_FIGURES.status([{"state": "done"}]) == ""
