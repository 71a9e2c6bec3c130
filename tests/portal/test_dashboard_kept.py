"""The dashboard of a region is kept while nothing changes that it shows, and made anew as soon as anything does."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from masterplan.models.plans import BudgetLine, IndicatorTarget, PlannedProgress, PlanVersion, Program
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.models.trail import QualityFlag
from organizations.models import Region
from organizations.roles import Role
from portal.selectors.nation_version import nation_version
from portal.selectors.region_version import region_version
from tests.factories.evaluation import FindingFactory, NationalResultFactory
from tests.factories.masterplan import PledgeFactory
from tests.factories.preparation import DirectiveFactory
from tests.factories.quickwins import QuickWinFactory
from tests.people import person
from tests.portal.figures_case import YEAR, reported

pytestmark = pytest.mark.django_db
NOT_SHOWN = {"accounts_session", "organizations_user", "organizations_membership", "notices_notice"}
"""Who asks; not part of what is kept."""


@pytest.fixture(autouse=True)
def _kept(settings) -> None:
    settings.KEEP_PAGES_SECONDS = 600
    cache.clear()


@pytest.fixture
def page(region, programs) -> str:
    return reverse("portal:dashboard", args=[region.code]) + "?periode=2025-3"


@pytest.fixture
def council(cast, as_):
    return as_(cast.council)


def tables_of(queries: CaptureQueriesContext) -> set[str]:
    return {name for query in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


@pytest.mark.parametrize("who", ["council", "staff", "admin", "national", "assessor"])
def test_every_table_that_the_dashboard_reads_is_part_of_its_version(region, page, cast, as_, who) -> None:
    browser = as_(getattr(cast, who))
    with CaptureQueriesContext(connection) as version:
        region_version(region, region.periods.get(number=3))
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert tables_of(asked) - NOT_SHOWN <= tables_of(version)


def test_every_table_that_the_national_view_reads_is_part_of_its_version(cast, as_, programs) -> None:
    with CaptureQueriesContext(connection) as version:
        nation_version()
    with CaptureQueriesContext(connection) as asked:
        assert as_(cast.national).get("/nasional/").status_code == 200
    read = tables_of(asked) - NOT_SHOWN
    assert read - tables_of(version) <= {"masterplan_masterplan", "pillars_pillar"}, "names of plans and pillars only"


def test_who_sees_the_same_gets_the_kept_page(region, page, council, as_) -> None:
    first = council.get(page)
    other = as_(person(Role.COUNCIL, region))
    with CaptureQueriesContext(connection) as asked:
        again = other.get(page)
    assert again.context["kept"] == first.context["kept"]
    assert len(asked) <= 8
    assert "monitoring_spending" in tables_of(asked)  # the version alone


def change(row: Any, **columns: Any) -> None:
    """As services change a row."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.store(by=None)


def thaw(region: Region) -> None:
    PlanVersion.objects.filter(plan__region=region).update(status="draft", updated_at=timezone.now())


def report_changes(region: Region) -> None:
    change(ProgressReport.objects.get(program__code="A", period__number=3), physical_percent=Decimal(99))


def report_is_verified(region: Region) -> None:
    change(ProgressReport.objects.get(program__code="C"), state="verified")


def report_comes(region: Region) -> None:
    reported(Program.objects.get(code="B"), region.periods.get(number=2), physical=5)


def spending_changes(region: Region) -> None:
    change(Spending.objects.get(report__program__code="A", report__period__number=3), amount=Decimal(299))


def spending_goes(region: Region) -> None:
    Spending.objects.filter(report__program__code="A", report__period__number=3).delete()


def value_changes(region: Region) -> None:
    change(IndicatorValue.objects.get(report__program__code="A", report__period__number=3), value=Decimal(10))


def ceiling_changes(region: Region) -> None:
    thaw(region)
    change(BudgetLine.objects.get(program__code="A"), ceiling=Decimal(1000))


def target_changes(region: Region) -> None:
    thaw(region)
    change(IndicatorTarget.objects.get(indicator__program__code="A"), value=Decimal(90))


def plan_changes(region: Region) -> None:
    thaw(region)
    change(PlannedProgress.objects.get(program__code="A"), physical_percent=Decimal(100))


def program_is_renamed(region: Region) -> None:
    thaw(region)
    change(Program.objects.get(code="A"), name="Nama baru")


def agency_is_renamed(region: Region) -> None:
    change(region.agencies.get(code="DINKES"), name="Dinas lain")


def quick_win_comes(region: Region) -> None:
    QuickWinFactory(region=region, agency=region.agencies.get(code="DINKES"), year=YEAR)


def pledge_comes(region: Region) -> None:
    PledgeFactory(commitment__region=region, commitment__agency=region.agencies.get(code="DINKES"))


def directive_comes(region: Region) -> None:
    DirectiveFactory(region=region, agency=region.agencies.get(code="DINKES"))


def finding_comes(region: Region) -> None:
    FindingFactory(region=region)


def result_is_published(region: Region) -> None:
    NationalResultFactory(region=region, year=2024, index=Decimal("2.5"))


def period_is_locked(region: Region) -> None:
    change(region.periods.get(number=3), locked_at=timezone.now())


def region_is_renamed(region: Region) -> None:
    change(region, name="Kabupaten Lain")


CHANGES = (
    report_changes, report_is_verified, report_comes, spending_changes, spending_goes, value_changes, ceiling_changes,
    target_changes, plan_changes, program_is_renamed, agency_is_renamed, quick_win_comes, pledge_comes, directive_comes,
    finding_comes, result_is_published, period_is_locked, region_is_renamed,
)  # fmt: skip


@pytest.mark.parametrize("happens", CHANGES, ids=lambda each: each.__name__)
def test_a_change_is_seen_at_once(region, page, council, settings, happens) -> None:
    kept = council.get(page).context["kept"]["content"]
    assert council.get(page).context["kept"]["content"] == kept
    before = region_version(region, region.periods.get(number=3))
    happens(region)
    assert region_version(region, region.periods.get(number=3)) != before
    shown = council.get(page).context["kept"]["content"]
    settings.KEEP_PAGES_SECONDS = 0
    assert shown == council.get(page).context["kept"]["content"]


def test_a_question_of_the_quality_rules_changes_the_version_and_so_does_its_answer(region, programs) -> None:
    period = region.periods.get(number=3)
    report = ProgressReport.objects.get(program__code="A", period=period)
    versions = [region_version(region, period)]
    flag = QualityFlag.objects.create(
        region=region, agency=report.agency, progress_report=report, code="jump", severity="warning"
    )
    versions.append(region_version(region, period))
    QualityFlag.objects.filter(pk=flag.pk).update(
        explanation="Benar", explained_at=timezone.now(), settled_at=timezone.now()
    )
    versions.append(region_version(region, period))
    assert versions[0] != versions[1] != versions[2]


def test_a_change_in_another_region_leaves_the_page_kept(region, other_region, programs) -> None:
    period = region.periods.get(number=3)
    before = region_version(region, period)
    QuickWinFactory(region=other_region, year=YEAR)
    assert region_version(region, period) == before


def test_periods_preliminary_figures_and_parts_are_kept_apart(region, page, council) -> None:
    whole = council.get(page).context["kept"]
    assert council.get(page + "&sementara=1").context["kept"] != whole
    assert council.get(page.replace("2025-3", "2025-2")).context["kept"] != whole
    assert council.get(page).context["kept"] == whole


def test_with_nothing_kept_every_request_reads_the_figures(region, page, council, settings) -> None:
    settings.KEEP_PAGES_SECONDS = 0
    council.get(page)
    with CaptureQueriesContext(connection) as asked:
        council.get(page)
    assert "masterplan_plannedprogress" in tables_of(asked)
    assert not any('AS "table"' in query["sql"] for query in asked)
