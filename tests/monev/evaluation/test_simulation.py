"""Which items lift the final score most: never a loss, always what a recomputation gives, by both rounding rules."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monev.evaluation.scoring import Rounding
from monev.evaluation.simulation import Rules, Scored, gains, lifted, outcome
from tests.monev.evaluation.known_instruments import MALANG_FILE

NAMES = ("baseline", "output", "outcome", "impact", "quick_win")
RULES_2022 = Rules(dict(zip(NAMES, map(Decimal, (10, 20, 30, 10, 30)), strict=True)), Rounding.EACH_CONTRIBUTION)


def malang() -> list[Scored]:
    with MALANG_FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [Scored(row["code"], NAMES[int(row["code"][0]) - 1], Decimal(row["score"])) for row in rows]


def test_malang_2022_one_item_more_in_a_small_dimension_counts_more_than_in_a_large_one():
    found = {each.code: each for each in gains(malang(), RULES_2022)}
    assert outcome(malang(), RULES_2022).final == Decimal("2.51")
    # 2.02: 1 -> 4 makes 13.75 / 7 = 1.96, 20 % of it 0.39 instead of 0.31
    assert (found["2.02"].by_full, found["2.02"].step_to) == (Decimal("0.08"), Decimal(2))
    # 3.04: 1 -> 4 makes 93.5 / 31 = 3.02 (2.92 before), 30 % of it 0.91 instead of 0.88
    assert found["3.04"].by_full == Decimal("0.03")
    assert (found["3.02"].by_full, found["3.02"].is_full) == (Decimal("0.00"), True)


def test_the_item_that_adds_most_comes_first():
    found = gains(malang(), RULES_2022)
    assert [each.by_full for each in found] == sorted((each.by_full for each in found), reverse=True)
    assert found[0].by_full > 0


def test_several_items_together_are_computed_anew_not_added():
    rows = malang()
    tried = {"2.02": Decimal(4), "2.05": Decimal(4), "2.06": Decimal(4)}
    # 10.75 + 9 = 19.75; / 7 = 2.82; 20 % of it 0.56 instead of 0.31
    assert outcome(lifted(rows, tried), RULES_2022).final == Decimal("2.76")


def test_an_item_that_does_not_apply_cannot_be_lifted():
    rows = [Scored("1", "a", None), Scored("2", "a", Decimal(2))]
    rules = Rules({"a": Decimal(100)}, Rounding.TOTAL)
    assert [each.code for each in gains(rows, rules)] == ["2"]
    assert lifted(rows, {"1": Decimal(4)}) == rows


def test_a_dimension_without_a_score_leaves_nothing_to_say():
    rules = Rules({"a": Decimal(50), "b": Decimal(50)}, Rounding.TOTAL)
    rows = [Scored("1", "a", Decimal(2)), Scored("2", "b", None)]
    assert outcome(rows, rules).final is None
    assert gains(rows, rules) == []


GIVEN = st.integers(0, 16).map(lambda quarter: Decimal(quarter) / 4)
SCORES = st.one_of(st.none(), GIVEN)


@st.composite
def sheets(draw):
    """An instrument of one to five dimensions and the scores of a region."""
    count = draw(st.integers(1, 5))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    rules = Rules(
        {f"d{number}": Decimal(weight) for number, weight in enumerate(weights)}, draw(st.sampled_from(Rounding))
    )
    rows = []
    for name in rules.weights:
        scores = [draw(GIVEN), *draw(st.lists(SCORES, max_size=6))]
        rows += [Scored(f"{name}.{number}", name, score) for number, score in enumerate(scores)]
    return rows, rules


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_no_gain_is_negative_and_each_is_what_a_recomputation_gives(sheet):
    rows, rules = sheet
    now = outcome(rows, rules).final
    for gain in gains(rows, rules):
        assert 0 <= gain.by_step <= gain.by_full
        for score, added in ((gain.step_to, gain.by_step), (Decimal(4), gain.by_full)):
            again = [Scored(row.code, row.dimension, score if row.code == gain.code else row.score) for row in rows]
            assert outcome(again, rules).final - now == added


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_full_scores_everywhere_make_four(sheet):
    rows, rules = sheet
    best = lifted(rows, {row.code: Decimal(4) for row in rows})
    final = outcome(best, rules).final
    # 4 times a whole percentage has two decimals: nothing is rounded
    assert final == Decimal("4.00")


@pytest.mark.parametrize("rounding", Rounding)
def test_the_rounding_rule_of_the_instrument_decides(rounding):
    rules = Rules(RULES_2022.weights, rounding)
    assert (
        outcome(malang(), rules).final
        == {
            Rounding.EACH_CONTRIBUTION: Decimal("2.51"),
            Rounding.TOTAL: Decimal("2.50"),
        }[rounding]
    )
