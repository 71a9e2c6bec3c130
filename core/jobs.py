"""A database row as a job: one worker claims it, gives signs of life, and loses it when another took it over.

`attempt` is the claim: whoever raised it last owns the row. The table needs `state`, `attempt`, `heartbeat_at`,
`updated_at`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class ClaimLost(Exception):
    """Another worker took the row over; this one stops without writing anything more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one worker to write one row, while the row stays in `state`."""

    table: type[Model]
    row_id: int
    attempt: int
    state: str

    def touch(self, **fields: object) -> None:
        """A sign of life, with what else is to be said. Raises `ClaimLost`."""
        own = self.table._default_manager.filter(pk=self.row_id, state=self.state, attempt=self.attempt)
        if not own.update(heartbeat_at=timezone.now(), **fields):
            raise ClaimLost


def silent(seconds: int) -> Q:
    """No sign of life for so long: running without a heartbeat, or waiting although the message should have come.

    A sign of life from the future is none: a clock was ahead and has been set right, and the row would wait for it.
    """
    before, after = (timezone.now() + timedelta(seconds=each) for each in (-seconds, seconds))
    running = Q(heartbeat_at__lt=before) | Q(heartbeat_at__gt=after)
    waiting = Q(updated_at__lt=before) | Q(updated_at__gt=after)
    return running | (Q(heartbeat_at=None) & waiting)


def take(table: type[Model], row_id: int, *, free: Q, state: str, most_attempts: int, **fields: Any) -> Claim | None:
    """Take a `free` row in one statement: of two workers with the same message one gets it, the other None."""
    rows = table._default_manager.filter(free, pk=row_id, attempt__lt=most_attempts)
    if not rows.update(state=state, attempt=F("attempt") + 1, heartbeat_at=timezone.now(), **fields):
        return None
    attempt = table._default_manager.values_list("attempt", flat=True).get(pk=row_id)
    return Claim(table, row_id, attempt, state)


def wake(task: str, *args: object, queue: str | None = None) -> None:
    """Send the message of a job after the commit; `queue`: where it waits, if not where its timetable says."""
    transaction.on_commit(partial(send, task, *args, queue=queue), robust=True)


def send(task: str, *args: object, queue: str | None = None) -> None:
    """Send the message now. A broker that is away loses nothing: the sweep finds the row."""
    try:
        current_app.signature(task, args=args, options={"queue": queue} if queue else {}).apply_async()
    except OperationalError as problem:
        logger.warning("%s %s waits for the sweep, the broker is away: %s", task, args, problem)
