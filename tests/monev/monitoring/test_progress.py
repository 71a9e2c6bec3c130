"""Physical and financial progress of programs."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import progress as module
from monev.monitoring.achievement import Weighted
from monev.monitoring.progress import (
    absorption,
    deviation,
    overspending,
    physical_progress,
    rfk_deviation,
    traffic_light,
    weighted_points,
)
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal
PERCENT = st.decimals(min_value=0, max_value=100, places=2)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


def test_the_two_deviations_have_opposite_signs():
    assert deviation(D("41.5"), D(50)) == D("-8.5")
    assert rfk_deviation(planned=D(50), actual=D("41.5")) == 17


@pytest.mark.parametrize("function", [deviation, rfk_deviation, absorption, overspending])
def test_what_is_unknown_gives_no_figure(function):
    assert function(None, D(5)) is None
    assert function(D(5), None) is None


def test_nothing_is_divided_by_a_missing_ceiling_or_plan():
    assert absorption(D(5), D(0)) is None
    assert rfk_deviation(D(0), D(5)) is None
    assert absorption(D(510), D(500)) == 102


def test_overspending_is_what_lies_above_the_ceiling():
    assert (overspending(D(510), D(500)), overspending(D(490), D(500)), overspending(D(5), D(0))) == (10, 0, 5)


def test_an_opd_is_weighted_by_ceiling_and_its_weighted_points_add_up():
    programs = [(D(20), D(300)), (D(60), D(100))]
    mean = physical_progress([Weighted(*each) for each in programs], DEFAULT).value
    assert mean == 30 == sum(weighted_points(physical, ceiling, D(400)) for physical, ceiling in programs)
    assert weighted_points(None, D(1), D(2)) is None


@pytest.mark.parametrize(
    ("late", "planned", "light"),
    [
        ("3", "40", "green"),
        ("-5", "40", "green"),
        ("-5.01", "40", "amber"),
        ("-10", "69.99", "amber"),
        ("-10.01", "40", "red"),
        ("-5", "70", "green"),
        ("-5.01", "70", "red"),
        ("-8", None, "amber"),
    ],
)
def test_the_edges_of_the_traffic_light(late, planned, light):
    assert traffic_light(D(late), planned and D(planned), DEFAULT) == light


def test_without_a_deviation_there_is_no_light():
    assert traffic_light(None, D(50), DEFAULT) is None


def test_a_region_may_be_stricter():
    assert traffic_light(D(-4), D(10), Rules(light_green=-2, light_amber=-3)) == "red"


@given(PERCENT, PERCENT, PERCENT)
def test_more_progress_never_gives_a_worse_light(planned, one, other):
    order = ["red", "amber", "green"]
    low, high = sorted((one, other))
    lights = [traffic_light(deviation(actual, planned), planned, DEFAULT) for actual in (low, high)]
    assert order.index(lights[0]) <= order.index(lights[1])
