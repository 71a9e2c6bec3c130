"""The worked examples in the docstrings of the reports are true."""

import doctest
import importlib

import pytest
from django.utils.translation import override

MODULES = (
    "core.documents",
    "monev.reports.catalogue.annual_plan.formulas",
    "monev.reports.catalogue.rfk.document",
    "monev.reports.catalogue.rfk.formulas",
    "monev.reports.selectors.outline",
)


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_examples_are_true(name):
    with override("id"):
        found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed
