"""Pages of quick wins: what they show, to whom, in how many queries."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from quickwins.selectors import quick_win_page
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory, ReplicationFactory, RiskFactory


@pytest.fixture
def quick_win(region, agency):
    row = QuickWinFactory(region=region, agency=agency, title="Antrean daring", problem="Antre lama", is_practice=True)
    MilestoneFactory(quick_win=row, weight=Decimal(3), done_on=datetime.date(2026, 8, 1))
    MilestoneFactory(quick_win=row, weight=Decimal(1))
    RiskFactory(quick_win=row, mitigation="Jaringan cadangan")
    return row


def list_url(region):
    return reverse("quickwins:quick-win-list", args=[region.code])


def test_the_list_counts_the_milestones(region, quick_win, cast, as_):
    (row,) = as_(cast.council).get(list_url(region)).context["rows"]

    assert (row.milestone_count, row.milestones_done) == (2, 1)


def test_milestones_count_by_their_weight(quick_win):
    assert quick_win_page(quick_win).done_percent == 75
    assert quick_win_page(QuickWinFactory()).done_percent is None


def test_the_page_tells_problem_risk_and_who_replicates(quick_win, other_region, cast, as_):
    ReplicationFactory(quick_win=quick_win, requested_by=other_region)

    page = as_(cast.council).get(reverse("quickwins:quick-win-detail", args=[quick_win.pk])).content.decode()

    for words in ("Antrean daring", "Antre lama", "Jaringan cadangan", other_region.name):
        assert words in page


def test_only_people_of_the_region_open_them(region, quick_win, cast, as_, client):
    for url in (list_url(region), reverse("quickwins:quick-win-detail", args=[quick_win.pk])):
        assert {as_(user).get(url).status_code for user in (cast.staff, cast.council, cast.national)} == {200}
        assert as_(cast.foreign_council).get(url).status_code == 404
        assert client.get(url).status_code == 302


def test_twice_the_rows_take_the_same_queries(
    region, quick_win, cast, as_, django_assert_max_num_queries, django_assert_num_queries
):
    browser = as_(cast.council)
    for url in (list_url(region), reverse("quickwins:quick-win-detail", args=[quick_win.pk])):
        with django_assert_max_num_queries(12) as first:
            browser.get(url)
        MilestoneFactory(quick_win=QuickWinFactory(region=region))
        MilestoneFactory(quick_win=quick_win)
        RiskFactory(quick_win=quick_win)
        with django_assert_num_queries(len(first.captured_queries)):
            browser.get(url)
