"""On which days an OPD is reminded of a directive."""

import datetime

import pytest

from portal.reminders import RHYTHM

DUE = datetime.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("left", "mark"),
    [
        (8, None),
        *((left, "soon") for left in (7, 1, 0)),
        *((left, "overdue-0") for left in (-1, -7)),
        (-8, "overdue-1"),
        (-56, "overdue-7"),
        (-57, None),
    ],
)
def test_a_week_before_and_every_week_after_for_two_months(left, mark):
    found = RHYTHM.on(DUE - datetime.timedelta(days=left), DUE)
    assert (found.mark if found else None) == mark
