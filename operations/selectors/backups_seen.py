"""The last backup that succeeded, as the status page and the metrics show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps


@dataclass(frozen=True, slots=True)
class SeenBackup:
    """When the newest good one was finished (None: there is none), its size; whether a later one failed, and why."""

    finished_at: datetime | None
    size: int = 0
    has_failed: bool = False
    error: str = ""


def last_backup() -> SeenBackup:
    """What is known of backups; where the portal makes none itself, nothing."""
    try:
        table: Any = apps.get_app_config("operations").get_model("BackupRun")
    except LookupError:
        return SeenBackup(None)
    ended = table.objects.exclude(finished_at=None).order_by("-finished_at")
    last, good = ended.first(), ended.filter(state="done").first()
    failed = last is not None and last.state == "failed"
    size = (good.database_bytes or 0) + (good.file_bytes or 0) if good else 0
    return SeenBackup(good.finished_at if good else None, size, failed, last.error[:200] if failed else "")
