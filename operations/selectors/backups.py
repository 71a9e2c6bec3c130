"""What is known of backups, for pages, metrics and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from operations.models import BackupRun

TOO_OLD = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The state of backups in one look. `good` and `last` may be the same row; both None: there never was one."""

    is_planned: bool
    good: BackupRun | None
    last: BackupRun | None

    @property
    def finished_at(self) -> datetime | None:
        """When the last good one ended."""
        return self.good.finished_at if self.good else None

    @property
    def has_failed(self) -> bool:
        """Whether the last that ended is not good."""
        return self.last is not None and self.last.state == BackupRun.State.FAILED

    @property
    def size(self) -> int:
        """Bytes of the last good one: database and files."""
        return (self.good.database_bytes or 0) + (self.good.file_bytes or 0) if self.good else 0

    @property
    def error(self) -> str:
        """Why the last one is not good, in short."""
        return self.last.error[:200] if self.last and self.has_failed else ""

    def age(self, now: datetime | None = None) -> timedelta | None:
        """How old the last good one is."""
        return (now or timezone.now()) - self.finished_at if self.finished_at else None

    def is_old(self, now: datetime | None = None) -> bool:
        """Whether somebody must look: backups are planned, and the last good one is older than a day and two hours."""
        age = self.age(now)
        return self.is_planned and (age is None or age > TOO_OLD)


def last_backup() -> LastBackup:
    """Whether backups are planned, the last good one and the last that ended."""
    ended = BackupRun.objects.exclude(state=BackupRun.State.RUNNING).order_by("-finished_at", "-pk").first()
    return LastBackup(bool(settings.BACKUP_TARGET), BackupRun.objects.good().first(), ended)
