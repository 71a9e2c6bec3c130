"""What a year will end with: tables by hand, and what must hold whatever was reported."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import forecast as module
from monev.monitoring.forecast import (
    Methods,
    misses,
    physical_forecast,
    spending_forecast,
    state_of,
    value_by_line,
    value_by_work,
)
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal
PERCENT = st.decimals(min_value=0, max_value=100, places=2)
AMOUNT = st.decimals(min_value=0, max_value=10**12, places=2)
PLANS = st.dictionaries(st.integers(1, 12), PERCENT, max_size=5)
MONTH = st.integers(1, 12)


def number(text):
    return None if text is None else D(text)


def given_ones(values):
    return {at: number(value) for at, value in values.items()}


def close(found, wanted):
    return (found is None) == (wanted is None) and (found is None or abs(found - D(wanted)) < D("0.005"))


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("actual", "month", "milestones", "index", "line", "schedule"),
    [
        # Evenly planned, 60 of 75 in September: SPI 0.8, 60 + 25 x 0.8; 60 + 3 x 6.67; plan after 12 x 0.8 months.
        ("60", 9, {}, "80", "80", "80"),
        # A plan that hurries at the end: 60 + 40 x 0.9 = 96 would be too much to ask of the line: 72.
        ("54", 9, {9: "60"}, "90", "72", "84"),
        ("75", 9, {}, "100", "100", "100"),  # on schedule
        ("90", 9, {}, "100", "100", "100"),  # ahead: no more than 100
        ("100", 6, {}, "100", "100", "100"),  # finished early
        ("0", 9, {}, "0", "0", "0"),  # nothing done
        ("0", 6, {6: "0"}, None, None, None),  # nothing due and nothing done: no pace
        ("10", 6, {6: "0"}, "100", "20", "100"),  # begun before its plan: on schedule at the least
        (None, 9, {}, None, None, None),  # not reported
        ("40", 12, {}, "40", "40", "40"),  # the year is over: what is done is the figure
        ("60", 9, {6: "80", 9: "100"}, "80", "80", "80"),  # the plan ended in September: half its pace, as June
        ("40", 6, {12: "80"}, "80", "80", "80"),  # the plan of the year ends with 80
        ("25", 3, {}, "100", "100", "100"),  # the first quarter is enough to go by
        ("1", 1, {1: "2"}, "50", "12", "46.55"),  # half a month earned: six months of the plan, 2 + 98 x 5 / 11
        ("50", 9, {6: "60", 9: "100"}, "68.89", "66.67", "68.89"),  # 5 of 9 months: the plan after 6.67 of 12
    ],
)
def test_physical_progress_at_the_end_of_the_year(actual, month, milestones, index, line, schedule):
    found = physical_forecast(number(actual), month, given_ones(milestones))
    assert close(found.index, index), found
    assert close(found.line, line), found
    assert close(found.schedule, schedule), found


@pytest.mark.parametrize(
    ("spending", "actual", "month", "physical_end", "index", "line"),
    [
        ("240", "54", 9, "90", "400", "320"),
        ("300", "30", 6, "60", "600", "600"),
        ("0", "50", 9, "80", None, "0"),  # work without spending: no cost index
        ("100", "0", 6, "0", None, "200"),  # an advance without work
        ("100", None, 6, None, None, "200"),
        (None, "50", 6, "80", None, None),  # no spending reported
        ("500", "100", 9, "100", "500", "666.67"),  # the work is done: nothing more is to be paid by the index
        ("900", "60", 9, "80", "1200", "1200"),  # above a ceiling of 1000: said, not capped
        ("700", "80", 12, "80", "700", "700"),
    ],
)
def test_spending_at_the_end_of_the_year(spending, actual, month, physical_end, index, line):
    found = spending_forecast(number(spending), number(actual), month, number(physical_end))
    assert close(found.index, index)
    assert close(found.line, line)


@pytest.mark.parametrize(
    ("values", "how", "upto", "expected"),
    [
        ({1: "10", 2: "12", 3: "14"}, "sum", 3, "48"),  # 36, and one quarter more like the mean
        ({1: None, 2: "10", 3: "20"}, "sum", 3, "45"),  # a quarter that nobody reported is not zero
        ({1: "0", 2: "10", 3: "20"}, "sum", 3, "40"),  # one of 'nihil' is
        ({1: "10"}, "sum", 1, "40"),
        ({1: "10", 2: "12", 3: "14", 4: "20"}, "sum", 4, "56"),
        ({1: "20", 2: "30", 3: "40"}, "last", 3, "50"),
        ({1: "40", 3: "30"}, "last", 3, "25"),  # it falls by five a quarter
        ({3: "40"}, "last", 3, None),  # one value is no trend
        ({4: "40"}, "last", 4, "40"),  # at the end of the year none is needed
        ({0: "28", 3: "40"}, "last", 3, "44"),  # with the value of the year before it is
        ({1: "40", 2: "10"}, "last", 2, "0"),  # not below zero
        ({1: "-4", 2: "-10"}, "last", 2, "-22"),  # unless it was
        ({0: "28"}, "last", 3, None),  # nothing of this year
        ({1: "20", 2: "40"}, "mean", 2, "30"),
        ({1: "50", 2: "40"}, "max", 2, "50"),
        ({0: "90", 2: "40"}, "max", 2, "40"),  # the year before is not of this year
        ({}, "sum", 3, None),
        ({4: "10"}, "sum", 3, None),  # a later period does not count
    ],
)
def test_the_value_of_an_indicator_goes_on_as_it_is_combined(values, how, upto, expected):
    assert value_by_line(given_ones(values), how, upto, 4) == number(expected)


@pytest.mark.parametrize(
    ("values", "how", "work", "work_end", "expected"),
    [
        ({2: "9", 3: "18"}, "sum", {3: "54"}, "90", "45"),  # 27 with 54 percent of the work: 45 with 90
        ({3: "27"}, "sum", {3: "0"}, "0", None),
        ({3: "27"}, "sum", {}, "90", None),
        ({3: "27"}, "sum", {3: "54"}, None, None),
        ({1: "20", 3: "40"}, "last", {1: "10", 3: "50"}, "90", "60"),  # half a unit per point of work
        ({0: "0", 3: "40"}, "last", {3: "50"}, "100", "80"),
        ({1: "20", 3: "40"}, "last", {1: "50", 3: "50"}, "90", "40"),  # the work did not move
        ({2: "40"}, "last", {2: "30", 3: "50"}, "90", None),
        ({3: "40"}, "last", {3: "100"}, "100", "40"),  # the work is done
        ({1: "20", 3: "40"}, "mean", {3: "50"}, "90", "30"),
    ],
)
def test_results_may_follow_the_work(values, how, work, work_end, expected):
    assert value_by_work(given_ones(values), how, given_ones(work), 3, number(work_end)) == number(expected)


ON_PLAN = Methods(D(98), D(97), D(99))


@pytest.mark.parametrize(
    ("physical", "achieved", "absorbed", "state", "kinds"),
    [
        (ON_PLAN, Methods(), Methods(), "on_course", []),
        (Methods(D(95), D(95)), Methods(D(95)), Methods(D(100)), "on_course", []),  # the tolerance itself
        (Methods(D("94.99"), D(98)), Methods(), Methods(), "miss", ["physical"]),
        (Methods(D(98), D(80), D(97)), Methods(), Methods(), "on_course", []),  # a line knows no plan
        (Methods(D(98), D(99), D(80)), Methods(), Methods(), "at_risk", ["physical"]),  # only earned schedule says so
        (ON_PLAN, Methods(D(98), D(80)), Methods(), "at_risk", ["achievement"]),  # only the line says so
        (ON_PLAN, Methods(D(40), D(40)), Methods(), "miss", ["achievement"]),
        (Methods(D(80)), Methods(D(60)), Methods(), "miss", ["achievement", "physical"]),  # the larger one first
        (ON_PLAN, Methods(), Methods(D("100.01")), "at_risk", ["ceiling"]),
        (Methods(D(80)), Methods(), Methods(D(190)), "miss", ["physical", "ceiling"]),
        (Methods(), Methods(), Methods(), "unknown", []),
        (Methods(), Methods(D(99)), Methods(), "on_course", []),
    ],
)
def test_the_verdict_on_a_program(physical, achieved, absorbed, state, kinds):
    found = misses(physical, D(100), achieved, absorbed, DEFAULT)
    assert [each.kind for each in found] == kinds
    assert state_of(physical, achieved, found) == state


def test_a_plan_that_ends_below_a_hundred_is_the_target():
    assert misses(Methods(D(78)), D(80), Methods(), Methods(), DEFAULT) == ()


def test_a_region_chooses_the_method_that_leads_and_its_tolerance():
    physical = Methods(index=D(98), line=D(80), schedule=D(90))
    assert physical.leading(DEFAULT) == 98
    assert physical.leading(Rules(forecast_method="line")) == 80
    assert physical.leading(Rules(forecast_method="schedule")) == 90
    assert (physical.low, physical.high) == (80, 98)
    by_line = Rules(forecast_method="line")
    assert state_of(physical, Methods(), misses(physical, D(100), Methods(), Methods(), by_line)) == "miss"
    wide = Rules(forecast_method="line", forecast_physical=20)
    assert misses(physical, D(100), Methods(), Methods(), wide) == ()


@given(PERCENT, MONTH, PLANS)
def test_progress_ends_between_what_is_done_and_a_hundred(actual, month, milestones):
    for value in physical_forecast(actual, month, milestones).known:
        assert actual <= value <= 100


@given(PERCENT, PERCENT, MONTH, PLANS)
def test_more_work_never_gives_a_worse_forecast(one, other, month, milestones):
    less, more = (physical_forecast(each, month, milestones) for each in sorted((one, other)))
    for name in ("index", "line", "schedule"):
        before, after = getattr(less, name), getattr(more, name)
        assert before is None or (after is not None and before <= after + D("1e-20"))


@given(PERCENT, PLANS)
def test_at_the_end_of_the_year_the_forecast_is_what_was_done(actual, milestones):
    assert set(physical_forecast(actual, 12, milestones).known) <= {actual}


@given(MONTH, st.lists(PERCENT, max_size=4))
def test_who_is_on_plan_will_end_on_plan(month, values):
    rising = dict(zip((3, 6, 9), sorted(values), strict=False))
    planned = module.planned_percent(month, rising)
    found = physical_forecast(planned, month, rising)
    if planned:
        assert abs(found.index - 100) < D("1e-20")
        assert found.schedule is None or abs(found.schedule - 100) < D("1e-20")


@given(AMOUNT, PERCENT, MONTH, PERCENT)
def test_what_is_spent_stays_spent(spending, actual, month, physical_end):
    for value in spending_forecast(spending, actual, month, physical_end).known:
        assert value >= spending - D("1e-12")


@given(
    st.dictionaries(st.integers(1, 3), AMOUNT, min_size=1),
    st.sampled_from(["sum", "last", "mean", "max"]),
    AMOUNT,
)
def test_a_better_last_value_never_gives_a_worse_forecast(values, how, more):
    last = max(values)
    better = {**values, last: values[last] + more}
    work = {number: D(20 * number) for number in (1, 2, 3)}
    for forecast in (
        lambda each: value_by_line(each, how, 3, 4),
        lambda each: value_by_work(each, how, work, 3, D(90)),
    ):
        now, then = forecast(values), forecast(better)
        assert (now is None) == (then is None) == (how == "last" and len(values) == 1)
        assert now is None or now <= then + D("1e-9")
