"""The cache in files, for one machine without Redis: it counts for all processes, and as long as it was told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

GONE = object()


class CountingFileCache(FileBasedCache):
    """Django's, but `incr` keeps the time that is left, and of two processes that count one waits for the other.

    When a count that `add` began ends is kept beside it.
    """

    _dir: str
    _createdir: Callable[[], None]

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        with self._alone():
            if not super().add(key, value, timeout, version):
                return False
            seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
            self.set(_end_of(key), None if seconds is None else time.time() + seconds, seconds, version)
            return True

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """ValueError for a key that is not there or ran out."""
        with self._alone():
            value = self.get(key, GONE, version)
            if value is GONE:
                raise ValueError(f"Key '{key}' not found")
            ends_at = self.get(_end_of(key), GONE, version)
            left = DEFAULT_TIMEOUT if ends_at is GONE else None if ends_at is None else ends_at - time.time()
            self.set(key, value + delta, left, version)
            return int(value + delta)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with (Path(self._dir) / "counting.lock").open("ab") as file:
            locks.lock(file, locks.LOCK_EX)
            yield


def _end_of(key: Any) -> str:
    return f"{key}:ends"
