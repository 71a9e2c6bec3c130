"""Formulas that depend on what a region chose; LibreOffice computes the usual ones in `test_libreoffice`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monev.monitoring.rules import Rules
from monev.monitoring.workbook import formulas

ZERO = Decimal(0)


@pytest.mark.parametrize(
    ("policy", "polarity", "expected"),
    [
        ("not_measurable", "higher", '""'),
        ("zero", "higher", 'IFERROR(IF(R="","",0),"")'),
        ("full", "higher", 'IFERROR(IF(R="","",IF(R>=0,100,0)),"")'),
        ("full", "lower", 'IFERROR(IF(R="","",IF(R<=0,100,0)),"")'),
        ("full", "stabilise", 'IFERROR(IF(R="","",IF(R=0,100,0)),"")'),
    ],
)
def test_a_target_of_zero_follows_the_policy_of_the_region(policy, polarity, expected):
    rules = Rules(zero_target=policy)
    formula = {"higher": "ratio", "lower": "mirror", "stabilise": "stabilise"}[polarity]
    assert formulas.achievement("R", "T", formula, ZERO, None, polarity, rules) == expected


@pytest.mark.parametrize("goal", [None, Decimal(-1)])
def test_a_missing_or_negative_target_is_not_measurable(goal):
    assert formulas.achievement("R", "T", "ratio", goal, None, "higher", Rules()) == '""'


def test_a_range_needs_a_worst_value_beyond_the_target():
    assert formulas.achievement("R", "T", "range", Decimal(5), Decimal(5), "lower", Rules()) == '""'
    assert "(50-R)/(50-T)*100" in formulas.achievement("R", "T", "range", Decimal(5), Decimal(50), "lower", Rules())


def test_a_missing_achievement_counts_as_zero_only_where_the_region_says_so():
    assert formulas.counted("A", Rules()) == 'IF(A="","",MAX(0,MIN(A,100)))'
    assert formulas.counted("A", Rules(missing_policy="as_zero")) == 'IF(A="",MAX(0,MIN(0,100)),MAX(0,MIN(A,100)))'


def test_negative_numbers_stand_in_brackets():
    assert formulas.realised("V", "sum", [Decimal(-5)]) == 'IFERROR(IF(V<>"",V+(-5),(-5)),"")'
