"""The cache in files, for one machine without Redis: it counts for all processes, and as long as it was told to."""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class CountingFileCache(FileBasedCache):
    """Django's, but `incr` keeps the time that is left, and of two processes that count one waits for the other."""

    _dir: str
    _createdir: Callable[[], None]
    _key_to_file: Callable[[Any, Any], str]

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        with self._alone():
            return bool(super().add(key, value, timeout, version))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """ValueError for a key that is not there or ran out."""
        with self._alone():
            value, ends_at = self._read(key, version)
            left = None if ends_at is None else ends_at - time.time()
            if left is not None and left <= 0:
                raise ValueError(f"Key '{key}' not found")
            self.set(key, value + delta, left, version)
            return int(value + delta)

    def _read(self, key: Any, version: Any) -> tuple[Any, float | None]:
        """What is kept, and until when. The folder is the portal's own: what lies there was written by it."""
        try:
            with Path(self._key_to_file(key, version)).open("rb") as file:
                ends_at = pickle.load(file)  # noqa: S301
                return pickle.loads(zlib.decompress(file.read())), ends_at  # noqa: S301
        except (FileNotFoundError, EOFError):
            raise ValueError(f"Key '{key}' not found") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with (Path(self._dir) / "counting.lock").open("ab") as file:
            locks.lock(file, locks.LOCK_EX)
            yield
