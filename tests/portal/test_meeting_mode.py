"""Meeting mode: the dashboard step by step for the projector."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterplan.models.preparation import Directive
from monev.monitoring.models.progress import QuickWinReport
from monev.monitoring.workflow import State
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.factories.quickwins import QuickWinFactory
from tests.portal.figures_case import YEAR, program, reported

pytestmark = pytest.mark.one_database
MOST_QUERIES = 22
KEYS = ["ringkasan", "EC", "LI", "deviasi", "quick-win", "arahan"]


def address(region, step="", **query):
    return reverse("portal:meeting-mode", args=[region.code]), {"periode": "2025-3", "layar": step, **query}


@pytest.fixture
def council(cast, as_):
    return as_(cast.council)


def directive(region, agency, due, status=Directive.Status.OPEN):
    return Directive.objects.create(
        region=region, agency=agency, given_on=date(2025, 1, 1), due_on=due, text=f"Arahan {due}", status=status
    )


def test_the_steps_are_overall_each_pillar_of_the_plan_and_three_lists(region, programs, council):
    page = council.get(*address(region, "LI"))

    assert [each.key for each in page.context["place"].steps] in (KEYS, [KEYS[0], "LI", "EC", *KEYS[3:]])
    assert page.context["step"].title == "Smart Living"


def test_next_and_previous_are_links_that_keep_the_period(region, programs, council):
    """Without JavaScript one goes on by links; the address holds the step."""
    addresses = [council.get(*address(region, step, sementara="1")).context["addresses"] for step in KEYS]

    assert "previous" not in addresses[0]
    assert "next" not in addresses[-1]
    assert all("periode=2025-3" in each["leave"] and "layar" not in each["leave"] for each in addresses)
    page, found = council.get(*address(region)), []
    while page:
        found.append(page.context["step"].key)
        query = page.context["addresses"].get("next")
        page = council.get(address(region)[0] + query) if query else None
    assert sorted(found) == sorted(KEYS)


def test_the_figures_are_those_of_the_dashboard(region, programs, council):
    dashboard = council.get(reverse("portal:dashboard", args=[region.code]), {"periode": "2025-3"})
    screen = council.get(*address(region))

    assert screen.context["data"].group == dashboard.context["total"]
    assert screen.context["data"].trend.before.number == 2


def test_a_pillar_shows_its_own_worst_deviations(region, programs, council):
    page = council.get(*address(region, "EC"))

    assert [each.program for each in page.context["data"].worst] == [programs["late"]]
    assert "Gagal lelang" in page.content.decode()
    assert "Lelang ulang" in page.content.decode()


def test_the_curve_is_a_picture_at_the_address_of_the_step(region, programs, council):
    page = council.get(*address(region, "LI"))
    picture = council.get(address(region)[0] + page.context["charts"]["kurva_s"].svg_url)

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")


def test_quick_wins_and_open_directives_have_a_screen(region, programs, quarters, agency, council):
    done = QuickWinFactory(region=region, year=YEAR, title="Sudah jalan")
    silent = QuickWinFactory(region=region, year=YEAR, title="Belum lapor")
    QuickWinReport.objects.create(quick_win=done, period=quarters[1], physical_percent=40, state=State.VERIFIED)
    for day in range(1, 9):
        directive(region, agency, date(2025, 2, day))
    directive(region, agency, date(2025, 1, 5), Directive.Status.CLOSED)

    bars = council.get(*address(region, "quick-win")).context["lines"]
    lines = council.get(*address(region, "arahan")).context["lines"]

    assert [(each.quick_win, each.percent) for each in bars.rows] == [(silent, None), (done, 40)]
    assert (lines.total, lines.more) == (8, 2)
    assert all(each.is_overdue for each in lines.rows)


def test_a_step_that_does_not_exist_is_not_found(region, programs, council):
    assert council.get(*address(region, "XX")).status_code == 404


def test_a_region_that_has_not_begun_says_so(region, council):
    page = council.get(reverse("portal:meeting-mode", args=[region.code]))

    assert "portal/dashboard_empty.html" in [each.name for each in page.templates]


@pytest.mark.parametrize("step", KEYS)
def test_more_rows_need_no_more_queries(region, version, quarters, agency, council, step):
    def ask():
        council.get(*address(region, step))
        with CaptureQueriesContext(connection) as queries:
            council.get(*address(region, step))
        return len(queries)

    def more(count):
        for number in range(count):
            row = program(version, ceiling=100, planned=60, target=50, lead_agency=agency, code=f"{count}-{number}")
            reported(row, quarters[1], physical=30, spent=20, value=20)
            QuickWinFactory(region=region, year=YEAR, title=f"{count} {number}")
            directive(region, agency, date(2025, 3, 1))

    economy = SubDimensionFactory(code="economy-market", pillar=PillarFactory(code="economy", letters="EC", position=3))
    program(version, ceiling=100, planned=60, lead_agency=agency, sub_dimension=economy)
    more(2)
    few = _with_plan_in_force(version, ask)
    more(4)
    many = _with_plan_in_force(version, ask)

    assert few == many <= MOST_QUERIES


def _with_plan_in_force(version, ask):
    """Rows are made while the plan is a draft, figures are of the plan in force."""
    rows = type(version).objects.filter(pk=version.pk)
    rows.update(status="adopted", adopted_on=date(2022, 1, 1))
    count = ask()
    rows.update(status="draft")
    return count
