"""An indicator's achievement, the predicate it earns, and what a mean rests on."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import achievement as module
from monev.monitoring import rules as settings
from monev.monitoring.achievement import (
    RollUp,
    Weighted,
    achievement,
    aggregate,
    capped,
    formula_for,
    predicate,
    shown,
    weighted_mean,
)
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal
PERCENT = st.decimals(min_value=0, max_value=100, places=2)
VALUE = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
WEIGHT = st.decimals(min_value=0, max_value=10**15, places=2)


def optional(strategy):
    return st.none() | strategy


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("polarity", "formula", "worst", "realised", "target", "expected"),
    [
        ("higher", "", None, "45", "60", "75"),
        ("higher", "", None, "90", "60", "150"),
        ("higher", "", None, "-5", "50", "-10"),
        ("higher", "ratio", None, "0", "50", "0"),
        ("lower", "", None, "12", "10", "80"),
        ("lower", "mirror", None, "0", "10", "200"),
        ("lower", "mirror", None, "35", "10", "-150"),
        ("lower", "inverse", None, "12.5", "10", "80"),
        ("lower", "inverse", None, "0", "10", "200"),
        ("lower", "range", "20", "12", "10", "80"),
        ("lower", "range", "20", "20", "0", "0"),
        ("lower", "range", "20", "0", "0", "100"),
        ("stabilise", "", None, "90", "100", "90"),
        ("stabilise", "", None, "110", "100", "90"),
        ("stabilise", "", None, "300", "100", "-100"),
    ],
)
def test_formulas(polarity, formula, worst, realised, target, expected):
    got = achievement(
        D(realised), D(target), polarity=polarity, formula=formula, worst=worst and D(worst), rules=DEFAULT
    )
    assert got == D(expected)


@pytest.mark.parametrize(
    ("realised", "target", "polarity", "formula", "worst"),
    [
        (None, "10", "higher", "", None),
        ("10", None, "higher", "", None),
        ("10", "0", "higher", "", None),
        ("10", "-5", "higher", "", None),
        ("10", "5", "lower", "range", None),
        ("10", "5", "lower", "range", "5"),
        ("10", "0", "stabilise", "", None),
    ],
)
def test_what_cannot_be_measured_is_none_and_not_zero(realised, target, polarity, formula, worst):
    args = [value and D(value) for value in (realised, target)]
    assert achievement(*args, polarity=polarity, formula=formula, worst=worst and D(worst), rules=DEFAULT) is None


@pytest.mark.parametrize(
    ("policy", "polarity", "realised", "expected"),
    [
        ("zero", "higher", "5", "0"),
        ("full", "higher", "5", "100"),
        ("full", "lower", "0", "100"),
        ("full", "lower", "3", "0"),
        ("full", "stabilise", "1", "0"),
    ],
)
def test_a_region_chooses_what_a_zero_target_means(policy, polarity, realised, expected):
    assert achievement(D(realised), D(0), polarity=polarity, rules=Rules(zero_target=policy)) == D(expected)


def test_a_missing_target_is_not_measurable_under_any_policy():
    for policy in settings.ZERO_TARGETS:
        assert achievement(D(5), None, polarity="higher", rules=Rules(zero_target=policy)) is None


def test_a_formula_must_fit_its_polarity():
    with pytest.raises(ValueError, match="does not fit"):
        formula_for("higher", "mirror", DEFAULT)
    with pytest.raises(ValueError, match="polarity"):
        formula_for("sideways", "", DEFAULT)
    assert formula_for("lower", "", Rules(default_formula="inverse")) == "inverse"


@given(
    optional(VALUE),
    optional(VALUE),
    optional(VALUE),
    st.sampled_from([(p, f) for p, each in module.FORMULAS.items() for f in ("", *each)]),
    st.sampled_from(settings.ZERO_TARGETS),
)
def test_no_figures_divide_by_zero(realised, target, worst, kind, policy):
    polarity, formula = kind
    rules = Rules(zero_target=policy)
    got = achievement(realised, target, polarity=polarity, formula=formula, worst=worst, rules=rules)
    assert got is None or got.is_finite()


@given(VALUE.filter(lambda value: value > 0), st.sampled_from(["higher", "lower", "stabilise"]))
def test_reaching_the_target_is_always_one_hundred(target, polarity):
    for formula in module.FORMULAS[polarity]:
        got = achievement(target, target, polarity=polarity, formula=formula, worst=target + 1, rules=DEFAULT)
        assert got == 100


def test_quarters_add_up_as_the_indicator_says():
    quarters = {2: None, 1: D(10), 4: D(5), 3: D(30)}
    assert [aggregate(quarters, how, 3) for how in ("sum", "last", "mean", "max")] == [40, 30, 20, 30]
    assert aggregate(quarters, "last", 2) == 10
    assert aggregate({1: None}, "sum", 4) is None
    with pytest.raises(ValueError, match="median"):
        aggregate({}, "median", 1)


@given(st.dictionaries(st.integers(1, 12), optional(VALUE)), st.integers(1, 12), st.integers(1, 12))
def test_a_later_report_never_changes_an_earlier_figure(values, upto, late):
    for how in ("sum", "last", "mean", "max"):
        before = aggregate(values, how, upto)
        after = aggregate(values | {max(late, upto) + 1: D(7)}, how, upto)
        assert before == after


@pytest.mark.parametrize(
    ("percent", "lower_bound", "rounded"),
    [
        ("100", "very_high", "very_high"),
        ("91", "very_high", "very_high"),
        ("90.5", "high", "very_high"),
        ("90.49", "high", "high"),
        ("76", "high", "high"),
        ("75.5", "medium", "high"),
        ("66", "medium", "medium"),
        ("65.99", "low", "medium"),
        ("51", "low", "low"),
        ("50.5", "very_low", "low"),
        ("0", "very_low", "very_low"),
        ("-80", "very_low", "very_low"),
        ("240", "very_high", "very_high"),
    ],
)
def test_the_edges_of_the_bands(percent, lower_bound, rounded):
    assert predicate(D(percent), DEFAULT) == lower_bound
    assert predicate(D(percent), Rules(predicate_rounding="rounded")) == rounded


def test_a_region_may_rate_quarters_by_their_own_bands():
    rules = Rules(quarter_bands={"1": [[23, "very_high"], [20, "high"], [17, "medium"], [13, "low"], [0, "very_low"]]})
    assert predicate(D(24), rules, quarter=1) == "very_high"
    assert predicate(D(24), rules, quarter=2) == "very_low"
    assert predicate(None, rules) is None


def test_caps_when_shown_and_when_averaged():
    assert (shown(D(180), DEFAULT), capped(D(180), DEFAULT), capped(D(-5), DEFAULT)) == (150, 100, 0)
    assert (shown(None, DEFAULT), capped(None, DEFAULT)) == (None, None)


def test_a_program_without_a_figure_is_left_out_and_counted():
    items = [Weighted(D(50), D(1)), Weighted(D(90), D(3)), Weighted(None, D(2))]
    assert weighted_mean(items, DEFAULT) == RollUp(D(80), 2, 1, D(4))
    as_zero = weighted_mean(items, Rules(missing_policy="as_zero"))
    assert (as_zero.counted, as_zero.left_out, round(as_zero.value, 2)) == (3, 0, D("53.33"))


def test_without_any_weight_all_weigh_the_same():
    assert weighted_mean([Weighted(D(20)), Weighted(D(60), D(0))], DEFAULT) == RollUp(D(40), 2, 0, D(2))


def test_who_has_no_weight_among_others_is_counted_as_left_out():
    assert weighted_mean([Weighted(D(20), D(5)), Weighted(D(60))], DEFAULT) == RollUp(D(20), 1, 1, D(5))
    assert weighted_mean([Weighted(D(20), D(0)), Weighted(None, D(9))], DEFAULT).value is None


def test_nothing_gives_no_figure():
    assert weighted_mean([], DEFAULT) == RollUp(None, 0, 0, D(0))


def test_a_negative_weight_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        weighted_mean([Weighted(D(1), D(-1))], DEFAULT)


@given(st.lists(st.builds(Weighted, optional(PERCENT), optional(WEIGHT)), max_size=12), st.integers(1, 1000))
def test_a_mean_lies_between_its_figures_and_ignores_the_unit_of_weights(items, factor):
    mean = weighted_mean(items, DEFAULT)
    assert mean.total == len(items)
    if mean.value is None:
        return
    values = [item.value for item in items if item.value is not None]
    tiny = D("1e-20")
    assert min(values) - tiny <= mean.value <= max(values) + tiny
    scaled = [Weighted(item.value, item.weight and item.weight * factor) for item in items]
    assert abs(weighted_mean(scaled, DEFAULT).value - mean.value) < tiny
