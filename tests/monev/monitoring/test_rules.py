"""The settings of the calculations come from a database row, and impossible ones are refused."""

import doctest
from dataclasses import asdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import rules as module
from monev.monitoring.achievement import predicate
from monev.monitoring.rules import DEFAULT, Rules


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


def test_rules_survive_the_way_through_plain_columns():
    columns = {
        name: str(value) if isinstance(value, Decimal | int) else value for name, value in asdict(DEFAULT).items()
    }
    columns["predicate_bands"] = [[str(bound), code] for bound, code in DEFAULT.predicate_bands]
    assert Rules(**columns) == DEFAULT
    assert hash(Rules(**columns)) == hash(DEFAULT)


@pytest.mark.parametrize(
    "settings",
    [
        {"predicate_bands": []},
        {"predicate_bands": [[50, "low"], [91, "high"]]},
        {"predicate_bands": [[91, "high"], [91, "low"]]},
        {"predicate_rounding": "up"},
        {"default_formula": "ratio"},
        {"zero_target": "maybe"},
        {"missing_policy": "ignored"},
        {"light_green": -10, "light_amber": -5},
        {"cap_averaging": 0},
        {"cap_shown": "many"},
        {"cap_shown": "NaN"},
        {"silent_periods": "two"},
    ],
)
def test_settings_that_cannot_be_are_refused(settings):
    with pytest.raises(ValueError):
        Rules(**settings)


@given(st.lists(st.integers(-50, 150), min_size=1, max_size=8, unique=True), st.decimals(-500, 500, places=3))
def test_bands_cover_the_whole_line(bounds, percent):
    rules = Rules(predicate_bands=[[bound, f"band {bound}"] for bound in sorted(bounds, reverse=True)])
    assert predicate(percent, rules) in {f"band {bound}" for bound in bounds}
