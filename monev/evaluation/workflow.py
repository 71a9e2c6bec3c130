"""Who may take the follow-up of a finding where: the table of steps between the region's secretariat and an OPD."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from core.errors import Refused
from organizations.roles import Can

OPEN, RUNNING, REPORTED, DONE = "open", "running", "reported", "done"


class FollowUp(models.TextChoices):
    """What somebody does with a finding."""

    ASSIGN = "assign", pgettext_lazy("follow-up step", "Give it to an OPD")
    PROGRESS = "progress", pgettext_lazy("follow-up step", "Report progress")
    REPORT = "report", pgettext_lazy("follow-up step", "Report as done")
    VERIFY = "verify", pgettext_lazy("follow-up step", "Verify")
    RETURN = "return", pgettext_lazy("follow-up step", "Send back")


@dataclass(frozen=True, slots=True)
class Move:
    """One step from one state: where it leads, the right it needs, and what must come with it."""

    source: str
    step: FollowUp
    target: str
    can: Can
    needs_words: bool = False
    needs_evidence: bool = False


MOVES = (
    Move(OPEN, FollowUp.ASSIGN, RUNNING, Can.SELF_ASSESS),
    Move(RUNNING, FollowUp.ASSIGN, RUNNING, Can.SELF_ASSESS),
    Move(OPEN, FollowUp.PROGRESS, RUNNING, Can.ENTER, needs_words=True),
    Move(RUNNING, FollowUp.PROGRESS, RUNNING, Can.ENTER, needs_words=True),
    Move(OPEN, FollowUp.REPORT, REPORTED, Can.ENTER, needs_words=True, needs_evidence=True),
    Move(RUNNING, FollowUp.REPORT, REPORTED, Can.ENTER, needs_words=True, needs_evidence=True),
    Move(REPORTED, FollowUp.REPORT, REPORTED, Can.ENTER, needs_words=True, needs_evidence=True),
    Move(REPORTED, FollowUp.VERIFY, DONE, Can.SELF_ASSESS),
    Move(REPORTED, FollowUp.RETURN, RUNNING, Can.SELF_ASSESS, needs_words=True),
    Move(DONE, FollowUp.RETURN, RUNNING, Can.SELF_ASSESS, needs_words=True),
)
"""What was verified by mistake is sent back like what was reported too early. Who forgot a file reports again."""


class IllegalStep(Refused):
    """The step does not exist from the state that the finding is in."""


def moves_from(state: str) -> tuple[Move, ...]:
    """The moves that lead on from `state`."""
    return tuple(each for each in MOVES if each.source == state)


def find_move(state: str, step: str) -> Move:
    """The move for `step`, with the right it needs. Raises `IllegalStep`.

    >>> find_move("reported", "verify").target, find_move("running", "report").needs_evidence
    ('done', True)
    """
    for each in moves_from(state):
        if each.step == step:
            return each
    raise IllegalStep(gettext("This step is not possible any more: somebody took the follow-up on. Read what is new."))
