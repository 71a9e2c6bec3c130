"""Scores of the national evaluation, by table and by property."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.evaluation import scoring
from monev.evaluation.scoring import Rounding

MALANG = dict(zip("abcde", map(Decimal, ("1.40", "1.54", "2.92", "2.56", "3.08")), strict=True))
WEIGHTS_2022 = dict(zip("abcde", map(Decimal, (10, 20, 30, 10, 30)), strict=True))
STEPS = st.integers(0, 4)
SCORES = st.decimals(0, 4, places=2)


@pytest.mark.parametrize(
    ("exact", "expected"),
    [("1.005", "1.01"), ("2.675", "2.68"), ("1.0049", "1.00"), ("-0.005", "-0.01"), ("4", "4.00"), ("0.995", "1.00")],
)
def test_half_a_cent_is_rounded_away_from_zero(exact, expected):
    assert scoring.rounded(Decimal(exact)) == Decimal(expected)


def test_a_mean_that_has_no_end_is_rounded_once_from_the_exact_value():
    """2/3 of items at 1.005 each would drift when rounded on the way."""
    assert scoring.dimension_score([Fraction(1, 3), Fraction(2, 3), Fraction(1)]) == Decimal("0.67")


def test_malang_2022_agrees_with_the_letter():
    assert scoring.final_index(MALANG, WEIGHTS_2022, Rounding.EACH_CONTRIBUTION) == Decimal("2.51")
    assert scoring.final_index(MALANG, WEIGHTS_2022, Rounding.TOTAL) == Decimal("2.50")


def test_an_item_that_does_not_apply_leaves_the_denominator():
    assert scoring.dimension_score([Decimal(4), None, Decimal(2)]) == Decimal("3.00")
    assert scoring.dimension_score([None, None]) is None


def test_a_dimension_without_a_score_is_an_error_not_a_zero():
    with pytest.raises(KeyError):
        scoring.raw_index({"a": Decimal(1)}, WEIGHTS_2022)


@given(st.lists(STEPS, min_size=1, max_size=7))
def test_the_score_of_an_item_lies_between_those_of_its_assessors(given_scores):
    score = scoring.item_score(given_scores)
    assert min(given_scores) <= score <= max(given_scores)


@given(st.lists(SCORES, min_size=5, max_size=5), st.sampled_from(Rounding))
def test_the_final_index_lies_on_the_scale_and_near_the_exact_one(scores, rounding):
    dimensions = dict(zip("abcde", scores, strict=True))
    exact = scoring.raw_index(dimensions, WEIGHTS_2022)
    final = scoring.final_index(dimensions, WEIGHTS_2022, rounding)
    assert 0 <= final <= 4
    assert abs(final - exact) <= (Decimal("0.005") if rounding is Rounding.TOTAL else Decimal("0.025"))


@given(st.lists(SCORES, min_size=5, max_size=5), st.sampled_from("abcde"), st.sampled_from(Rounding))
def test_a_better_dimension_never_lowers_the_final_index(scores, code, rounding):
    before = dict(zip("abcde", scores, strict=True))
    after = before | {code: Decimal(4)}
    assert scoring.final_index(after, WEIGHTS_2022, rounding) >= scoring.final_index(before, WEIGHTS_2022, rounding)


@pytest.mark.parametrize(
    ("now", "before", "expected"), [("2.504", "2.1", "0.40"), ("2.1", "2.505", "-0.41"), ("2.5", None, None)]
)
def test_improvement_is_rounded_after_the_difference(now, before, expected):
    result = scoring.improvement(Decimal(now), before and Decimal(before))
    assert result == (expected and Decimal(expected))


@pytest.mark.parametrize(("scores", "talk"), [([1, 3], True), ([2, 3], False), ([0, None, 2], True), ([None], False)])
def test_two_steps_apart_is_worth_a_talk(scores, talk):
    assert scoring.is_disputed(scores) is talk
