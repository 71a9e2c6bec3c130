"""The examples in docs/scoring.md are what the program computes."""

import doctest
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "scoring.md"


def test_every_example_of_the_document_holds():
    result = doctest.testfile(str(DOCUMENT), module_relative=False)
    assert result.attempted > 25
    assert result.failed == 0
