"""The machine: space on its disks, size of the database, its clock beside that of the database."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from core.storing import is_folder


@dataclass(frozen=True, slots=True)
class Disk:
    """Where something is kept, and how much fits there still, in bytes."""

    name: str
    free: int
    total: int

    @property
    def free_percent(self) -> int:
        """What is free, of the whole."""
        return 100 * self.free // self.total if self.total else 0


def disks() -> list[Disk]:
    """Of the portal's own folder and, where they lie in a folder, of its files."""
    places = {"var": Path(settings.VAR_DIR)}
    if is_folder(default_storage):
        places["files"] = Path(settings.MEDIA_ROOT)
    return [_disk(name, path) for name, path in places.items()]


def _disk(name: str, path: Path) -> Disk:
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    return Disk(name, usage.free, usage.total)


def database_bytes() -> int:
    """How large the database is on its disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def database_version() -> str:
    """Name and version of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        version = str(cursor.fetchone()[0]).split()[0]
    return f"{'PostgreSQL' if connection.vendor == 'postgresql' else 'SQLite'} {version}"


def redis_version() -> str:
    """The version of Redis; nothing where there is none."""
    if not settings.REDIS_URL:
        return ""
    import redis

    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2.0, socket_connect_timeout=2.0) as line:
        told: dict[str, str] = line.info("server")  # type: ignore[assignment]
    return str(told.get("redis_version", ""))


def clock_drift() -> float:
    """Seconds by which the clock of the database is ahead of the one here; a database on this machine has the same."""
    if connection.vendor != "postgresql":
        return 0.0
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    here = before + (timezone.now() - before) / 2
    return float((there - here).total_seconds())
