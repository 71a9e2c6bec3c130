"""The daily backup: whether one is due, and doing it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.errors import Refused
from operations.models import BackupRun
from operations.services.backups import run_backup
from operations.services.telling import tell_of_backups
from operations.services.turns import Busy

logger = logging.getLogger(__name__)
TRIES_A_DAY = 3
PAUSE = timedelta(hours=1)


def is_due(now: datetime) -> bool:
    """Whether the backup of the day is still to be made: its hour has come, none was good, not too many failed."""
    if not settings.BACKUP_TARGET:
        return False
    local = timezone.localtime(now)
    hour = local.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    since = hour if local >= hour else hour - timedelta(days=1)
    runs = BackupRun.objects.filter(began_at__gte=since)
    failed = runs.filter(state=BackupRun.State.FAILED)
    if runs.exclude(pk__in=failed.values("pk")).filter(state=BackupRun.State.DONE).exists():
        return False
    return failed.count() < TRIES_A_DAY and not failed.filter(finished_at__gt=now - PAUSE).exists()


def run_planned_backup() -> BackupRun | None:
    """Back up if it is due. A failure is written in its row, and administrators are told at once."""
    began = timezone.now()
    if not is_due(began):
        return None
    try:
        return run_backup()
    except Busy:
        return None
    except Refused as problem:
        logger.error("The backup failed: %s", problem.message)
        _write_down(problem, began)
        tell_of_backups()
        return None


def _write_down(problem: Refused, began: datetime) -> None:
    """What was refused before the run had a row (a wrong key, a folder that is not ours) is a failed one as well."""
    if not BackupRun.objects.filter(began_at__gte=began).exists():
        BackupRun.objects.create(
            state=BackupRun.State.FAILED,
            target=settings.BACKUP_TARGET,
            began_at=began,
            finished_at=timezone.now(),
            error=str(problem.message),
        )
