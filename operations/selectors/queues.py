"""What waits for a worker, in Redis or in the folder of messages: how many, and since when the oldest."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from core.job_log import SENT

SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class QueueState:
    """One queue: messages that wait, and seconds since the oldest was sent."""

    name: str
    waiting: int
    oldest: float


def queues() -> list[QueueState]:
    """Every queue of the timetable and of the pages. OSError where the broker does not answer."""
    names = [each.name for each in settings.CELERY_TASK_QUEUES]
    if settings.REDIS_URL:
        return _of_redis(names)
    found: dict[str, list[float]] = {name: [] for name in names}
    with os.scandir(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])) as files:
        for file in files:
            _note(file, found)
    now = time.time()
    return [QueueState(name, len(times), max(0.0, now - min(times)) if times else 0.0) for name, times in found.items()]


def _note(file: os.DirEntry[str], found: dict[str, list[float]]) -> None:
    """A message is `<moment>_<identifier>.<queue>.msg`; one that a worker takes meanwhile no longer waits."""
    name = file.name.removesuffix(".msg").rpartition(".")[2]
    if name in found and file.name.endswith(".msg"):
        try:
            found[name].append(file.stat().st_mtime)
        except FileNotFoundError:
            return


def _of_redis(names: list[str]) -> list[QueueState]:
    import redis

    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as line:
            return [QueueState(name, int(_any(line.llen(name))), _age(_any(line.lindex(name, -1)))) for name in names]
    except redis.RedisError as problem:
        raise OSError(str(problem)) from problem


def _any(answer: Any) -> Any:
    """redis-py says that everything may be awaited; this client answers at once."""
    return answer


def _age(message: bytes | None) -> float:
    """Seconds since a message was sent, as its head says."""
    if message is None:
        return 0.0
    try:
        sent = json.loads(message)["headers"].get(SENT)
    except (ValueError, KeyError, TypeError, AttributeError):
        return 0.0
    return max(0.0, time.time() - float(sent)) if isinstance(sent, int | float) else 0.0
