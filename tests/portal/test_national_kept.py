"""The national page is kept while nothing changes that it shows, and made anew as soon as anything does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from masterplan.models.plans import PlanVersion
from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.services.standings import mark_standings
from organizations.models import Membership, Province, Region, User
from organizations.roles import Role
from organizations.services.boundaries import load_boundaries
from portal.selectors.nation_version import nation_version
from quickwins.models import Replication
from tests.factories.evaluation import NationalResultFactory
from tests.factories.masterplan import PlanVersionFactory
from tests.factories.monitoring import PeriodFactory, RegionStandingFactory
from tests.factories.organizations import MembershipFactory, ProvinceFactory, RegionFactory
from tests.factories.quickwins import QuickWinFactory, ReplicationFactory
from tests.organizations.test_boundaries import TOPOLOGY
from tests.people import person
from tests.portal.figures_case import YEAR

pytestmark = pytest.mark.django_db
PAGE = "/nasional/"


@pytest.fixture(autouse=True)
def _kept(settings) -> None:
    settings.KEEP_PAGES_SECONDS = 600
    cache.clear()


@pytest.fixture
def two(db) -> tuple[Region, Region]:
    """Two regions with a standing, a result and a replicated quick win."""
    province = ProvinceFactory()
    made = []
    for code in ("52.07", "11.02"):
        region = RegionFactory(code=code, name=f"Kabupaten {code}", province=province, is_active=True)
        period = PeriodFactory(region=region, year=YEAR, number=3)
        RegionStandingFactory(period=period, achievement=Decimal(70), programs=4, reported=3, verified=2)
        NationalResultFactory(region=region, year=2024, index=Decimal("2.50"))
        made.append(region)
    PlanVersionFactory(plan__region=made[0])
    ReplicationFactory(quick_win=QuickWinFactory(region=made[0], is_practice=True), requested_by=made[1])
    return made[0], made[1]


@pytest.fixture
def ministry(db):
    return person(Role.NATIONAL_ADMIN, None)


def _deputy() -> User:
    """Another person of the ministry, with a name of their own."""
    user = person(Role.NATIONAL_ADMIN, None)
    user.name = "Wakil Menteri Contoh"
    user.save()
    return user


def queries_of(browser, **asked: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(PAGE, asked).status_code == 200
    return len(found)


def test_the_second_person_of_the_ministry_gets_the_kept_page(two, ministry, as_) -> None:
    first = as_(ministry).get(PAGE)
    other = as_(_deputy())
    assert queries_of(other) <= 6
    shown = other.get(PAGE).content.decode()
    for words in ("Kabupaten 52.07", "Kabupaten 11.02", "70,"):
        assert words in shown
        assert words in first.content.decode()


def change_standing(region: Region) -> None:
    RegionStanding.objects.filter(region=region).update(achievement=Decimal("12.5"), updated_at=timezone.now())


def standing_waits(region: Region) -> None:
    mark_standings(region.periods.get())


def result_changes(region: Region) -> None:
    row = NationalResult.objects.get(region=region)
    row.index = Decimal("3.99")
    row.store(by=None)


def result_goes(region: Region) -> None:
    NationalResult.objects.filter(region=region).delete()


def new_result(region: Region) -> None:
    NationalResultFactory(region=region, year=2023, index=Decimal("1.00"))


def region_stops(region: Region) -> None:
    region.is_active = False
    region.store(by=None)


def region_is_archived(region: Region) -> None:
    region.archive(by=None, reason="digabung")


def plan_is_adopted(region: Region) -> None:
    version = PlanVersion.objects.get(plan__region=region)
    version.status, version.adopted_on = PlanVersion.Status.ADOPTED, date(2025, 1, 2)
    version.store(by=None)


def practice_is_asked_for(region: Region) -> None:
    ReplicationFactory(quick_win=QuickWinFactory(region=region, is_practice=True))


def practice_is_taken_over(region: Region) -> None:
    row = Replication.objects.get()
    row.status = Replication.Status.DONE
    row.store(by=None)


def practice_is_renamed(region: Region) -> None:
    row = Replication.objects.get().quick_win
    row.title = "Nama lain"
    row.store(by=None)


def shapes_are_loaded(region: Region) -> None:
    load_boundaries(TOPOLOGY.read_bytes(), file_name="dua.json", notice="Lisensi contoh")


def province_is_renamed(region: Region) -> None:
    row = Province.objects.get(pk=region.province_id)
    row.name = "Provinsi lain"
    row.save()


def period_begins(region: Region) -> None:
    RegionStandingFactory(period=PeriodFactory(region=region, year=YEAR, number=4), programs=4)


CHANGES = (
    change_standing, standing_waits, result_changes, result_goes, new_result, region_stops, region_is_archived,
    plan_is_adopted, practice_is_asked_for, practice_is_taken_over, practice_is_renamed, shapes_are_loaded,
    province_is_renamed, period_begins,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_a_change_is_seen_at_once(two, ministry, as_, change) -> None:
    browser = as_(ministry)
    kept = browser.get(PAGE).context["kept"]
    assert browser.get(PAGE).context["kept"] == kept
    change(two[0])
    cache_free = _as_without_cache(browser)
    assert browser.get(PAGE).context["kept"]["content"] == cache_free


def _as_without_cache(browser) -> str:
    """The page as it is made anew; what is kept stays as it is."""
    found = []
    kept, cache.get = cache.get, lambda *arguments, **more: None  # type: ignore[method-assign]
    try:
        found.append(browser.get(PAGE).context["kept"]["content"])
    finally:
        cache.get = kept  # type: ignore[method-assign]
    return found[0]


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_every_change_gives_another_version(two, change) -> None:
    before = nation_version()
    assert nation_version() == before
    change(two[0])
    assert nation_version() != before


def test_a_change_that_is_committed_late_with_an_older_time_counts(two) -> None:
    """Of two people who save at the same moment the first may be done last."""
    newest = RegionStanding.objects.get(region=two[1])
    RegionStanding.objects.filter(pk=newest.pk).update(updated_at=timezone.now() + timedelta(hours=1))
    before = nation_version()
    RegionStanding.objects.filter(region=two[0]).update(achievement=Decimal(1), updated_at=timezone.now())
    assert nation_version() != before


def test_an_assessor_sees_only_the_regions_of_the_assignment(two, ministry, as_) -> None:
    as_(ministry).get(PAGE)
    assessor = person(Role.ASSESSOR, two[0])
    content = as_(assessor).get(PAGE).content.decode()
    assert "/daerah/52.07/dasbor/" in content
    assert "/daerah/11.02/dasbor/" not in content


def test_an_assessor_who_gets_another_region_sees_it_at_once(two, as_) -> None:
    assessor = person(Role.ASSESSOR, two[0])
    browser = as_(assessor)
    assert "/daerah/11.02/dasbor/" not in browser.get(PAGE).content.decode()
    MembershipFactory(user=assessor, role=Role.ASSESSOR, region=two[1], agency=None)
    assert "/daerah/11.02/dasbor/" in browser.get(PAGE).content.decode()
    Membership.objects.filter(user=assessor, region=two[1]).delete()
    assert "/daerah/11.02/dasbor/" not in browser.get(PAGE).content.decode()


def test_filters_languages_and_days_are_kept_apart(two, ministry, as_) -> None:
    browser = as_(ministry)
    whole = browser.get(PAGE).context["kept"]
    assert browser.get(PAGE, {"jenis": "kota"}).context["kept"] != whole
    browser.cookies["django_language"] = "en"
    assert browser.get(PAGE).context["kept"] != whole
    del browser.cookies["django_language"]
    few = queries_of(browser)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        again = as_(ministry)
        assert queries_of(again) > few


def test_the_bell_and_the_name_of_a_person_are_never_kept(two, ministry, as_) -> None:
    as_(ministry).get(PAGE)
    other = _deputy()
    content = as_(other).get(PAGE).content.decode()
    assert other.name in content
    assert ministry.name not in content
