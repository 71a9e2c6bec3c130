"""The S-curve of planned and actual progress."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import scurve as module
from monev.monitoring.rules import DEFAULT, Rules
from monev.monitoring.scurve import Period, ProgramCurve, planned_percent, points

D = Decimal
PERCENT = st.decimals(min_value=0, max_value=100, places=2)
QUARTERS = [Period("TW I", 3), Period("TW II", 6), Period("TW III", 9), Period("TW IV", 12)]


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("month", "milestones", "span", "expected"),
    [
        (0, {}, (1, 12), "0"),
        (3, {}, (1, 12), "25"),
        (14, {}, (1, 12), "100"),
        (3, {}, (4, 6), "0"),
        (5, {}, (4, 7), "50"),
        (1, {1: "30"}, (1, 12), "30"),
        (4, {3: "10", 6: "40"}, (1, 12), "20"),
        (9, {6: "40"}, (1, 12), "70"),
        (12, {6: "40", 12: "80"}, (1, 12), "80"),
        (15, {6: "40", 18: "100"}, (1, 12), "85"),
    ],
)
def test_the_plan_is_a_line_through_its_milestones(month, milestones, span, expected):
    given_ones = {at: D(value) for at, value in milestones.items()}
    assert planned_percent(month, given_ones, *span) == D(expected)


def test_a_program_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="before"):
        planned_percent(3, {}, 6, 5)


def test_deviation_compares_the_programs_that_reported_with_their_own_plan():
    programs = [
        ProgramCurve(D(300), actual={3: D(20)}),
        ProgramCurve(D(100), milestones={3: D(45)}),
    ]
    point = points(programs, QUARTERS[:1], DEFAULT)[0]
    assert (point.planned, point.actual, point.deviation) == (30, 20, -5)
    assert (point.counted, point.total) == (1, 2)


def test_a_region_that_takes_silence_as_zero_sees_it_in_the_curve():
    programs = [ProgramCurve(D(300), actual={3: D(20)}), ProgramCurve(D(100), milestones={3: D(45)})]
    point = points(programs, QUARTERS[:1], Rules(missing_policy="as_zero"))[0]
    assert (point.planned, point.actual, point.deviation, point.counted) == (30, 15, -15, 2)


def test_a_period_that_nobody_reported_has_a_plan_and_no_actual():
    for rules in (DEFAULT, Rules(missing_policy="as_zero")):
        last = points([ProgramCurve(D(1), actual={3: D(20)})], QUARTERS, rules)[-1]
        assert (last.planned, last.actual, last.deviation, last.counted) == (100, None, None, 0)


def test_no_programs_give_an_empty_curve():
    assert points([], QUARTERS[:1], DEFAULT)[0].planned is None


@given(st.dictionaries(st.integers(1, 12), PERCENT, max_size=6), st.integers(0, 13))
def test_a_plan_that_never_falls_gives_a_line_that_never_falls(values, month):
    rising = dict(zip(sorted(values), sorted(values.values()), strict=True))
    here, later = planned_percent(month, rising), planned_percent(month + 1, rising)
    assert 0 <= here <= later <= 100


@given(st.lists(st.builds(ProgramCurve, st.integers(0, 10**12).map(D), actual=st.dictionaries(st.just(6), PERCENT))))
def test_when_everybody_reports_the_deviation_is_actual_minus_planned(programs):
    point = points(programs, [Period("TW II", 6)], DEFAULT)[0]
    assert point.counted <= point.total == len(programs)
    if all(6 in program.actual for program in programs) and programs:
        assert abs(point.deviation - (point.actual - point.planned)) < D("1e-20")
