"""The calculations of the RFK form, as a table an official can check."""

from datetime import date
from decimal import Decimal

import pytest

from monev.monitoring.achievement import Weighted
from monev.monitoring.progress import physical_progress, weighted_points
from monev.monitoring.rules import Rules
from monev.reports.catalogue.rfk.formulas import (
    Line,
    Money,
    cash_deviation,
    cash_plan_percent,
    original_ceiling,
    places,
    remaining,
    remaining_percent,
    revised_ceiling,
    weight,
)

pytestmark = pytest.mark.filterwarnings("error")
REVISED = Line(1, "perubahan", Decimal(650), date(2026, 9, 15))


@pytest.mark.parametrize(
    ("lines", "on", "original", "revised"),
    [
        ([], date(2026, 9, 30), None, None),
        ([Line(1, "murni", Decimal(500))], date(2026, 9, 30), Decimal(500), None),
        ([Line(1, "murni", Decimal(500)), REVISED], date(2026, 9, 14), Decimal(500), None),
        ([Line(1, "murni", Decimal(500)), REVISED], date(2026, 9, 15), Decimal(500), Decimal(650)),
        (
            [Line(1, "murni", Decimal(500)), Line(2, "murni", Decimal(200)), REVISED],
            date(2026, 9, 30),
            Decimal(700),
            Decimal(850),
        ),
        ([Line(2, "perubahan", Decimal(90))], date(2026, 1, 1), None, Decimal(90)),
        (
            [Line(1, "murni", Decimal(500)), Line(1, "perubahan", Decimal(0))],
            date(2026, 1, 1),
            Decimal(500),
            Decimal(0),
        ),
    ],
)
def test_the_two_editions_of_a_budget(lines, on, original, revised):
    assert (original_ceiling(lines), revised_ceiling(lines, on)) == (original, revised)


@pytest.mark.parametrize(
    ("programs", "percent", "deviation"),
    [
        ([], None, None),
        ([Money(Decimal(400), None, Decimal(100))], None, None),
        ([Money(Decimal(400), Decimal(200), None)], Decimal(50), None),
        ([Money(Decimal(400), Decimal(200), Decimal(150))], Decimal(50), Decimal(25)),
        ([Money(Decimal(400), Decimal(200), Decimal(250))], Decimal(50), Decimal(-25)),
        ([Money(Decimal(400), Decimal(0), Decimal(50))], Decimal(0), None),
        ([Money(Decimal(0), Decimal(50), Decimal(50))], None, Decimal(0)),
        # The program without a cash plan counts in neither, the one without a report not in the deviation.
        (
            [
                Money(Decimal(400), Decimal(200), Decimal(150)),
                Money(Decimal(900), None, Decimal(900)),
                Money(Decimal(100), Decimal(50), None),
            ],
            Decimal(50),
            Decimal(25),
        ),
    ],
)
def test_the_cash_plan_and_the_deviation_from_it(programs, percent, deviation):
    assert (cash_plan_percent(programs), cash_deviation(programs)) == (percent, deviation)


@pytest.mark.parametrize(
    ("ceiling", "spent", "left", "share"),
    [
        (Decimal(500), Decimal(340), Decimal(160), Decimal(32)),
        (Decimal(500), Decimal(0), Decimal(500), Decimal(100)),
        (Decimal(500), Decimal(510), Decimal(-10), Decimal(-2)),
        (Decimal(500), None, None, None),
        (Decimal(0), Decimal(10), Decimal(-10), None),
    ],
)
def test_what_remains_of_a_budget(ceiling, spent, left, share):
    assert (remaining(ceiling, spent), remaining_percent(ceiling, spent)) == (left, share)


def test_the_weighted_percents_of_an_opd_add_up_to_its_physical_percent():
    programs = [(Decimal(80), Decimal(300)), (Decimal(40), Decimal(100)), (Decimal("12.5"), Decimal(0))]
    ceilings = sum(ceiling for _, ceiling in programs)
    whole = physical_progress([Weighted(*each) for each in programs], Rules()).value
    assert sum(weighted_points(value, ceiling, ceilings) for value, ceiling in programs) == whole == Decimal(70)
    assert sum(weight(ceiling, ceilings) for _, ceiling in programs) == 100
    assert weight(Decimal(0), Decimal(0)) is None


def test_opds_are_ranked_by_physical_then_by_spending_and_who_is_silent_has_no_rank():
    found = places(
        {
            "a": (Decimal(60), Decimal(40)),
            "b": (Decimal(60), None),
            "c": (Decimal("60.0"), Decimal("40.0")),
            "d": (None, Decimal(99)),
        }
    )
    assert {key: (each.place, each.of, each.tied) for key, each in found.items()} == {
        "a": (1, 3, True),
        "c": (1, 3, True),
        "b": (3, 3, False),
    }
