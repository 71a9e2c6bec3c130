"""The national page: whose regions, which figures, of which moment, places and silence; and what it costs."""

import gzip
import json
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.selectors.figures import region_figures
from monev.monitoring.services.standings import mark_standings, refresh_standings
from organizations.models import BoundaryMap, Region
from organizations.roles import Role
from organizations.services.boundaries import load_boundaries
from portal.selectors.nation import Asked
from portal.selectors.national import national
from tests.factories.evaluation import NationalResultFactory
from tests.factories.monitoring import PeriodFactory, RegionStandingFactory
from tests.factories.organizations import CohortFactory, MembershipFactory, ProvinceFactory, RegionFactory
from tests.factories.quickwins import QuickWinFactory, ReplicationFactory
from tests.organizations.test_boundaries import TOPOLOGY
from tests.people import person
from tests.portal.figures_case import YEAR

pytestmark = pytest.mark.django_db
PAGE = "/nasional/"


@pytest.fixture
def cohort():
    return CohortFactory(code="2022", label="2022", year=2022)


@pytest.fixture
def nation(cohort):
    """`nation(code, index=..., achievement=...)`: one more region of the cohort with what is known of it."""
    province = ProvinceFactory()

    def made(code, *, index=None, before=None, achievement=None, reported=3, year=YEAR, number=3, **columns):
        region = RegionFactory(code=code, name=f"Kabupaten {code}", province=province, cohort=cohort, **columns)
        period = PeriodFactory(region=region, year=year, number=number)
        RegionStandingFactory(
            period=period, achievement=achievement, programs=4, reported=reported, verified=min(reported, 2)
        )
        if index is not None:
            NationalResultFactory(region=region, year=2024, index=Decimal(index))
        if before is not None:
            NationalResultFactory(region=region, year=2023, index=Decimal(before))
        return region

    return made


@pytest.fixture
def ministry(db):
    return person(Role.NATIONAL_ADMIN, None)


def seen(user, **asked):
    page = national(user, Asked(**asked), today=timezone.localdate())
    return page, {each.region.code: each for each in page.lines}


def test_an_assessor_sees_the_assigned_regions_only(nation, as_, cast):
    own, other, foreign = nation("11.01", index="3.1"), nation("11.02"), nation("11.03", index="2.2")
    for region in (own, other):
        MembershipFactory(user=cast.assessor, role=Role.ASSESSOR, region=region)
    _page, lines = seen(cast.assessor)
    assert set(lines) == {"52.07", own.code, other.code}
    answer = as_(cast.assessor).get(PAGE)
    assert foreign.name not in answer.content.decode()
    assert foreign.name not in as_(cast.assessor).get(PAGE, {"unduh": "daerah.csv"}).content.decode()
    assert foreign.name not in as_(cast.assessor).get(PAGE, {"gambar": "peta.svg"}).content.decode()


def test_who_oversees_no_region_is_refused(as_, cast):
    for user in (cast.admin, cast.verifier, cast.council, cast.staff):
        assert as_(user).get(PAGE).status_code == 403


def test_the_page_shows_what_the_dashboard_shows_to_the_last_digit(programs, quarters, region, ministry, as_):
    refresh_standings()
    total = region_figures(region, quarters[1]).total
    _page, lines = seen(ministry, period="2025-3")
    assert lines[region.code].achievement == total.achievement.value
    csv = as_(ministry).get(PAGE, {"unduh": "daerah.csv", "periode": "2025-3"}).content.decode()
    assert str(total.achievement.value) in csv


def test_what_waits_for_verification_is_not_in_the_figures(programs, quarters, region, ministry):
    refresh_standings()
    page, lines = seen(ministry, period="2025-3")
    assert (lines[region.code].reported, lines[region.code].verified) == (3, 2)
    assert (page.reporting, page.verified) == (1, 1)


def test_a_row_that_is_recalculated_says_so_and_of_which_moment_it_is(programs, quarters, ministry, as_):
    refresh_standings()
    browser = as_(ministry)
    assert "sedang dihitung ulang" not in browser.get(PAGE).content.decode()
    mark_standings(quarters[1])
    page = browser.get(PAGE, {"periode": "2025-3"}).content.decode()
    assert "sedang dihitung ulang, terakhir:" in page
    assert "Angka 1 daerah sedang dihitung ulang" in page


def test_equal_indices_share_a_place_and_the_next_one_counts_on(nation, ministry):
    for code, index in (("11.01", "3.20"), ("11.02", "2.80"), ("11.03", "3.20"), ("11.04", "2.10")):
        nation(code, index=index)
    nation("11.05")
    _page, lines = seen(ministry)
    places = {code: (line.index_rank.place, line.index_rank.tied) for code, line in lines.items() if line.index_rank}
    assert places == {"11.01": (1, True), "11.03": (1, True), "11.02": (3, False), "11.04": (4, False)}
    assert lines["11.01"].index_rank.of == 4


def test_places_are_counted_within_the_cohort_and_not_within_the_selection(nation, ministry):
    nation("11.01", index="3.2")
    nation("11.02", index="3.9")
    alone = RegionFactory(code="12.01", cohort=CohortFactory(year=2017))
    NationalResultFactory(region=alone, year=2024, index=Decimal("1.0"))
    nation("11.03", index="2.0", kind=Region.Kind.KOTA)
    _page, lines = seen(ministry, kind="kota")
    assert (lines["11.03"].index_rank.place, lines["11.03"].index_rank.of) == (3, 3)
    _page, lines = seen(ministry)
    assert (lines["12.01"].index_rank.place, lines["12.01"].index_rank.of) == (1, 1)


def test_the_change_is_against_the_year_before_and_only_where_both_were_published(nation, ministry):
    nation("11.01", index="3.20", before="3.05")
    nation("11.02", index="3.20")
    _page, lines = seen(ministry)
    assert (lines["11.01"].change, lines["11.02"].change) == (Decimal("0.15"), None)


def test_who_was_published_with_zeros_is_listed_apart_and_not_ranked(nation, ministry, as_):
    nation("11.01", index="3.20")
    nation("11.02", index="0")
    page, lines = seen(ministry)
    assert lines["11.02"].index_rank is None
    assert lines["11.01"].index_rank.of == 1
    assert [each.region.code for each in page.absent] == ["11.02"]
    assert "Tidak mengikuti evaluasi tahun 2024" in as_(ministry).get(PAGE).content.decode()


def test_silence_is_counted_from_the_last_period_that_was_reported(nation, ministry):
    nation("11.01")
    silent = nation("11.02", reported=0)
    RegionStandingFactory(period=PeriodFactory(region=silent, year=YEAR - 1, number=4), programs=4, reported=2)
    nation("11.03", reported=0)
    nation("11.04", reported=0, is_active=False)
    page, lines = seen(ministry, period=f"{YEAR}-3")
    assert [each.region.code for each in page.silent] == ["11.03", "11.02"]
    assert (lines["11.02"].silent_months, lines["11.02"].last_reported) == (9, f"TW IV {YEAR - 1}")
    assert lines["11.03"].silent_months is None
    assert (page.using, page.reporting) == (3, 1)


def test_the_address_chooses_period_cohort_province_and_kind(nation, ministry, as_):
    nation("11.01", reported=1)
    nation("11.02", year=YEAR, number=2)
    other = RegionFactory(code="31.71", kind=Region.Kind.KOTA, province=ProvinceFactory(code="31", name="DKI"))
    assert set(seen(ministry, kind="kota")[1]) == {other.code}
    assert set(seen(ministry, province="31")[1]) == {other.code}
    assert set(seen(ministry, cohort="2022")[1]) == {"11.01", "11.02"}
    assert set(seen(ministry, cohort="tanpa")[1]) == {other.code}
    assert seen(ministry, period=f"{YEAR}-2")[0].moment.address == f"{YEAR}-2"
    assert as_(ministry).get(PAGE, {"periode": "entah", "kohort": "\x00", "warna": "ungu"}).status_code == 200


def test_a_region_that_reports_monthly_stands_beside_one_that_reports_quarterly(nation, ministry):
    nation("11.01")
    monthly = RegionFactory(code="11.02", rhythm=Region.Rhythm.MONTH)
    for number in (8, 9):
        period = PeriodFactory(region=monthly, kind="month", year=YEAR, number=number, **DATES)
        RegionStandingFactory(period=period, programs=2, reported=number - 7, verified=0)
    _page, lines = seen(ministry, period=f"{YEAR}-3")
    assert (lines["11.01"].reported, lines["11.02"].reported) == (3, 2)


DATES = {"opens_on": "2025-09-20", "warns_on": "2025-09-28", "closes_on": "2025-10-05", "locks_on": "2025-10-20"}


def test_practices_that_others_take_over_are_counted_by_state(nation, ministry, as_):
    giver, taker, second = nation("11.01"), nation("11.02"), nation("11.03")
    win = QuickWinFactory(region=giver, agency__region=giver, title="Antrean dari rumah", is_practice=True)
    ReplicationFactory(quick_win=win, requested_by=taker, status="running")
    ReplicationFactory(quick_win=win, requested_by=second, status="asked")
    csv = as_(ministry).get(PAGE, {"unduh": "replikasi.csv"}).content.decode()
    row = next(line for line in csv.splitlines() if line.startswith("Antrean dari rumah"))
    assert row == f'Antrean dari rumah,{giver.name},"{taker.name}, {second.name}",1,0,1,0,0'


@pytest.mark.parametrize("table", ["daerah", "peringkat", "belum-melapor", "periode", "provinsi", "replikasi"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_table_can_be_taken_along(nation, ministry, as_, table, form):
    nation("11.01", index="3.2", achievement=Decimal(80))
    assert as_(ministry).get(PAGE, {"unduh": f"{table}.{form}"}).status_code == 200


@pytest.mark.parametrize("color", ["indeks", "capaian", "kelengkapan"])
def test_without_a_file_the_map_has_a_tile_for_each_region_and_its_class_in_words(nation, ministry, as_, color):
    nation("11.01", index="3.2", achievement=Decimal(80))
    answer = as_(ministry).get(PAGE, {"warna": color})
    drawn = answer.context["charts"]["peta"]
    assert len(drawn.spec["data"]["values"]) == 514
    own = next(row for row in drawn.spec["data"]["values"] if row.get("code") == "11.01")
    assert own["url"] == "/daerah/11.01/dasbor/"
    assert drawn.spec["layer"][0]["encoding"]["color"]["scale"]["domain"][0] in answer.content.decode()
    picture = as_(ministry).get(PAGE, {"warna": color, "gambar": "peta.svg"}).content.decode()
    assert picture.startswith("<svg")
    assert "Aceh" in picture


def test_with_a_file_the_browser_asks_for_the_shapes_once_and_the_picture_holds_them(nation, ministry, as_):
    nation("52.07", index="3.2")
    load_boundaries(TOPOLOGY.read_bytes(), file_name="dua.json", notice="Lisensi contoh")
    browser = as_(ministry)
    answer = browser.get(PAGE)
    assert "Lisensi contoh" in answer.content.decode()
    address = answer.context["charts"]["peta"].spec["data"]["url"]
    shapes = browser.get(address)
    assert json.loads(shapes.content)["type"] == "Topology"
    assert "max-age=31536000" in shapes["Cache-Control"]
    assert browser.get(reverse("portal:national-shapes-file", args=["0" * 16])).status_code == 404
    picture = browser.get(PAGE, {"gambar": "peta.svg"}).content.decode()
    assert "#0f2c52" in picture


def test_the_map_is_told_in_words(nation, ministry, as_):
    nation("11.01", index="3.20")
    nation("11.02", index="1.10")
    nation("11.03")
    said = as_(ministry).get(PAGE).context["charts"]["peta"].summary
    assert said.startswith("2 dari 3 daerah")
    assert "3,20 / 4" in said
    assert "1,10 / 4" in said


def test_ten_times_the_regions_need_no_more_queries(nation, ministry, as_):
    browser = as_(ministry)

    def queries():
        browser.get(PAGE)
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(PAGE).status_code == 200
        return len(found)

    nation("11.01", index="3.20", before="3.0")
    few = queries()
    for number in range(2, 12):
        nation(f"11.{number:02d}", index="2.50", before="2.0", achievement=Decimal(number))
    assert queries() == few <= 16


def test_the_nation_on_one_page_is_light(ministry, as_):
    call_command("load_reference")
    Region.objects.update(is_active=True)
    for region in Region.objects.all():
        period = PeriodFactory(region=region, year=YEAR, number=3)
        RegionStandingFactory(
            period=period, achievement=Decimal(region.pk % 101), completeness=Decimal(50), programs=9, reported=9
        )
    answer = as_(ministry).get(PAGE, {"warna": "capaian"})
    assert len(gzip.compress(answer.content)) < 150_000 // 2


def test_the_published_results_are_those_of_the_letter(db):
    call_command("load_reference")
    assert NationalResult.objects.filter(year=2022).count() == 42
    malang = NationalResult.objects.get(region__code="35.07")
    assert (malang.index, malang.dimensions["baseline"], malang.is_example) == (Decimal("2.51"), "1.40", False)
    assert "B-1004" in malang.source
    assert NationalResult.objects.filter(index=0).count() == 4


def test_nothing_is_kept_yet(ministry, as_):
    RegionFactory()
    assert as_(ministry).get(PAGE).status_code == 200
    assert not RegionStanding.objects.exists()
    assert not BoundaryMap.objects.exists()
