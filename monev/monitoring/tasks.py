"""Background jobs of monitoring: thin; a second run does no harm."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.utils import timezone

from monev.monitoring.services import links, receipts, reminders, standings, uploads, virus_checks
from monev.monitoring.services.workbooks import handling


@shared_task(acks_late=True, ignore_result=True)
def handle_workbook(upload_id: int) -> None:
    """Check one uploaded workbook, or take its good rows over: what its row waits for."""
    handling.handle_workbook(upload_id)


@shared_task(acks_late=True, ignore_result=True)
def take_up_stale_workbooks() -> None:
    """Take up the workbooks whose worker was killed or whose message was lost."""
    handling.take_up_stale_workbooks()


@worker_ready.connect
def sweep_at_start(sender: Any = None, **_: Any) -> None:
    """A worker that starts looks for what the last one left."""
    take_up_stale_workbooks.apply_async()


@shared_task(acks_late=True, ignore_result=True)
def sweep_uploads() -> None:
    """Remove the files that stopped arriving, and the receipts that nobody asks for any more."""
    uploads.sweep_uploads(timezone.now())
    receipts.forget_old_receipts()


@shared_task(acks_late=True, ignore_result=True)
def compile_reminders() -> None:
    """Tell people what they owe, once."""
    reminders.compile_reminders()


@shared_task(acks_late=True, ignore_result=True)
def check_links() -> None:
    """Look at the links of evidence that are due."""
    links.check_links()


@shared_task(acks_late=True, ignore_result=True)
def check_for_viruses() -> None:
    """Have the evidence looked at that no antivirus daemon has seen yet."""
    virus_checks.check_unscanned()


@shared_task(acks_late=True, ignore_result=True)
def refresh_standings() -> None:
    """Recalculate the standings that are stale; what does not fit into one run is left to the next."""
    standings.refresh_standings(seconds=settings.STANDING_REFRESH_SECONDS)
