"""Which step of the scale a measured value reaches."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.evaluation.measures.steps import number_of, step_for

values = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False)
limits = st.lists(values, min_size=4, max_size=4).map(sorted)


@pytest.mark.parametrize(
    ("value", "step"),
    [("0", 0), ("0.01", 1), ("49.99", 1), ("50", 2), ("75", 3), ("89.999999", 3), ("90", 4), ("100", 4)],
)
def test_the_highest_threshold_that_is_met_gives_the_step(value, step):
    assert step_for(Decimal(value), {"1": "0.01", "2": "50", "3": "75", "4": "90"}) == step


@pytest.mark.parametrize(("value", "step"), [("25", 0), ("20", 1), ("12.01", 2), ("12", 3), ("7", 4), ("0", 4)])
def test_where_lower_is_better_the_thresholds_are_the_greatest_values(value, step):
    assert step_for(Decimal(value), {"1": "20", "2": "15", "3": "12", "4": "8"}, lower_is_better=True) == step


def test_a_step_without_a_threshold_is_not_reached_by_measuring():
    assert step_for(Decimal(5), {"4": "1"}) == 4
    assert step_for(Decimal(0), {"4": "1"}) == 0


@pytest.mark.parametrize("thresholds", [{}, {"1": ""}, {"5": "3"}, {"2": "WTP"}])
def test_without_thresholds_nothing_is_proposed(thresholds):
    assert step_for(Decimal(5), thresholds) is None


@pytest.mark.parametrize(
    ("text", "number"), [(None, None), ("", None), ("x", None), ("NaN", None), (True, None), (3, "3")]
)
def test_only_numbers_are_thresholds(text, number):
    assert number_of(text) == (None if number is None else Decimal(number))


@given(values, values, limits)
def test_more_is_never_worse(one, other, steps):
    thresholds = {str(place): str(limit) for place, limit in enumerate(steps, start=1)}
    low, high = sorted((one, other))
    assert step_for(low, thresholds) <= step_for(high, thresholds)


@given(values, limits)
def test_lower_is_better_is_the_mirror_of_higher_is_better(value, steps):
    higher = {str(place): str(limit) for place, limit in enumerate(steps, start=1)}
    lower = {place: str(-Decimal(limit)) for place, limit in higher.items()}
    assert step_for(value, higher) == step_for(-value, lower, lower_is_better=True)


@given(values, limits)
def test_a_step_lies_on_the_scale(value, steps):
    assert step_for(value, {str(place): limit for place, limit in enumerate(steps, start=1)}) in range(5)
