"""Earned value and earned schedule, against tables computed by hand."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import earned_value as module
from monev.monitoring.earned_value import EarnedValue, earned_schedule, earned_value, planned_at, together

D = Decimal
PERCENT = st.decimals(min_value=0, max_value=100, places=2)
AMOUNT = st.decimals(min_value=1, max_value=10**12, places=2)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("bac", "planned", "actual", "spending", "expected"),
    [
        # late and dear: PV 600, EV 500, AC 625
        (1000, 60, 50, 625, {"sv": "-100", "cv": "-125", "cpi": "0.8", "eac": "1250", "eac_as_planned": "1125"}),
        # early and cheap: PV 200, EV 400, AC 200; the rest is cheaper still when the lead goes on
        (1000, 20, 40, 200, {"spi": "2", "cpi": "2", "eac": "500", "eac_with_schedule": "350", "tcpi": "0.75"}),
        # finished for what it cost
        (1000, 100, 100, 900, {"spi": "1", "eac": "900", "eac_as_planned": "900", "tcpi": "0"}),
        # work without spending: no cost index, and what rests on it is not known
        (1000, 50, 50, 0, {"spi": "1", "cpi": None, "eac": None, "eac_as_planned": "500", "tcpi": "0.5"}),
        # spending without work: CPI 0, and no estimate can be made from it
        (1000, 50, 0, 300, {"spi": "0", "cpi": "0", "eac": None, "eac_with_schedule": None}),
        # nothing was due yet
        (1000, 0, 10, 50, {"spi": None, "cpi": "2", "eac_with_schedule": None}),
        # no spending reported
        (1000, 50, 50, None, {"cv": None, "cpi": None, "eac": None, "eac_as_planned": None, "tcpi": None}),
        # the ceiling is used up: no rest can be done within it
        (1000, 90, 80, 1000, {"cpi": "0.8", "tcpi": None}),
        # no ceiling
        (0, 50, 50, 0, {"spi": None, "cpi": None, "eac": None, "tcpi": None}),
    ],
)
def test_the_indices_of_earned_value(bac, planned, actual, spending, expected):
    value = earned_value(D(bac), D(planned), D(actual), None if spending is None else D(spending))
    for name, wanted in expected.items():
        assert getattr(value, name) == (None if wanted is None else D(wanted)), name


def test_the_values_of_several_programs_are_added_and_what_nobody_paid_is_not_zero():
    unpaid = EarnedValue(D(100), D(60), D(30), None)
    assert together([]) is None
    assert together([unpaid, unpaid]) == EarnedValue(D(200), D(120), D(60), None)
    assert together([unpaid, EarnedValue(D(1), D(1), D(1), D(7))]).ac == 7


@pytest.mark.parametrize(
    ("actual", "month", "milestones", "earned", "index"),
    [
        ("60", 9, {}, "7.2", "0.8"),  # evenly: 60 percent were due after 7.2 months
        ("90", 9, {}, "10.8", "1.2"),  # ahead
        ("75", 9, {}, "9", "1"),  # on schedule
        ("100", 9, {}, "12", None),
        ("0", 9, {}, "0", "0"),
        ("60", 9, {6: "80", 9: "100"}, "4.5", "0.5"),  # a plan that ends in September
        ("0", 7, {6: "0"}, "6", "0"),  # work was to begin in July: nothing of one month
        ("50", 9, {6: "0"}, "9", "1"),  # on schedule since July
        ("25", 9, {6: "0"}, "7.5", "0.5"),
        ("30", 5, {3: "30", 6: "30"}, "5", "1"),  # the plan rests: on schedule
        ("30", 8, {3: "30", 6: "30", 9: "60"}, "6", "0.75"),  # late: the rest is not held against it
        ("30", 2, {3: "30", 6: "30"}, "3", "1.5"),  # early: nor does it count for it
        ("5", 3, {6: "0"}, None, None),  # before work was to begin
        ("90", 11, {12: "80"}, "12", None),  # more than the whole plan of the year
        ("20", 9, {3: "40", 6: "30"}, "1.5", None),  # a milestone that falls is read as a rest
    ],
)
def test_the_earned_schedule(actual, month, milestones, earned, index):
    found = earned_schedule(D(actual), month, {at: D(value) for at, value in milestones.items()})
    if earned is not None:
        assert found.earned == D(earned)
    if index is not None:
        assert found.index == D(index)


def test_before_work_was_to_begin_there_is_no_pace():
    assert earned_schedule(D(5), 3, {6: D(0)}).index is None
    assert earned_schedule(D(0), 6, {6: D(0)}).index is None


PLANS = st.dictionaries(st.integers(1, 12), PERCENT, max_size=5)


@given(PLANS, PERCENT, PERCENT, st.integers(1, 12))
def test_more_work_never_earns_less_schedule(milestones, one, other, month):
    less, more = sorted((one, other))
    assert earned_schedule(less, month, milestones).earned <= earned_schedule(more, month, milestones).earned


@given(PLANS, st.integers(1, 12))
def test_who_is_on_plan_has_earned_the_month_and_the_plan_says_so(milestones, month):
    planned = planned_at(D(month), milestones)
    assert earned_schedule(planned, month, milestones).earned == month


@given(AMOUNT, PERCENT, PERCENT, AMOUNT)
def test_the_estimate_is_the_ceiling_where_cost_is_as_planned(bac, planned, actual, spending):
    value = earned_value(bac, planned, actual, spending)
    if value.cpi == 1:
        assert value.eac == bac
    if value.eac is not None:
        assert value.eac > 0
        assert (value.eac > bac) == (value.cpi < 1)
