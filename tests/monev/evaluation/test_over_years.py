"""A region over the years and beside its cohort: improvement before rounding, medians of three and more, same items."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monev.evaluation.selectors.over_years import comparison, item_keys
from tests.factories.evaluation import (
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    NationalItemScoreFactory,
    NationalResultFactory,
)
from tests.factories.organizations import CohortFactory, RegionFactory
from tests.monev.evaluation.known_instruments import known_instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(region):
    """`cohort(number)`: so many other regions in the cohort of the region under test."""
    own = CohortFactory()
    region.cohort = own
    region.save()
    return lambda number: [RegionFactory(code=f"60.{each:02d}", cohort=own) for each in range(1, number + 1)]


def result(region, index, year=2023, **columns):
    facts = {"instrument_code": "2023-regular", "year": year, "index": Decimal(index), "computed_index": Decimal(index)}
    return NationalResultFactory(region=region, **(facts | columns))


def page(region, cast):
    return comparison(region, seen_by=cast.verifier)


def test_the_improvement_is_taken_before_rounding_and_needs_the_year_before(region, cast):
    result(region, "2.51", year=2022, raw_index=Decimal("2.504"))
    result(region, "2.60", year=2023, raw_index=Decimal("2.5990"))
    newest, oldest = page(region, cast).results
    assert newest.improvement == Decimal("0.10")  # 0.095, although 2.60 - 2.51 is 0.09
    assert oldest.improvement is None


def test_a_year_without_taking_part_has_no_improvement_and_no_place_in_the_line(region, cast):
    result(region, "2.51", year=2022)
    result(region, "0", year=2023, takes_part=False, computed_index=None)
    result(region, "2.80", year=2024)
    found = page(region, cast)
    assert [each.improvement for each in found.results] == [None, None, None]
    assert found.years == (2024, 2022)


def test_the_median_counts_regions_of_the_cohort_that_took_part_by_the_same_instrument(region, cast, cohort):
    result(region, "2.50", dimensions={"output": "2.00"})
    for other, index, output in zip(cohort(3), ("3.00", "2.00", "1.00"), ("4.00", "1.00", "3.00"), strict=True):
        result(other, index, dimensions={"output": output})
    result(RegionFactory(code="61.01", cohort=region.cohort), "0", takes_part=False)
    result(RegionFactory(code="61.02", cohort=region.cohort), "4", instrument_code="2023-priority")
    result(RegionFactory(code="61.03"), "4")
    known_instrument("2023-regular")
    found = page(region, cast)
    assert (found.newest.cohort.value, found.newest.cohort.regions) == (Decimal("2.25"), 4)
    output = next(each for each in found.dimensions if each.code == "output")
    assert (output.cohort.value, output.difference(2023)) == (Decimal("2.50"), Decimal("-0.50"))


def test_a_median_of_two_would_tell_the_score_of_the_other_and_is_not_shown(region, cast, cohort):
    result(region, "2.50")
    result(cohort(1)[0], "3.00")
    newest = page(region, cast).newest
    assert (newest.cohort.value, newest.cohort.regions) == (None, 2)


def test_items_are_compared_with_the_cohort_and_with_the_same_question_of_another_year(region, cast, cohort, as_):
    old, new = known_instrument("2022"), known_instrument("2023-regular")
    asked = ((old, {"3.09": "Program Ekonomi"}), (new, {"3.09": "Investasi", "3.11": "Program ekonomi"}))
    for instrument, items in asked:
        indicator = InstrumentIndicatorFactory(dimension=instrument.dimensions.get(code="outcome"))
        for code, text in items.items():
            InstrumentItemFactory(indicator=indicator, code=code, text=text)
    NationalItemScoreFactory(region=region, year=2022, instrument_code="2022", item_code="3.09", score=2)
    regions = [region, *cohort(3)]
    for code, scores in {"3.09": (1, 2, 3, 4), "3.11": (4, 1, 1, 2)}.items():
        for each, score in zip(regions, scores, strict=True):
            NationalItemScoreFactory(
                region=each, year=2023, instrument_code="2023-regular", item_code=code, score=score
            )
    result(regions[3], "0", takes_part=False)
    investment, economy = page(region, cast).items
    assert (investment.code, dict(investment.scores), investment.cohort.value) == ("3.09", {2023: 1}, 2)
    assert (economy.code, dict(economy.scores), dict(economy.codes)) == ("3.11", {2023: 4, 2022: 2}, {2022: "3.09"})
    assert (economy.cohort.value, economy.cohort.regions) == (1, 3)
    text = as_(cast.council).get(reverse("evaluation:comparison", args=[region.code])).content.decode()
    assert "3.09 pada 2022" in text or "3.09" in text


def test_a_text_that_stands_twice_is_told_apart_by_its_code():
    keys = item_keys([("1", "Sama"), ("2", "Sama"), ("3", "Lain")])
    assert len(set(keys.values())) == 3


def test_the_page_shows_official_and_computed_side_by_side_and_as_a_file(region, cast, as_):
    known_instrument("2023-regular")
    result(region, "2.60", computed_index=Decimal("2.51"), dimensions={"output": "2.00"}, year=2022)
    result(region, "2.70", dimensions={"output": "2.00"}, improvement=Decimal("0.12"))
    client = as_(cast.staff)
    url = reverse("evaluation:comparison", args=[region.code])
    text = client.get(url).content.decode()
    assert "2,60 / 4" in text
    assert "2,51 / 4" in text
    assert client.get(url, {"gambar": "indeks-per-tahun.svg"}).status_code == 200
    assert "0.12" in client.get(url, {"unduh": "hasil.csv"}).content.decode()


def test_twice_the_regions_and_items_same_number_of_queries(region, cast, cohort, as_):
    instrument = known_instrument("2023-regular")
    indicator = InstrumentIndicatorFactory(dimension=instrument.dimensions.get(code="outcome"))
    url, client = reverse("evaluation:comparison", args=[region.code]), as_(cast.verifier)

    def add(regions, codes):
        for each in regions:
            result(each, "2.50", dimensions={"output": "2.00"})
        for code in codes:
            InstrumentItemFactory(indicator=indicator, code=code)
            for each in regions:
                NationalItemScoreFactory(region=each, year=2023, instrument_code="2023-regular", item_code=code)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    others = cohort(8)
    add([region, *others[:4]], ["3.01", "3.02"])
    before = queries()
    add(others[4:], ["3.03", "3.04", "3.05"])
    assert queries() == before


def test_a_foreign_region_sees_nothing_of_it(region, other_region, cast, as_):
    url = reverse("evaluation:comparison", args=[region.code])
    assert as_(cast.foreign_verifier).get(url).status_code == 404
