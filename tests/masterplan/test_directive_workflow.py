"""Who may take a directive where: every step from every state."""

import pytest

from masterplan.workflow import MOVES, IllegalStep, Step, find_move
from organizations.roles import Can

TABLE = {
    ("open", "answer"): "answered",
    ("open", "close"): "closed",
    ("answered", "answer"): "answered",
    ("answered", "close"): "closed",
    ("answered", "send_back"): "open",
    ("closed", "reopen"): "open",
}


@pytest.mark.parametrize("state", ["open", "answered", "closed"])
@pytest.mark.parametrize("step", Step.values)
def test_every_step_from_every_state(state, step):
    if (state, step) in TABLE:
        assert find_move(state, step).target == TABLE[state, step]
    else:
        with pytest.raises(IllegalStep):
            find_move(state, step)


def test_the_opd_answers_and_the_council_does_all_else():
    assert {(each.step, each.can) for each in MOVES} == {
        (Step.ANSWER, Can.ENTER),
        (Step.CLOSE, Can.DIRECT),
        (Step.SEND_BACK, Can.DIRECT),
        (Step.REOPEN, Can.DIRECT),
    }


def test_only_an_answer_is_closed_without_words():
    assert [(each.source, each.step) for each in MOVES if not each.needs_words] == [("answered", Step.CLOSE)]
