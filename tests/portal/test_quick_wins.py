"""Quick wins: how they stand, milestones on their days, risks, who replicates and who sees them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.charts import svg
from monev.monitoring.models.progress import MilestoneProgress, QuickWinReport
from monev.monitoring.workflow import State
from portal.charts.quick_win import risk_chart
from portal.selectors.quick_wins import quick_win_lines, quick_win_page
from portal.tables.quick_wins import risk_table
from portal.views.quick_wins import quick_win_charts
from tests.factories.monitoring import PeriodFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory, ReplicationFactory, RiskFactory
from tests.portal.figures_case import YEAR

PAST, FUTURE = date(2020, 5, 1), date(2099, 5, 1)


@pytest.fixture
def quick_win(region, agency):
    """Two milestones: three quarters of the weight were reached in time, the rest is due in the far future."""
    row = QuickWinFactory(
        region=region, agency=agency, title="Antrean daring", problem="Antre lama", year=YEAR, is_practice=True
    )
    MilestoneFactory(quick_win=row, name="Uji coba", weight=Decimal(3), due_on=PAST, done_on=date(2020, 4, 28))
    MilestoneFactory(quick_win=row, name="Peluncuran", weight=Decimal(1), due_on=FUTURE)
    RiskFactory(quick_win=row, text="Jaringan putus", mitigation="Jaringan cadangan")
    return row


def list_url(region, query=""):
    return reverse("quickwins:quick-win-list", args=[region.code]) + query


def page_url(row, query=""):
    return reverse("quickwins:quick-win-detail", args=[row.pk]) + query


def line_of(row, cast, *, preliminary=False):
    return quick_win_page(row, preliminary=preliminary, seen_by=cast.council).line


def told(row, period, percent, state=State.VERIFIED, **fields):
    return QuickWinReport.objects.create(quick_win=row, period=period, physical_percent=percent, state=state, **fields)


def test_milestones_count_by_their_weight(quick_win, cast):
    line = line_of(quick_win, cast)

    assert (line.reached, line.done_percent, line.standing) == (1, 75, "on_track")
    assert line.upcoming.milestone.name == "Peluncuran"
    assert line.milestones[0].days == -3  # three days early
    assert line_of(QuickWinFactory(region=quick_win.region), cast).done_percent is None


@pytest.mark.parametrize(
    ("milestones", "standing"),
    [
        ([(PAST, PAST)], "done"),
        ([(PAST, None)], "late"),
        ([(PAST, PAST), (PAST, None)], "late"),
        ([(PAST, PAST), (FUTURE, None)], "on_track"),
        ([(FUTURE, None)], "silent"),
        ([], "silent"),
    ],
)
def test_a_quick_win_stands_as_its_milestones_do(region, cast, milestones, standing):
    row = QuickWinFactory(region=region)
    for due_on, done_on in milestones:
        MilestoneFactory(quick_win=row, due_on=due_on, done_on=done_on)

    assert line_of(row, cast).standing == standing


def test_what_waits_for_verification_counts_only_among_preliminary_figures(quick_win, region, cast):
    second, third = (PeriodFactory(region=region, year=YEAR, number=number) for number in (2, 3))
    told(quick_win, second, 40)
    report = told(quick_win, third, 90, State.SUBMITTED)
    launch = quick_win.milestones.get(name="Peluncuran")
    MilestoneProgress.objects.create(report=report, milestone=launch, done_on=date(YEAR, 9, 1))

    assert (line_of(quick_win, cast).percent, line_of(quick_win, cast).reached) == (40, 1)
    preliminary = line_of(quick_win, cast, preliminary=True)
    assert (preliminary.percent, preliminary.reached, preliminary.standing) == (90, 2, "done")


def test_a_report_of_no_change_carries_the_percent_on(quick_win, region, cast):
    second, third = (PeriodFactory(region=region, year=YEAR, number=number) for number in (2, 3))
    told(quick_win, second, 40)
    told(quick_win, third, None, nil_reason="Libur")

    page = quick_win_page(quick_win, preliminary=False, seen_by=cast.council)

    assert page.line.percent == 40
    assert [(each.period.number, each.actual) for each in page.progress] == [(2, 40), (3, 40)]
    # By the end of either quarter only the milestone of 2020 was due: three of four parts of the weight.
    assert [each.planned for each in page.progress] == [75, 75]


def test_the_list_is_narrowed_by_its_address(region, quick_win, other_agency, cast, as_):
    late = QuickWinFactory(region=region, agency=other_agency, title="Pasar daring", year=2026)
    MilestoneFactory(quick_win=late, due_on=PAST)
    browser = as_(cast.council)

    def titles(query):
        return {line.quick_win.title for line, _standing in browser.get(list_url(region, query)).context["lines"]}

    assert titles("") == {"Antrean daring", "Pasar daring"}
    assert titles("?keadaan=late") == {"Pasar daring"}
    assert titles(f"?tahun={YEAR}") == {"Antrean daring"}
    assert titles(f"?opd={other_agency.pk}") == {"Pasar daring"}
    assert titles("?praktik=1") == {"Antrean daring"}
    assert titles("?keadaan=ungu") == {"Antrean daring", "Pasar daring"}
    text = browser.get(list_url(region, "?keadaan=late&unduh=quick-win.csv")).content.decode()
    assert "Pasar daring" in text
    assert "Antrean daring" not in text


def test_the_page_tells_problem_risk_and_who_replicates(quick_win, other_region, cast, as_):
    ReplicationFactory(quick_win=quick_win, requested_by=other_region)
    QuickWinFactory(region=quick_win.region, title="Antrean lanjutan", predecessor=quick_win)

    page = as_(cast.council).get(page_url(quick_win)).content.decode()

    for words in ("Antrean daring", "Antre lama", "Jaringan cadangan", other_region.name, "Antrean lanjutan"):
        assert words in page


def test_the_greatest_risk_comes_first_and_stands_in_the_matrix(quick_win, cast):
    RiskFactory(quick_win=quick_win, text="Listrik padam", likelihood="high", impact="high")
    RiskFactory(quick_win=quick_win, text="Sudah diatasi", likelihood="high", impact="high", is_mitigated=True)
    page = quick_win_page(quick_win, preliminary=False, seen_by=cast.council)
    table = risk_table(page)
    drawn = risk_chart(page, table=table)
    cells = [each for each in drawn.spec["data"]["values"] if each["risks"]]

    assert [line.cells["score"] for line in table.lines] == [9, 9, 3]
    assert {each["risks"] for each in cells} == {"R1", "R3"}  # the mitigated one is no open risk
    assert "Listrik padam" in drawn.summary


def test_charts_of_a_quick_win_draw(quick_win, region, cast):
    told(quick_win, PeriodFactory(region=region, year=YEAR, number=3), 40)
    page = quick_win_page(quick_win, preliminary=False, seen_by=cast.council)
    charts = quick_win_charts(page, today=date(YEAR, 10, 1))

    assert [each.id for each in charts] == ["tonggak", "kemajuan", "risiko"]
    for chart in charts:
        assert svg(chart.spec).startswith("<svg")
        assert chart.summary
        assert chart.table.lines


def test_only_people_of_the_region_open_them(region, quick_win, cast, as_, client):
    for url in (list_url(region), page_url(quick_win), page_url(quick_win, "?unduh=riwayat.csv")):
        assert {as_(user).get(url).status_code for user in (cast.staff, cast.council, cast.national)} == {200}
        assert as_(cast.foreign_council).get(url).status_code == 404
        assert client.get(url).status_code == 302


def test_twice_the_rows_take_the_same_queries(
    region, quick_win, cast, as_, django_assert_max_num_queries, django_assert_num_queries
):
    period = PeriodFactory(region=region, year=YEAR, number=3)
    told(quick_win, period, 40)
    browser = as_(cast.council)
    browser.get(list_url(region))
    with django_assert_max_num_queries(10) as of_list:
        browser.get(list_url(region))
    with django_assert_max_num_queries(20) as of_page:
        browser.get(page_url(quick_win))
    for number in range(3):
        more = QuickWinFactory(region=region, title=f"Tambahan {number}", predecessor=quick_win)
        MilestoneFactory(quick_win=more)
        told(more, period, 10)
        MilestoneFactory(quick_win=quick_win)
        RiskFactory(quick_win=quick_win)
    with django_assert_num_queries(len(of_list.captured_queries)):
        browser.get(list_url(region))
    with django_assert_num_queries(len(of_page.captured_queries)):
        browser.get(page_url(quick_win))


def test_a_list_reads_preliminary_days_of_milestones(quick_win, region, cast):
    report = told(quick_win, PeriodFactory(region=region, year=YEAR, number=3), 90, State.SUBMITTED)
    MilestoneProgress.objects.create(
        report=report, milestone=quick_win.milestones.get(name="Peluncuran"), done_on=date(YEAR, 9, 1)
    )

    verified, preliminary = (
        quick_win_lines(region, preliminary=each, seen_by=cast.council)[0] for each in (False, True)
    )
    assert (verified.reached, preliminary.reached) == (1, 2)
