"""Figures that look like another unit are asked about; usual ones are not."""

from decimal import Decimal

import pytest

from monev.evaluation.figure_checks import Doubt, Range, doubts, meant_value

HDI = Range(Decimal(0), Decimal(100), Decimal(30), Decimal(90))
POVERTY = Range(Decimal(0), Decimal(100), Decimal(1), Decimal(45))
SPBE = Range(Decimal(1), Decimal(5), Decimal("1.2"), Decimal("4.8"))


@pytest.mark.parametrize(
    ("known", "value", "last", "doubt", "meant"),
    [
        (HDI, "69.3", None, None, None),
        (HDI, "69.3", "68.9", None, None),
        (HDI, "0.69", None, Doubt.OTHER_UNIT, "69"),
        (HDI, "6.9", None, Doubt.OTHER_UNIT, "69"),
        (HDI, "6.93", "69.1", Doubt.OTHER_UNIT, "69.3"),
        (HDI, "25", "26", Doubt.UNUSUAL, None),
        (HDI, "0", None, Doubt.UNUSUAL, None),
        (HDI, "88", "69", Doubt.FAR_FROM_LAST, None),
        (POVERTY, "0.14", "13.9", Doubt.OTHER_UNIT, "14"),
        (POVERTY, "1.4", "13.9", Doubt.OTHER_UNIT, "14"),
        (POVERTY, "1.4", None, None, None),
        (POVERTY, "13.2", "13.9", None, None),
        (SPBE, "2.85", "2.6", None, None),
    ],
)
def test_what_is_asked_about_a_possible_value(known, value, last, doubt, meant):
    found = doubts(Decimal(value), known, Decimal(last) if last else None)
    assert [each.doubt for each in found] == ([doubt] if doubt else [])
    assert [each.meant for each in found if each.meant is not None] == ([Decimal(meant)] if meant else [])


@pytest.mark.parametrize(
    ("known", "value", "meant"),
    [
        (HDI, "69300000", "69.3"),
        (HDI, "693", "69.3"),
        (SPBE, "285", "2.85"),
        (SPBE, "28.5", "2.85"),
        (SPBE, "0.285", "2.85"),
    ],
)
def test_what_was_probably_meant_by_an_impossible_value(known, value, meant):
    assert not known.allows(Decimal(value))
    assert meant_value(Decimal(value), known) == Decimal(meant)


def test_a_range_that_is_open_asks_nothing():
    assert doubts(Decimal(10) ** 9, Range()) == ()
    assert Range().allows(Decimal(-5))
