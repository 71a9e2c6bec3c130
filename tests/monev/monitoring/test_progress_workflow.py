"""Who may take a progress report where."""

import itertools

import pytest
from django.utils import translation

from core.errors import Refused
from monev.monitoring.workflow import (
    EDITABLE,
    MOVES,
    PUBLISHED,
    IllegalStep,
    State,
    Step,
    find_move,
    move,
    steps_from,
    to_verify,
)
from organizations.roles import AGENCY_ROLES, GRANTS, Can, Role

LEGAL = {
    # (state, step): (target without approval, target with approval)
    ("draft", "submit"): ("submitted", "submitted"),
    ("returned", "submit"): ("submitted", "submitted"),
    ("submitted", "withdraw"): ("draft", "draft"),
    ("submitted", "approve"): (None, "approved"),
    ("submitted", "decline"): (None, "returned"),
    ("submitted", "verify"): ("verified", None),
    ("submitted", "return"): ("returned", "returned"),
    ("approved", "verify"): ("verified", "verified"),
    ("approved", "return"): ("returned", "returned"),
    ("verified", "return"): ("returned", "returned"),
}


@pytest.mark.parametrize("approval_needed", [False, True])
@pytest.mark.parametrize(("state", "step"), list(itertools.product(State.values, Step.values)))
def test_every_step_from_every_state(state, step, approval_needed):
    target = LEGAL.get((state, step), (None, None))[approval_needed]
    if target:
        assert move(state, step, approval_needed) == target
    else:
        with pytest.raises(IllegalStep):
            move(state, step, approval_needed)


@pytest.mark.parametrize(("state", "step"), list(LEGAL))
def test_nothing_moves_in_a_locked_period(state, step):
    assert steps_from(state, approval_needed=True, locked=True) == ()
    with pytest.raises(IllegalStep):
        move(state, step, locked=True)


def test_a_refused_step_tells_the_person_the_state_of_the_report():
    with translation.override("en"), pytest.raises(Refused) as refused:
        move("verified", "submit")
    assert "Verified" in str(refused.value.message)


def test_whoever_sends_a_report_back_gives_a_reason():
    backward = {each.step for each in MOVES if each.needs_reason}
    assert backward == {each.step for each in MOVES if each.target == State.RETURNED} == {Step.RETURN, Step.DECLINE}


def test_the_opd_enters_the_head_approves_the_verifier_verifies():
    assert find_move("draft", "submit").can == Can.ENTER
    assert find_move("submitted", "approve", approval_needed=True).can == Can.APPROVE
    assert find_move("submitted", "verify").can == find_move("submitted", "return").can == Can.VERIFY
    verifying = [role for role in Role if Can.VERIFY in GRANTS[role]]
    assert not set(verifying) & set(AGENCY_ROLES)


def test_nobody_edits_what_was_handed_in_and_only_verified_figures_are_published():
    assert {each.target for each in MOVES if each.step == Step.SUBMIT}.isdisjoint(EDITABLE)
    assert PUBLISHED == (State.VERIFIED,)


def test_the_verifier_waits_for_the_head_where_the_region_asks():
    assert set(to_verify(approval_needed=False)) == {State.SUBMITTED, State.APPROVED}
    assert set(to_verify(approval_needed=True)) == {State.APPROVED}
