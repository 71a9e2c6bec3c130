"""Whether each part that the portal rests on answers, none of them waited for longer than HEALTH_SECONDS.

A part is asked in a thread of its own. One that hangs is said to hang, and is not asked again before its thread is
back: a hundred probes of a dead disk leave one thread waiting, not a hundred.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.cache import cache as kept
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.storing import is_folder

logger = logging.getLogger(__name__)
OK, FAILED, HANGS = "ok", "failed", "hangs"
KEPT_SECONDS = 1.0
"""So long an answer holds: whoever asks more often learns nothing more."""
PROBE_SECONDS = 60.0
"""A store of objects costs money and time for each file: it is written to once a minute."""


class Unready(Exception):
    """A part answers, but the portal cannot work with it yet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, whether it is well, how long it took, and what is the matter (for administrators)."""

    name: str
    state: str
    seconds: float
    detail: str = ""

    @property
    def is_well(self) -> bool:
        """Whether the portal can work with it."""
        return self.state == OK


def readiness() -> list[Part]:
    """Every part, as it is now or was within the last second."""
    global _last
    with _asking:
        at, found = _last
        if not found or time.monotonic() - at > KEPT_SECONDS:
            found = _ask_all()
            _tell(_last[1], found)
            _last = (time.monotonic(), found)
        return found


def _tell(before: list[Part], now: list[Part]) -> None:
    """The log says when a part fell ill or got well again, once."""
    was, ill = ({each.name for each in parts if not each.is_well} for parts in (before, now))
    for part in now:
        if part.name in ill - was:
            logger.error("Not ready: %s %s", part.name, part.state, extra={"fields": {"detail": part.detail}})
        elif part.name in was - ill:
            logger.warning("Ready again: %s", part.name)


def _ask_all() -> list[Part]:
    asked = [_Question(name, check) for name, check in CHECKS.items()]
    deadline = time.monotonic() + settings.HEALTH_SECONDS
    return [each.answer(deadline) for each in asked]


class _Question:
    """One part being asked in a thread that nobody waits for longer than agreed."""

    def __init__(self, name: str, check: Callable[[], str]) -> None:
        self.name, self.check = name, check
        self.began = time.monotonic()
        self.part: Part | None = None
        before = _hanging.get(name)
        self.is_asked = before is None or not before.is_alive()
        if self.is_asked:
            self.thread = threading.Thread(target=self._run, daemon=True, name=f"health-{name}")
            _hanging[name] = self.thread
            self.thread.start()

    def answer(self, deadline: float) -> Part:
        if self.is_asked:
            self.thread.join(max(0.0, deadline - time.monotonic()))
        waited = round(time.monotonic() - self.began, 3)
        return self.part or Part(self.name, HANGS, waited, f"no answer within {settings.HEALTH_SECONDS:g} s")

    def _run(self) -> None:
        try:
            said = self.check()
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with a part is its state
            self.part = Part(self.name, FAILED, self._took(), f"{type(problem).__name__}: {problem}"[:300])
        else:
            self.part = Part(self.name, OK, self._took(), said)
        finally:
            connections.close_all()

    def _took(self) -> float:
        return round(time.monotonic() - self.began, 3)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return connection.vendor


def _migrations() -> str:
    missing, _newer = migrations_apart()
    if missing:
        raise Unready(f"{len(missing)} migrations are not applied: {', '.join(missing[:5])}")
    return ""


def migrations_apart() -> tuple[list[str], list[str]]:
    """Migrations of this program that the database lacks, and those of the database that this program does not know."""
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    known = known_migrations()
    ours = {each.partition(".")[0] for each in known}
    newer = {each for each in applied if each.partition(".")[0] in ours}
    return sorted(known - applied), sorted(newer - known)


@cache
def known_migrations() -> frozenset[str]:
    """The migrations of this program; they do not change while it runs."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(f"{app}.{name}" for app, name in loader.graph.nodes)


def _cache() -> str:
    value = secrets.token_hex(8)
    kept.set(f"health-{value}", value, 30)
    if kept.get(f"health-{value}") != value:
        raise Unready("what was put into it is not there")
    kept.delete(f"health-{value}")
    return ""


def _broker() -> str:
    """Where jobs wait: Redis, or a folder that must be writable."""
    if settings.REDIS_URL:
        import redis

        seconds = settings.HEALTH_SECONDS
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds) as line:
            line.ping()
        return "redis"
    _try_folder(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]))
    return "folder"


def _files() -> str:
    """Where uploads and reports are kept takes a file."""
    if is_folder(default_storage):
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        _try_folder(folder)
        return "folder"
    if time.monotonic() - _probed.get("at", -1e9) > PROBE_SECONDS:
        name = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(b"health"))
        default_storage.delete(name)
        _probed["at"] = time.monotonic()
    return "store of objects"


def _try_folder(folder: Path) -> None:
    """A few bytes really reach the disk: a full one, or one that turned read-only, says no here."""
    with NamedTemporaryFile(dir=folder, prefix=".health-") as file:
        file.write(b"health" * 100)
        file.flush()


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "broker": _broker,
    "files": _files,
}
_hanging: dict[str, threading.Thread] = {}
_probed: dict[str, float] = {}
_asking = threading.Lock()
_last: tuple[float, list[Part]] = (0.0, [])
