"""Who may take a progress report where: the table of steps (DESIGN.md 'Workflow of a progress report')."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from core.errors import Refused
from organizations.roles import Can


class State(models.TextChoices):
    """Where a progress report stands."""

    DRAFT = "draft", pgettext_lazy("report state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("report state", "Submitted")
    APPROVED = "approved", pgettext_lazy("report state", "Approved")
    RETURNED = "returned", pgettext_lazy("report state", "Returned")
    VERIFIED = "verified", pgettext_lazy("report state", "Verified")


class Step(models.TextChoices):
    """What somebody does with a progress report."""

    SUBMIT = "submit", pgettext_lazy("report step", "Submit")
    WITHDRAW = "withdraw", pgettext_lazy("report step", "Withdraw")
    APPROVE = "approve", pgettext_lazy("report step", "Approve")
    DECLINE = "decline", pgettext_lazy("report step", "Give back to staff")
    VERIFY = "verify", pgettext_lazy("report step", "Verify")
    RETURN = "return", pgettext_lazy("report step", "Return")


ALWAYS = "always"
WITH_APPROVAL = "with_approval"
WITHOUT_APPROVAL = "without_approval"


@dataclass(frozen=True, slots=True)
class Move:
    """One step from one state: where it leads, the right it needs, and in which regions it exists."""

    source: State
    step: Step
    target: State
    can: Can
    needs_reason: bool = False
    where: str = ALWAYS

    def exists(self, approval_needed: bool) -> bool:
        """Whether a region that asks for the OPD head's approval (or does not) knows this step."""
        return self.where in (ALWAYS, WITH_APPROVAL if approval_needed else WITHOUT_APPROVAL)


MOVES = (
    Move(State.DRAFT, Step.SUBMIT, State.SUBMITTED, Can.ENTER),
    Move(State.RETURNED, Step.SUBMIT, State.SUBMITTED, Can.ENTER),
    Move(State.SUBMITTED, Step.WITHDRAW, State.DRAFT, Can.ENTER),
    Move(State.SUBMITTED, Step.APPROVE, State.APPROVED, Can.APPROVE, where=WITH_APPROVAL),
    Move(State.SUBMITTED, Step.DECLINE, State.RETURNED, Can.APPROVE, needs_reason=True, where=WITH_APPROVAL),
    Move(State.SUBMITTED, Step.VERIFY, State.VERIFIED, Can.VERIFY, where=WITHOUT_APPROVAL),
    Move(State.SUBMITTED, Step.RETURN, State.RETURNED, Can.VERIFY, needs_reason=True),
    Move(State.APPROVED, Step.VERIFY, State.VERIFIED, Can.VERIFY),
    Move(State.APPROVED, Step.RETURN, State.RETURNED, Can.VERIFY, needs_reason=True),
    Move(State.VERIFIED, Step.RETURN, State.RETURNED, Can.VERIFY, needs_reason=True),
)

EDITABLE = (State.DRAFT, State.RETURNED)
"""States in which the OPD changes figures."""
PUBLISHED = (State.VERIFIED,)
"""States whose figures count in published dashboards; all others are preliminary."""


class IllegalStep(Refused):
    """The step does not exist from the state that the report is in, or the period is locked."""


def steps_from(state: str, *, approval_needed: bool = False, locked: bool = False) -> tuple[Move, ...]:
    """The moves that lead on from `state`; a locked period has none."""
    if locked:
        return ()
    return tuple(each for each in MOVES if each.source == state and each.exists(approval_needed))


def to_verify(approval_needed: bool) -> tuple[State, ...]:
    """The states that wait for the verifier: `approved` everywhere, `submitted` where nobody approves."""
    return tuple(each.source for each in MOVES if each.step == Step.VERIFY and each.exists(approval_needed))


def find_move(state: str, step: str, *, approval_needed: bool = False, locked: bool = False) -> Move:
    """The move for `step`, with the right and the reason it needs. Raises `IllegalStep`."""
    if locked:
        raise IllegalStep(gettext("The period is locked: its reports do not change any more."))
    for each in steps_from(state, approval_needed=approval_needed):
        if each.step == step:
            return each
    raise IllegalStep(
        gettext("This step is not possible: the report is in the state “%(state)s”. Reload the page.")
        % {"state": State(state).label}
    )


def move(state: str, step: str, approval_needed: bool = False, *, locked: bool = False) -> State:
    """Where `step` leads from `state`. Raises `IllegalStep`.

    >>> move("draft", "submit"), move("submitted", "verify")
    (State.SUBMITTED, State.VERIFIED)
    """
    return find_move(state, step, approval_needed=approval_needed, locked=locked).target
