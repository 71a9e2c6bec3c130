"""Background jobs of running the portal: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from core import pulses
from operations.services import certificates


@shared_task(acks_late=True, ignore_result=True)
def say_that_served(queue: str) -> None:
    """Whoever runs this serves the queue: a sign that goes the whole way from the timetable to a worker."""
    pulses.tell("queue", queue)


@shared_task(acks_late=True, ignore_result=True)
def look_at_certificate() -> None:
    """See until when the certificate of the portal is valid."""
    certificates.look_at_certificate()
