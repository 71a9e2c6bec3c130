"""Who may ask for a paper, and the buttons on the pages that lead to it."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import wish_from
from tests.factories.masterplan import PlanVersionFactory
from tests.factories.preparation import CouncilFactory, MeetingFactory
from tests.factories.quickwins import QuickWinFactory
from tests.portal.figures_case import program

pytestmark = pytest.mark.django_db
FORM = re.compile(r'<form class="ask-report".*?</form>', re.S)
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture
def places(region, programs, agency, quarters):
    """Of each paper the page that leads to it."""
    row = programs["late"]
    meeting = MeetingFactory(council=CouncilFactory(region=region))
    quick_win = QuickWinFactory(region=region, agency=agency)
    return {
        "pillar-book": reverse("portal:pillar", args=[region.code, "EC"]) + "?periode=2025-2&sementara=1",
        "agency-sheet": reverse("portal:agency", args=[region.code, row.lead_agency_id]) + "?periode=2025-2",
        "program-sheet": reverse("portal:program-detail", args=[row.pk]) + "?periode=2025-2",
        "quick-win-story": reverse("quickwins:quick-win-detail", args=[quick_win.pk]),
        "meeting-pack": reverse("portal:meeting-detail", args=[meeting.pk]),
    }


def asked_on(page: str) -> dict[str, str]:
    form = FORM.search(page)
    return {name: value for name, value in FIELD.findall(form[0]) if name != "csrfmiddlewaretoken"} if form else {}


KINDS = ("pillar-book", "agency-sheet", "program-sheet", "quick-win-story", "meeting-pack")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_for_its_paper_of_the_same_period_and_state(kind, places, cast, as_, region):
    fields = asked_on(as_(cast.staff).get(places[kind]).content.decode())
    assert fields.pop("kind") == kind
    language = fields.pop("language")
    if "periode" in places[kind]:
        assert fields["period"] == "2025-2"
    assert ("include_preliminary" in fields) == ("sementara" in places[kind])

    report = request_report(kind, wish_from(region, fields, language=language), by=cast.staff)

    assert fill_report(report.pk).state == CompiledReport.State.DONE
    assert report.files.get().format == "pdf"


@pytest.mark.parametrize("kind", ["agency-sheet", "meeting-pack"])
def test_who_may_not_see_the_region_may_not_ask(kind, places, cast, as_, region):
    fields = asked_on(as_(cast.council).get(places[kind]).content.decode())
    fields.pop("kind")
    wish = wish_from(region, fields, language=fields.pop("language"))
    with pytest.raises(PermissionDenied):
        request_report(kind, wish, by=cast.foreign_region_admin)


def test_a_program_that_does_not_run_in_the_period_has_no_button(programs, region, cast, as_):
    plan = PlanVersionFactory(plan__region=region, plan__title="Rencana lama")
    past = program(plan, ceiling=10, planned=10, code="Z", start_year=2021, end_year=2022)

    def button(row):
        url = reverse("portal:program-detail", args=[row.pk])
        return asked_on(as_(cast.staff).get(url, {"periode": "2025-3"}).content.decode())

    assert button(programs["late"])
    assert not button(past)
