"""Which step of a follow-up is possible from where, for whom; and on which days an OPD is reminded."""

import datetime

import pytest

from monev.evaluation.reminders import RHYTHM
from monev.evaluation.workflow import MOVES, FollowUp, IllegalStep, find_move
from organizations.roles import Can

DUE = datetime.date(2026, 10, 15)
TABLE = """
            assign   progress report    verify return
open        running  running  reported  -      -
running     running  running  reported  -      -
reported    -        -        reported  done   running
done        -        -        -         -      running
"""


def cells():
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [(row[0], step, target) for row in rows for step, target in zip(head, row[1:], strict=True)]


@pytest.mark.parametrize(("state", "step", "target"), cells())
def test_every_step_from_every_state(state, step, target):
    if target == "-":
        with pytest.raises(IllegalStep):
            find_move(state, step)
    else:
        assert find_move(state, step).target == target


def test_the_opd_reports_and_the_secretariat_gives_and_decides():
    own = {FollowUp.PROGRESS, FollowUp.REPORT}
    assert {each.step for each in MOVES if each.can is Can.ENTER} == own
    assert {each.can for each in MOVES if each.step not in own} == {Can.SELF_ASSESS}


@pytest.mark.parametrize(
    ("left", "mark"),
    [
        (15, None),
        *((left, "early") for left in (14, 4)),
        *((left, "late") for left in (3, 1, 0)),
        *((left, "overdue-0") for left in (-1, -7)),
        (-8, "overdue-1"),
        (-56, "overdue-7"),
        (-57, None),
    ],
)
def test_two_weeks_and_three_days_before_and_every_week_after_for_two_months(left, mark):
    found = RHYTHM.on(DUE - datetime.timedelta(days=left), DUE)
    assert (found.mark if found else None) == mark
