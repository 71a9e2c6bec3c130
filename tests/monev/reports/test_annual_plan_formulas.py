"""The calculations of the evaluation of the annual plan, as a table an official can check."""

from decimal import Decimal

import pytest

from monev.monitoring.rules import Rules
from monev.reports.catalogue.annual_plan.formulas import (
    Measure,
    mean,
    over_years,
    quarter_spending,
    quarter_value,
    reached,
)

BINTAN = Rules(
    quarter_bands={
        "1": [[23, "very_high"], [20, "high"], [17, "medium"], [13, "low"], [0, "very_low"]],
        "3": [[79, "very_high"], [70, "high"], [61, "medium"], [51, "low"], [0, "very_low"]],
    }
)


@pytest.mark.parametrize(
    ("how", "of_quarter", "of_year"),
    [
        ("sum", Decimal(60), Decimal(165)),
        ("last", Decimal(30), Decimal(30)),
        ("mean", Decimal(20), Decimal(33)),
        ("max", Decimal(30), Decimal(75)),
    ],
)
def test_months_become_quarters_and_a_year_as_the_indicator_says(how, of_quarter, of_year):
    months = {3: Decimal(75), 4: None, 6: Decimal(30), 7: Decimal(10), 8: Decimal(20), 9: Decimal(30)}
    assert quarter_value(months, how, 3, 12) == of_quarter
    assert over_years(months, how, 9) == of_year


def test_quarters_stay_quarters_where_a_region_reports_by_quarters():
    assert [quarter_value({1: Decimal(5), 3: Decimal(8)}, "sum", quarter, 4) for quarter in (1, 2, 3, 4)] == [
        Decimal(5),
        None,
        Decimal(8),
        None,
    ]


@pytest.mark.parametrize(
    ("cumulative", "own"),
    [
        ({}, [None, None, None, None]),
        (
            {1: Decimal(100), 2: Decimal(180), 3: Decimal(180), 4: Decimal(400)},
            [Decimal(100), Decimal(80), Decimal(0), Decimal(220)],
        ),
        ({2: Decimal(180), 4: Decimal(400)}, [None, Decimal(180), None, Decimal(220)]),
        ({1: Decimal(100), 2: Decimal(90)}, [Decimal(100), Decimal(-10), None, None]),
    ],
)
def test_money_since_january_becomes_money_of_the_quarter(cumulative, own):
    assert list(quarter_spending(cumulative).values()) == own


@pytest.mark.parametrize(
    ("percents", "rules", "quarter", "value", "band"),
    [
        ([Decimal("90.5")], Rules(), None, Decimal("90.5"), "high"),
        ([Decimal("90.5")], Rules(predicate_rounding="rounded"), None, Decimal("90.5"), "very_high"),
        ([Decimal(91)], Rules(), None, Decimal(91), "very_high"),
        ([Decimal(0)], Rules(), None, Decimal(0), "very_low"),
        ([Decimal("50.99")], Rules(), None, Decimal("50.99"), "very_low"),
        ([None], Rules(), None, None, None),
        ([], Rules(), None, None, None),
        ([Decimal(180), Decimal(60)], Rules(), None, Decimal(80), "high"),
        ([Decimal(-40), Decimal(60)], Rules(), None, Decimal(30), "very_low"),
        ([Decimal("24.9")], BINTAN, 1, Decimal("24.9"), "very_high"),
        ([Decimal("60.5")], BINTAN, 3, Decimal("60.5"), "low"),
        ([Decimal("60.5")], BINTAN, None, Decimal("60.5"), "low"),
        ([None, Decimal(80)], Rules(missing_policy="as_zero"), None, Decimal(40), "very_low"),
    ],
)
def test_the_mean_of_the_form_and_its_predicate(percents, rules, quarter, value, band):
    found = mean(percents, rules, quarter)
    assert (found.value, found.predicate, found.total) == (value, band, len(percents))


@pytest.mark.parametrize(
    ("measure", "realised", "target", "percent"),
    [
        (Measure("higher", "ratio", "last"), Decimal(45), Decimal(60), Decimal(75)),
        (Measure("lower", "mirror", "last"), Decimal(12), Decimal(10), Decimal(80)),
        (Measure("lower", "range", "last", Decimal(20)), Decimal(15), Decimal(10), Decimal(50)),
        (Measure("higher", "ratio", "last"), Decimal(45), Decimal(0), None),
        (Measure("higher", "ratio", "last"), None, Decimal(60), None),
    ],
)
def test_each_indicator_is_measured_by_its_own_formula(measure, realised, target, percent):
    assert reached(realised, target, measure, Rules()) == percent
