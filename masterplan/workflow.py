"""Who may take a directive (arahan) where: the table of steps between the council and an OPD."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from core.errors import Refused
from organizations.roles import Can

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"


class Step(models.TextChoices):
    """What somebody does with a directive."""

    ANSWER = "answer", pgettext_lazy("directive step", "Answer")
    SEND_BACK = "send_back", pgettext_lazy("directive step", "Send back")
    CLOSE = "close", pgettext_lazy("directive step", "Close")
    REOPEN = "reopen", pgettext_lazy("directive step", "Reopen")


@dataclass(frozen=True, slots=True)
class Move:
    """One step from one state: where it leads, the right it needs, whether words are required, whether the due date may
    be moved with it."""

    source: str
    step: Step
    target: str
    can: Can
    needs_words: bool = True
    moves_due: bool = False


MOVES = (
    Move(OPEN, Step.ANSWER, ANSWERED, Can.ENTER),
    Move(ANSWERED, Step.ANSWER, ANSWERED, Can.ENTER),
    Move(ANSWERED, Step.CLOSE, CLOSED, Can.DIRECT, needs_words=False),
    Move(ANSWERED, Step.SEND_BACK, OPEN, Can.DIRECT, moves_due=True),
    Move(OPEN, Step.CLOSE, CLOSED, Can.DIRECT),
    Move(CLOSED, Step.REOPEN, OPEN, Can.DIRECT, moves_due=True),
)
"""An answer is closed with or without a note; what nobody answered is closed only with the reason."""


class IllegalStep(Refused):
    """The step does not exist from the state that the directive is in."""


def moves_from(state: str) -> tuple[Move, ...]:
    """The moves that lead on from `state`."""
    return tuple(each for each in MOVES if each.source == state)


def find_move(state: str, step: str) -> Move:
    """The move for `step`, with the right and the words it needs. Raises `IllegalStep`.

    >>> find_move("answered", "send_back").target, find_move("open", "close").needs_words
    ('open', True)
    """
    for each in moves_from(state):
        if each.step == step:
            return each
    raise IllegalStep(gettext("This step is not possible any more: somebody took the directive on. Read what is new."))
