"""Commitments of the joint signing: what was kept at the end of a period, by which reports, with which evidence."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from masterplan.models.commitments import Pledge
from monev.monitoring.workflow import State
from portal.selectors.commitments import UNKNOWN, commitments, pledge_page
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import PeriodFactory
from tests.factories.preparation import DirectiveFactory
from tests.factories.trail import EvidenceUseFactory, PledgeReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2025-11-20 02:00:00+00:00", tick=True):
        yield


@pytest.fixture
def quarters(region):
    return [PeriodFactory(region=region, year=2025, number=number) for number in (2, 3)]


@pytest.fixture
def sheet(region, agency):
    return CommitmentFactory(region=region, agency=agency)


def reported(pledge, period, said, state=State.VERIFIED):
    return PledgeReportFactory(pledge=pledge, period=period, pledge_state=said, state=state)


def state_at(region, period, cast, preliminary=False):
    page = commitments(region, period, preliminary=preliminary, seen_by=cast.council)
    return {each.pledge.text: each.state for each in page.lines}


def test_the_last_verified_report_up_to_the_period_counts(region, sheet, quarters, cast):
    second, third = quarters
    pledge = PledgeFactory(commitment=sheet, text="Janji", state=Pledge.State.KEPT)
    reported(pledge, second, "running")
    reported(pledge, third, "kept")
    assert state_at(region, second, cast) == {"Janji": "running"}
    assert state_at(region, third, cast) == {"Janji": "kept"}


def test_what_is_not_verified_counts_only_when_asked_for(region, sheet, quarters, cast):
    second, third = quarters
    pledge = PledgeFactory(commitment=sheet, text="Janji", state=Pledge.State.RUNNING)
    reported(pledge, second, "running")
    reported(pledge, third, "kept", State.SUBMITTED)
    assert state_at(region, third, cast) == {"Janji": "running"}
    assert state_at(region, third, cast, preliminary=True) == {"Janji": "kept"}


def test_a_pledge_that_was_reported_only_later_is_not_known_before(region, sheet, quarters, cast):
    pledge = PledgeFactory(commitment=sheet, text="Dilaporkan", state=Pledge.State.KEPT)
    reported(pledge, quarters[1], "kept")
    PledgeFactory(commitment=sheet, text="Tanpa laporan", state=Pledge.State.RUNNING)
    assert state_at(region, quarters[0], cast) == {"Dilaporkan": UNKNOWN, "Tanpa laporan": "running"}


def test_kept_behind_reported_and_proven_are_counted(region, sheet, quarters, cast):
    kept = PledgeFactory(commitment=sheet, state=Pledge.State.RUNNING)
    report = reported(kept, quarters[1], "kept")
    EvidenceUseFactory(
        progress_report=None, pledge_report=report, evidence__region=region, evidence__agency=sheet.agency
    )
    PledgeFactory(commitment=sheet, state=Pledge.State.BROKEN)
    PledgeFactory(commitment=sheet, state=Pledge.State.RUNNING, due_year=2024)
    page = commitments(region, quarters[1], preliminary=False, seen_by=cast.council)
    assert (page.kept, page.total, page.behind, page.reported, page.proven) == (1, 3, 2, 1, 1)


@pytest.mark.parametrize(
    ("state", "due_year", "behind"),
    [
        ("kept", 2020, False),
        ("broken", None, True),
        ("running", 2024, True),
        ("running", 2025, False),
        ("open", 2025, True),
        ("open", 2026, False),
        ("open", None, False),
    ],
)
def test_when_a_pledge_is_behind(state, due_year, behind):
    assert Pledge(state=state, due_year=due_year).is_behind(2025) is behind


def test_the_page_says_of_which_period_and_leads_to_the_rows(as_, cast, region, sheet, quarters):
    pledge = PledgeFactory(commitment=sheet, text="Data terbuka")
    report = reported(pledge, quarters[1], "running")
    html = as_(cast.assessor).get(reverse("portal:commitments", args=[region.code])).content.decode()
    assert "TW III 2025" in html
    assert reverse("portal:pledge-detail", args=[pledge.pk]) in html
    assert reverse("monitoring:pledge-report-detail", args=[report.pk]) in html
    saved = as_(cast.assessor).get(reverse("portal:commitments", args=[region.code]), {"unduh": "komitmen.csv"})
    assert "Data terbuka" in saved.content.decode()


def test_a_pledge_shows_its_reports_and_directives_and_the_council_can_give_one(as_, cast, region, sheet, quarters):
    pledge = PledgeFactory(commitment=sheet, text="Data terbuka")
    reported(pledge, quarters[0], "running")
    reported(pledge, quarters[1], "kept", State.SUBMITTED)
    DirectiveFactory(
        region=region, agency=sheet.agency, pledge=pledge, text="Buka data", due_on=datetime.date(2026, 12, 1)
    )
    page = pledge_page(pledge, quarters[1], preliminary=False, seen_by=cast.council)
    assert [report.period for report, _level in page.reports] == [quarters[1], quarters[0]]
    assert [each.directive.text for each in page.directives] == ["Buka data"]
    address = reverse("portal:pledge-detail", args=[pledge.pk])
    assert f"janji={pledge.pk}" in as_(cast.council).get(address).content.decode()
    assert f"janji={pledge.pk}" not in as_(cast.staff).get(address).content.decode()
