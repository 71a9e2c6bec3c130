"""The quality score of an OPD: bounds, order, and that no silence pays."""

import doctest
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import quality_score as module
from monev.monitoring.quality_score import Due, quality_score
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal
GOOD = Due(is_sent=True, is_complete=True, verdicts=("strong",))
VERDICTS = st.lists(st.sampled_from(["", "none", "weak", "sufficient", "strong"]), max_size=3).map(tuple)
DUE = st.builds(
    Due,
    is_sent=st.booleans(),
    is_complete=st.booleans(),
    is_late=st.booleans(),
    verdicts=VERDICTS,
    is_questioned=st.booleans(),
)
WEIGHT = st.decimals(0, 100, places=1)
RULES = st.builds(
    lambda a, b, c: Rules(weight_complete=a, weight_on_time=b, weight_evidence=c, weight_unquestioned=1),
    WEIGHT,
    WEIGHT,
    WEIGHT,
)
PARTS = ("complete", "on_time", "evidence", "unquestioned")


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


def test_nothing_due_is_no_score():
    score = quality_score([], DEFAULT)
    assert (score.value, score.complete, score.due) == (None, None, 0)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (GOOD, 100),
        (replace(GOOD, is_complete=False), 60),
        (replace(GOOD, is_late=True), 80),
        (replace(GOOD, verdicts=()), 80),
        (replace(GOOD, verdicts=("weak",)), 90),
        (replace(GOOD, verdicts=("none",)), 80),
        (replace(GOOD, verdicts=("none", "sufficient")), 100),
        (replace(GOOD, verdicts=("",)), 100),
        (replace(GOOD, is_questioned=True), 80),
        (Due(), 0),
        (Due(is_complete=True, verdicts=("strong",)), 0),
    ],
)
def test_what_one_report_is_worth(row, value):
    assert quality_score([row], DEFAULT).value == value


def test_a_region_weighs_the_parts_by_itself():
    rules = Rules(weight_complete=1, weight_on_time=1, weight_evidence=0, weight_unquestioned=0)
    assert quality_score([replace(GOOD, is_late=True, verdicts=())], rules).value == 50
    with pytest.raises(ValueError, match="not all zero"):
        Rules(weight_complete=0, weight_on_time=0, weight_evidence=0, weight_unquestioned=0)
    with pytest.raises(ValueError, match="not negative"):
        Rules(weight_on_time=-1)


@given(st.lists(DUE, min_size=1, max_size=8), RULES)
def test_every_part_and_the_score_lie_between_0_and_100(rows, rules):
    score = quality_score(rows, rules)
    parts = [getattr(score, name) for name in PARTS]
    assert all(0 <= each <= 100 for each in parts)
    assert min(parts) - D("0.0001") <= score.value <= max(parts) + D("0.0001")


@given(st.lists(DUE, max_size=6), DUE, RULES)
def test_a_better_report_never_lowers_the_score(rows, row, rules):
    now = quality_score([*rows, row], rules).value
    better = [
        replace(row, is_sent=True),
        replace(row, is_complete=True),
        replace(row, is_late=False),
        replace(row, is_questioned=False),
        replace(row, verdicts=(*row.verdicts, "strong")),
        replace(row, verdicts=(*row.verdicts, "weak")),
    ]
    assert all(quality_score([*rows, each], rules).value >= now for each in better)


@given(st.lists(DUE, min_size=1, max_size=6), RULES)
def test_the_order_of_the_rows_does_not_matter(rows, rules):
    assert quality_score(rows, rules) == quality_score(list(reversed(rows)), rules)
