"""Last year's score beside an item: the code decides within an instrument, the question between two."""

from decimal import Decimal

import pytest

from monev.evaluation.selectors.earlier_scores import earlier_scores
from tests.factories.evaluation import InstrumentFactory, InstrumentIndicatorFactory, NationalItemScoreFactory
from tests.factories.evaluation import InstrumentItemFactory as ItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(db):
    return InstrumentFactory(code="2026")


def item(instrument, code, text):
    return ItemFactory(indicator=InstrumentIndicatorFactory(dimension__instrument=instrument), code=code, text=text)


def scored(region, instrument, code, score, year=2025):
    NationalItemScoreFactory(region=region, year=year, instrument_code=instrument, item_code=code, score=Decimal(score))


def test_under_the_same_instrument_the_code_decides(now, region):
    one = item(now, "1.01", "Payung hukum")
    scored(region, "2026", "1.01", "2.75")
    assert earlier_scores(region, 2026, now, [one]) == {one.pk: Decimal("2.75")}


def test_another_instrument_is_matched_by_the_question_not_by_the_number(now, region):
    before = InstrumentFactory(code="2025")
    item(before, "1.01", "Rapat Dewan")
    item(before, "1.02", "Payung  hukum?")
    one = item(now, "1.01", "payung hukum")
    scored(region, "2025", "1.01", "1")
    scored(region, "2025", "1.02", "3.5")
    assert earlier_scores(region, 2026, now, [one]) == {one.pk: Decimal("3.5")}


def test_only_the_year_before_counts_and_a_question_asked_twice_counts_for_none(now, region, other_region):
    before = InstrumentFactory(code="2025")
    for code in ("1.01", "1.02"):
        item(before, code, "Program baru")
        scored(region, "2025", code, "3")
    one = item(now, "9.01", "Program baru")
    two = item(now, "9.02", "Lainnya")
    scored(region, "2026", "9.02", "4", year=2024)
    scored(other_region, "2026", "9.02", "4")
    assert earlier_scores(region, 2026, now, [one, two]) == {}
