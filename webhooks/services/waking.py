"""Waking a worker that sends."""

from __future__ import annotations

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
TASK = "webhooks.tasks.send_waiting"


def wake() -> None:
    """Ask a worker to send what waits. A broker that is away loses nothing: the sweep finds the rows."""
    try:
        current_app.signature(TASK).apply_async()
    except OperationalError as problem:
        logger.warning("Messages to webhooks wait for the sweep, the broker is away: %s", problem)
