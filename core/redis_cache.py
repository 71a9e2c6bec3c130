"""The cache in Redis, without which pages go on: while Redis is away nothing is kept and nothing is limited by it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
ASKED_AGAIN_AFTER = 1.0
"""Seconds. A Redis that is silent is not waited for by every read of a page."""


class DispensableRedisCache(RedisCache):  # type: ignore[misc,unused-ignore]
    """What is kept is not found while Redis does not answer, what is to be kept is forgotten; the log says so.

    Limits that are counted here let everybody through meanwhile. What must hold is counted in the database
    (`accounts.services.attempts`).
    """

    _servers: Any
    away_until: ClassVar[dict[str, float]] = {}
    """Address of a server -> when it is asked again: for all threads of this process."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._ask(lambda: super(DispensableRedisCache, self).add(key, value, timeout, version), True)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._ask(lambda: super(DispensableRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        self._ask(lambda: super(DispensableRedisCache, self).set(key, value, timeout, version), None)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._ask(lambda: super(DispensableRedisCache, self).touch(key, timeout, version), False)

    def delete(self, key: Any, version: Any = None) -> bool:
        return self._ask(lambda: super(DispensableRedisCache, self).delete(key, version), False)

    def get_many(self, keys: Any, version: Any = None) -> dict[Any, Any]:
        return self._ask(lambda: super(DispensableRedisCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: Any = None) -> bool:
        return self._ask(lambda: super(DispensableRedisCache, self).has_key(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """As of a key that ran out: ValueError while Redis is away."""
        count: int | None = self._ask(lambda: super(DispensableRedisCache, self).incr(key, delta, version), None)
        if count is None:
            raise ValueError("Redis is away")
        return count

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> list[Any]:
        return self._ask(lambda: super(DispensableRedisCache, self).set_many(data, timeout, version), list(data))

    def delete_many(self, keys: Any, version: Any = None) -> None:
        self._ask(lambda: super(DispensableRedisCache, self).delete_many(keys, version), None)

    def clear(self) -> None:
        self._ask(lambda: super(DispensableRedisCache, self).clear(), None)

    def _ask(self, work: Callable[[], Any], otherwise: Result) -> Result:
        server, now = str(self._servers), time.monotonic()
        if self.away_until.get(server, now) > now:
            return otherwise
        try:
            return work()  # type: ignore[no-any-return]
        except RedisError as problem:
            self.away_until[server] = time.monotonic() + ASKED_AGAIN_AFTER
            logger.warning("Redis does not answer, the portal goes on without its cache: %s", problem)
            return otherwise
