"""`docs/security.md` answers every requirement of level 1 and 2; the tests that it and `docs/reliability.md` name are
there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
RELIABILITY = (ROOT / "docs/reliability.md").read_text()
NUMBER = re.compile(r"\b\d{1,2}\.\d\.\d{1,2}\b")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LEVEL_2 = {
    1: ((1, 2), (2, 9), (3, 11), (4, 3), (5, 2)),
    2: ((1, 3), (2, 3), (3, 4), (4, 1)),
    3: ((2, 2), (3, 4), (4, 6), (5, 5), (7, 2)),
    4: ((1, 3), (2, 1), (3, 2), (4, 4)),
    5: ((1, 1), (2, 3), (3, 2), (4, 3)),
    6: ((1, 3), (2, 11), (3, 3), (4, 4), (5, 5), (6, 3), (8, 4)),
    7: ((1, 3), (2, 4), (3, 2), (4, 5), (5, 2), (6, 2)),
    8: ((1, 2), (2, 3), (3, 1), (4, 1)),
    9: ((1, 3), (2, 4)),
    10: ((1, 2), (2, 2), (3, 4), (4, 11), (5, 5), (6, 2), (7, 3)),
    11: ((1, 2), (2, 3), (3, 3), (4, 3), (5, 1), (6, 1)),
    12: ((1, 3), (2, 2), (3, 4)),
    13: ((1, 1), (2, 5), (3, 2), (4, 5)),
    14: ((1, 2), (2, 4), (3, 3)),
    15: ((1, 3), (2, 3), (3, 7)),
    16: ((1, 1), (2, 5), (3, 4), (4, 3), (5, 3)),
}
"""Chapter -> (section, how many requirements of level 1 and 2); in each section they come first."""


def rows() -> list[list[str]]:
    found = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in PAGE.splitlines()
        if line[:3] == "| 1" or re.match(r"\| \d", line)
    ]
    return [[cell.strip("| ") for cell in row] for row in found]


def test_every_requirement_of_level_2_is_answered():
    asked = {
        f"{chapter}.{section}.{number}"
        for chapter, sections in LEVEL_2.items()
        for section, count in sections
        for number in range(1, count + 1)
    }
    answered = {number for row in rows() for number in NUMBER.findall(row[0])}
    assert answered == asked


def test_every_answer_says_where_and_names_a_test_or_says_that_there_is_none():
    assert [row for row in rows() if len(row) != 4 or not all(row)] == []
    assert [row for row in rows() if row[3] != "—" and not NAMED.search(row[3])] == []


@pytest.mark.parametrize(
    ("path", "name"), sorted(set(NAMED.findall(PAGE + RELIABILITY))), ids=lambda each: each or "whole"
)
def test_what_is_named_is_there(path, name):
    text = (ROOT / path).read_text()
    assert not name or re.search(rf"^\s*(async )?def {name}\(", text, re.M)
