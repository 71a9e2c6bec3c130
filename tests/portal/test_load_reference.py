"""The reference data that comes with the portal."""

from io import StringIO

import pytest
from django.core.management import call_command

from masterplan.models.catalogues import FundSource
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.rules import DEFAULT
from monev.monitoring.selectors.rule_versions import rules_for
from organizations.models import Cohort, Ministry, Province, Region
from pillars.models import Pillar, SubDimension

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def test_all_provinces_and_regions_have_their_official_codes():
    load()
    assert Province.objects.count() == 38
    assert Region.objects.count() == 514
    ksb = Region.objects.get(code="52.07")
    assert (ksb.name, ksb.kind, ksb.province.name) == ("Kabupaten Sumbawa Barat", "kabupaten", "Nusa Tenggara Barat")
    assert (ksb.time_zone, ksb.cohort.year, ksb.is_example) == ("Asia/Makassar", 2022, False)


@pytest.mark.parametrize(
    ("code", "name", "kind", "zone"),
    [
        ("52.71", "Kota Mataram", "kota", "Asia/Makassar"),
        ("31.01", "Kabupaten Administrasi Kepulauan Seribu", "kabupaten", "Asia/Jakarta"),
        ("73.10", "Kabupaten Pangkajene dan Kepulauan", "kabupaten", "Asia/Makassar"),
        ("62.71", "Kota Palangkaraya", "kota", "Asia/Jakarta"),
        ("91.71", "Kota Jayapura", "kota", "Asia/Jayapura"),
        ("81.71", "Kota Ambon", "kota", "Asia/Jayapura"),
    ],
)
def test_names_are_written_as_in_a_sentence_and_zones_follow_the_province(code, name, kind, zone):
    load()
    region = Region.objects.get(code=code)
    assert (region.name.replace("Palangka Raya", "Palangkaraya"), region.kind, region.time_zone) == (name, kind, zone)


def test_a_cohort_whose_year_is_not_settled_keeps_its_published_label():
    load()
    cohort = Cohort.objects.get(code="2017-2019 (year not resolved)")
    assert cohort.year is None
    assert cohort.regions.count() == 69


def test_six_pillars_of_three_sub_dimensions():
    load()
    assert list(Pillar.objects.values_list("letters", flat=True)) == ["GO", "BR", "EC", "LI", "SO", "EN"]
    assert SubDimension.objects.count() == 18
    assert all(pillar.sub_dimensions.count() == 3 for pillar in Pillar.objects.all())


def test_sources_of_funds_say_whether_they_are_within_the_apbd():
    load()
    assert FundSource.objects.get(code="1.1").is_apbd
    assert not FundSource.objects.get(code="9.2").is_apbd
    assert FundSource.objects.get(code="2.2.1.1").parent.code == "2.2.1"


def test_eight_founding_ministries_and_the_one_for_the_environment():
    load()
    assert Ministry.objects.filter(is_founder=True).count() == 8
    assert not Ministry.objects.get(code="KLH").is_founder


def test_the_national_rules_are_the_defaults_spelled_out():
    load()
    rule = RuleVersion.objects.get()
    rules = rules_for(Region.objects.get(code="52.07").pk, rule.valid_from)
    assert rules.version == rule.code
    assert (rules.predicate_bands, rules.cap_shown) == (DEFAULT.predicate_bands, DEFAULT.cap_shown)


def test_a_second_run_changes_nothing():
    load()
    before = list(Region.objects.values_list("code", "version", "updated_at"))
    lines = load().splitlines()
    assert all(" 0 created, 0 changed," in line for line in lines)
    assert list(Region.objects.values_list("code", "version", "updated_at")) == before


def test_what_a_person_settled_for_a_region_stays():
    load()
    Region.objects.filter(code="52.07").update(rhythm="month", is_active=True)
    load()
    region = Region.objects.get(code="52.07")
    assert (region.rhythm, region.is_active) == ("month", True)
