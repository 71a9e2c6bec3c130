"""When somebody is reminded of what is due."""

import datetime
import doctest

import pytest

from core import due

DUE = datetime.date(2026, 10, 15)
RHYTHM = due.Rhythm(before=((3, "late"), (14, "early")), every=7, times=2)


def test_worked_examples_are_true():
    assert doctest.testmod(due).failed == 0


@pytest.mark.parametrize(
    ("left", "mark"),
    [(15, None), (14, "early"), (4, "early"), (3, "late"), (0, "late"), (-1, "overdue-0"), (-7, "overdue-0"),
     (-8, "overdue-1"), (-14, "overdue-1"), (-15, None)],
)  # fmt: skip
def test_the_mark_of_each_day(left, mark):
    found = RHYTHM.on(DUE - datetime.timedelta(days=left), DUE)
    assert (found and found.mark) == mark
