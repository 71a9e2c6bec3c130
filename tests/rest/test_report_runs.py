"""National runs through REST: started, resumed and cancelled by who runs the evaluation, refused at the field."""

import pytest
from django.urls import reverse

from monev.reports.models import ReportRun
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import RegionFactory

pytestmark = pytest.mark.django_db
LIST = reverse("api:reportrun-list")
ASKED = {"kind": "quarterly", "period": "2026-3"}


@pytest.fixture
def regions(db):
    made = [RegionFactory(code=f"35.0{number}", is_active=number < 3) for number in (1, 2, 3)]
    for each in made:
        PeriodFactory(region=each)
    return made


def start(client, **body):
    return client.post(LIST, ASKED | body, content_type="application/json")


def test_the_ministry_starts_a_run_for_the_regions_that_use_the_portal(regions, cast, as_):
    answer = start(as_(cast.national))
    assert answer.status_code == 201
    run = ReportRun.objects.get()
    assert answer["Location"].endswith(reverse("api:reportrun-detail", args=[run.pk]))
    assert {each.code for each in run.regions.filter(code__startswith="35")} == {"35.01", "35.02"}
    assert run.params == {"period": "2026-3"}


def test_named_regions_only(regions, cast, as_):
    assert start(as_(cast.national), regions=["35.03"]).status_code == 201
    assert [each.code for each in ReportRun.objects.get().regions.all()] == ["35.03"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"regions": ["35.03", "99.99"]}, "regions"),
        ({"kind": "nonsense"}, "kind"),
        ({"period": "soon"}, "period"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(regions, cast, as_, body, field):
    answer = start(as_(cast.national), **body)
    assert answer.status_code == 400
    assert [each["attr"].partition(".")[0] for each in answer.json()["errors"]] == [field]
    assert not ReportRun.objects.exists()


def test_nobody_of_a_region_starts_one(regions, cast, as_):
    for person in (cast.verifier, cast.admin, cast.assessor):
        assert start(as_(person)).status_code == 403
    assert not ReportRun.objects.exists()


def test_a_run_is_cancelled_and_resumed(regions, cast, as_):
    client = as_(cast.national)
    run = start(client).json()["id"]
    steps = {name: reverse(f"api:reportrun-{name}", args=[run]) for name in ("cancel", "resume")}
    assert client.post(steps["cancel"]).json()["state"] == "cancelled"
    assert client.post(steps["cancel"]).status_code == 409
    assert client.post(steps["resume"]).json()["state"] == "queued"
