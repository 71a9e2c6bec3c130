"""The worked examples in the docstrings are true."""

import doctest
import importlib

import pytest

EXAMPLES = (
    *("scoring", "simulation", "region_names", "figure_checks", "survey_checks", "survey_people", "measures.steps"),
    *("importing.cells", "instrument_content", "instrument_files.reading", "instrument_files.writing", "item_rules"),
    *("letters.result_letter", "selectors.assignment_lines", "selectors.cohort", "selectors.over_years"),
    *("selectors.stage_figures", "workflow"),
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_are_true(name):
    found = doctest.testmod(importlib.import_module(f"monev.evaluation.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
