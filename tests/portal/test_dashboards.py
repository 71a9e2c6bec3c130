"""The dashboard of a region, of a pillar and of an OPD: figures, filters, who sees it, how many queries it takes."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.charts import svg
from core.tables import asked
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import QuickWinReport
from monev.monitoring.workflow import State
from portal.charts.dashboard import sources_chart
from portal.selectors.dashboard import all_periods, begun, chosen_period, dashboard, load_dashboard_year
from portal.views.dashboards import RegionDashboard
from tests.factories.masterplan import PlanVersionFactory, PledgeFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.factories.quickwins import QuickWinFactory
from tests.portal.figures_case import YEAR, program, reported

MOST_QUERIES = 15


def address(region, **query):
    return reverse("portal:dashboard", args=[region.code]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


@pytest.fixture
def council(cast, as_):
    """The browser of a member of the council."""
    return as_(cast.council)


def test_the_council_sees_the_figures_that_one_computes_by_hand(region, programs, council):
    data = council.get(address(region, periode="2025-3")).context["data"]
    total = data.group

    # Physical: (70 x 300 + 30 x 100) / 400; achievement: 45 of 50 and 20 of 50 weighted alike.
    assert (total.physical.value, total.physical.counted, total.total) == (60, 2, 3)
    assert (total.planned, total.deviation) == (60, 0)
    assert total.achievement.value == Decimal(90 * 300 + 40 * 100) / 400
    assert (total.ceiling, total.spending) == (500, 170)
    assert total.absorption == 34
    assert (total.lights["green"], total.lights["red"], total.lights["none"]) == (1, 1, 1)
    assert [each.program for each in data.worst] == [programs["late"]]


def test_preliminary_figures_count_only_when_they_are_asked_for(region, programs, council):
    page = council.get(address(region, periode="2025-3", sementara="1"))

    assert page.context["total"].physical.value == Decimal(70 * 300 + 30 * 100 + 50 * 100) / 500
    assert page.context["total"].verified == 2
    assert "termasuk" in page.content.decode() or "preliminary" in page.content.decode()


def test_trends_tell_what_moved_since_the_period_before(region, programs, council):
    data = council.get(address(region, periode="2025-3")).context["data"]

    assert data.before[0].number == 2
    assert data.physical_trend == 30  # 60 now, 30 before
    moved = {change.figure.program: (change.before, change.now, change.points) for change in data.changes}
    assert moved == {programs["good"]: (30, 70, 40), programs["late"]: (None, 30, None)}
    assert data.newly_reported == 1


def test_the_first_period_of_a_year_has_nothing_to_be_compared_with(region, programs, council):
    data = council.get(address(region, periode="2025-2")).context["data"]

    assert data.before is None
    assert data.physical_trend is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"good", "late", "waiting"}),
        ({"program.light": "red"}, {"late"}),
        ({"program.counts": "missing"}, {"waiting"}),
        ({"program.pillar": "LI"}, {"good"}),
        ({"program.pillar": "none"}, {"waiting"}),
        ({"program.pillar": "EC", "program.light": "green"}, set()),
        ({"program.saring": "pasar"}, {"late"}),
    ],
)
def test_filters_of_the_programs_stand_in_the_address(region, programs, council, query, expected):
    page = council.get(address(region, periode="2025-3", **query))
    shown = asked(page.context["tables"]["programs"], page.wsgi_request.GET)

    assert {line.cells["name"] for line in shown.lines} == {programs[name].name for name in expected}


def test_programs_of_one_opd(region, programs, council, other_agency):
    page = council.get(address(region, periode="2025-3", **{"program.agency": str(other_agency).replace(" ", "+")}))
    shown = asked(page.context["tables"]["programs"], page.wsgi_request.GET)

    assert {line.cells["name"] for line in shown.lines} == {programs["late"].name, programs["waiting"].name}


def test_every_table_of_the_page_is_a_file(region, programs, council):
    page = council.get(address(region, periode="2025-3"))
    for table in page.context["tables"].values():
        answer = council.get(address(region, periode="2025-3", unduh=f"{table.id}.csv"))
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == len(table.lines) + 1
        assert rows[0][: len(table.columns)] == [column.heading for column in table.columns]
        assert council.get(address(region, periode="2025-3", unduh=f"{table.id}.xlsx")).content[:2] == b"PK"


def test_programs_without_a_pillar_are_named_so_and_lead_nowhere(region, programs, council):
    page = council.get(address(region, periode="2025-3")).content.decode()

    assert f"{reverse('portal:dashboard', args=[region.code]).replace('dasbor/', 'pilar/')}/" not in page
    assert council.get(f"/daerah/{region.code}/pilar/none/?periode=2025-3").status_code == 404


def test_months_and_quarters_of_one_number_are_two_periods(region, cast):
    quarter = PeriodFactory(region=region, year=YEAR, number=3)
    month = PeriodFactory(region=region, year=YEAR, number=3, kind=Period.Kind.MONTH)
    periods = all_periods(region)

    assert (quarter.address, month.address) == ("2025-3", "2025-b3")
    assert chosen_period(periods, "2025-3") == quarter
    assert chosen_period(periods, "2025-b3") == month
    assert chosen_period(periods, "x") == quarter  # the newest that has closed
    assert begun(periods, date(YEAR, 1, 1)) == ()


def test_a_quick_win_shows_its_last_percent_of_the_same_kind_of_period(region, programs, quarters, cast):
    second, third = quarters
    month = PeriodFactory(region=region, year=YEAR, number=3, kind=Period.Kind.MONTH)
    row = QuickWinFactory(region=region, year=YEAR)
    silent = QuickWinFactory(region=region, year=YEAR)
    QuickWinReport.objects.create(quick_win=row, period=second, physical_percent=40, state=State.VERIFIED)
    QuickWinReport.objects.create(quick_win=row, period=third, nil_reason="Libur", state=State.VERIFIED)
    QuickWinReport.objects.create(quick_win=row, period=month, physical_percent=99, state=State.VERIFIED)

    data = board(region, third, cast.council)

    lines = {line.quick_win: (line.percent, line.state) for line in data.quick_wins}
    assert lines == {row: (40, State.VERIFIED), silent: (None, "missing")}


def test_pledges_and_open_directives_stand_on_the_page(region, programs, council, agency):
    PledgeFactory(commitment__region=region, commitment__agency=agency, state=Pledge.State.KEPT)
    for status in (Directive.Status.OPEN, Directive.Status.CLOSED):
        Directive.objects.create(
            region=region,
            agency=agency,
            given_on=date(2025, 1, 1),
            due_on=date(2025, 2, 1),
            text=f"Arahan {status}",
            status=status,
        )

    data = council.get(address(region, periode="2025-3")).context["data"]

    assert data.pledge_counts == {"open": 0, "running": 0, "kept": 1, "broken": 0}
    assert [each.status for each in data.directives] == ["open"]
    assert data.overdue == 1


def test_a_region_that_has_not_begun_says_so(region, council):
    page = council.get(address(region))

    assert page.status_code == 200
    assert "portal/dashboard_empty.html" in [each.name for each in page.templates]


def pages(region, agency):
    return [
        address(region, periode="2025-3"),
        f"/daerah/{region.code}/pilar/LI/?periode=2025-3",
        f"/daerah/{region.code}/opd/{agency.pk}/?periode=2025-3",
        address(region, periode="2025-3", gambar="radar.svg"),
        f"/daerah/{region.code}/pilar/LI/?periode=2025-3&gambar=kurva-s.svg",
    ]


@pytest.mark.one_database
def test_everybody_of_the_region_sees_the_pages_and_nobody_else(region, programs, agency, cast, as_, client):
    own = (cast.staff, cast.head, cast.colleague, cast.verifier, cast.council, cast.admin, cast.assessor, cast.national)
    for url in pages(region, agency):
        assert {as_(user).get(url).status_code for user in own} == {200}
        assert {as_(user).get(url).status_code for user in (cast.foreign_council, cast.foreign_verifier)} == {404}
        assert as_(cast.nobody).get(url).status_code in (403, 404)
        assert client.get(url).status_code == 302


def test_the_opd_of_another_region_is_not_found(region, programs, council, other_region):
    foreign = other_region.agencies.first()

    assert foreign is None or council.get(f"/daerah/{region.code}/opd/{foreign.pk}/").status_code == 404


def test_a_pillar_shows_its_own_programs(region, programs, council):
    context = council.get(f"/daerah/{region.code}/pilar/LI/?periode=2025-3").context

    assert context["group"].physical.value == 70
    assert [each.program for each in context["group"].programs] == [programs["good"]]
    assert [line.cells["name"] for line in context["tables"]["parts"].lines] == ["Kesehatan"]


def test_every_chart_draws_and_is_said_in_words_and_as_a_table(region, programs, quarters, cast):
    data = board(region, quarters[1], cast.council)
    for chart in RegionDashboard().charts(data):
        assert svg(chart.spec).startswith("<svg")
        assert chart.summary
        assert chart.table.id == chart.id
        assert chart.table.lines
        assert all(set(line.cells) <= {each.key for each in chart.table.columns} for line in chart.table.lines)
        assert "TW III 2025" in chart.source or "III 2025" in chart.source


def test_charts_without_rows_draw_too(region, programs, quarters):
    assert svg(sources_chart((), source="").spec).startswith("<svg")


def test_an_unknown_chart_is_not_found(region, programs, council):
    assert council.get(address(region, gambar="lain.svg")).status_code == 404


def test_pages_have_a_picture_for_readers_without_scripts(region, programs, council):
    html = council.get(address(region, periode="2025-3", sementara="1")).content.decode()
    pictures = re.findall(r'<img class="chart__image" src="([^"]+)"', html)

    assert len(pictures) == 4
    for picture in pictures:
        answer = council.get(reverse("portal:dashboard", args=[region.code]) + picture.replace("&amp;", "&"))
        assert answer["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize("place", range(3))
def test_twice_the_rows_take_the_same_queries(
    region, programs, quarters, agency, council, place, django_assert_max_num_queries, django_assert_num_queries
):
    url = pages(region, agency)[place]
    with django_assert_max_num_queries(MOST_QUERIES) as first:
        council.get(url)
    other = PlanVersionFactory(plan__region=region)
    more = [program(other, ceiling=100, planned=60, target=10, lead_agency=agency) for _ in range(3)]
    adopt(other)
    for row in more:
        reported(row, quarters[1], physical=50, spent=10, value=5)
        QuickWinFactory(region=region, year=YEAR)
        PledgeFactory(commitment__region=region, commitment__agency=agency)
    with django_assert_num_queries(len(first.captured_queries)):
        council.get(url)


def board(region, period, user):
    """The dashboard of a region as `user` sees it."""
    return dashboard(load_dashboard_year(region, period, all_periods(region), seen_by=user), preliminary=False)
