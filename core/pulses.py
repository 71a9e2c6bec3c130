"""Signs of life: each process of the portal says now and then that it is there, what it runs and what it serves.

They lie in Redis where there is one (after its restart they are back with the next sign), else in a folder that the
processes of this machine share. Nothing else rests on them.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

EVERY = 15.0
"""Seconds between two signs."""
FORGOTTEN_AFTER = 86400.0
KEY = "smartcity:pulses"
SOCKET_SECONDS = 2.0
STARTED = time.time()
_last: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last sign of one process: its role (web, worker, beat, queue), its name, when, and what it said."""

    role: str
    name: str
    at: float
    started: float = 0.0
    version: str = ""
    host: str = ""
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def age(self) -> float:
        """Seconds since."""
        return max(0.0, time.time() - self.at)

    @property
    def is_fresh(self) -> bool:
        """Whether it may be taken to be alive."""
        return self.age <= settings.PULSE_STALE_SECONDS


def tell(role: str, name: str = "", *, every: float = 0.0, **said: Any) -> None:
    """This process is alive; with `every`, only if so many seconds have passed since it last said so."""
    own = name or f"{socket.gethostname()}:{os.getpid()}"
    if time.monotonic() - _last.get(f"{role}/{own}", -1e9) < every:
        return
    _last[f"{role}/{own}"] = time.monotonic()
    _keep(Pulse(role, own, time.time(), STARTED, settings.VERSION, socket.gethostname(), said))


def forget(role: str, name: str) -> None:
    """A process ended in order: nobody need wait to see that it is gone."""
    if settings.REDIS_URL:
        _redis().hdel(KEY, f"{role}/{name}")
    else:
        _file(role, name).unlink(missing_ok=True)


def keep_telling(role: str) -> None:
    """From now on, as long as this process lives."""
    threading.Thread(target=_go_on, args=(role,), daemon=True, name="pulses").start()


def _go_on(role: str) -> None:
    while True:
        quietly(tell, role)
        time.sleep(EVERY)


def quietly(act: Callable[..., None], *arguments: Any, **more: Any) -> None:
    """A sign that cannot be given is no reason to stop working: whoever watches sees that it is missing."""
    from redis.exceptions import RedisError

    try:
        act(*arguments, **more)
    except (OSError, RedisError):
        return


def pulses() -> list[Pulse]:
    """The last sign of each process that gave one within a day."""
    found = _from_redis() if settings.REDIS_URL else _from_folder()
    return sorted(found, key=lambda each: (each.role, each.name))


def _keep(pulse: Pulse) -> None:
    text = json.dumps(asdict(pulse))
    if settings.REDIS_URL:
        _redis().hset(KEY, f"{pulse.role}/{pulse.name}", text)
        return
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(unfinished).replace(_file(pulse.role, pulse.name))


def _from_redis() -> list[Pulse]:
    kept: Any = _redis().hgetall(KEY)
    found = {name: pulse for name, text in kept.items() if (pulse := _read(text))}
    if old := [name for name, pulse in found.items() if pulse.age > FORGOTTEN_AFTER]:
        _redis().hdel(KEY, *old)
    return [pulse for name, pulse in found.items() if name not in old]


def _from_folder() -> list[Pulse]:
    found = []
    for path in _folder().glob("*.json"):
        try:
            pulse = _read(path.read_bytes())
        except FileNotFoundError:
            continue
        if pulse and pulse.age <= FORGOTTEN_AFTER:
            found.append(pulse)
        else:
            path.unlink(missing_ok=True)
    return found


def _read(text: bytes | str) -> Pulse | None:
    """None for what another version may have written."""
    try:
        return Pulse(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "pulses"


def _file(role: str, name: str) -> Path:
    return _folder() / f"{quote(f'{role}/{name}', safe='')}.json"


@cache
def _client(url: str) -> Any:
    import redis

    return redis.Redis.from_url(url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS)


def _redis() -> Any:
    return _client(settings.REDIS_URL)
