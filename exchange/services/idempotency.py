"""The same request twice writes once: what a request was answered is stored with what it wrote, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.canonical import plain, text_of
from exchange.models import IdempotentRequest
from organizations.models import User

LONGEST_KEY = 200
DONE = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered: the status of HTTP and the body; whether it was answered before."""

    status: int
    body: dict[str, Any]
    is_replayed: bool = False


class KeyReused(Exception):
    """The key was used before for something else."""


class UnderWay(Exception):
    """A request with this key is being worked on at this moment."""


class _Refused(Exception):
    """Undoes the work of an answer that is no success."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def fingerprint(method: str, address: str, content: Mapping[str, Any]) -> str:
    """SHA-256 of what is asked for. Spaces in JSON and the boundaries of a form make no difference.

    >>> fingerprint("POST", "/a/", {"x": 1, "y": 0.1}) == fingerprint("POST", "/a/", {"y": 0.1, "x": 1})
    True
    """
    text = text_of({"method": method, "address": address, "content": _exact(content)})
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def answer_once(key: str, sha256: str, *, by: User, work: Callable[[], Answer]) -> Answer:
    """Do `work` and keep its answer under `key`; for a key that was answered before, that answer and no work.

    An answer that is no success is not kept and whatever its work wrote is undone, so the same key may be tried again
    with a corrected body. A process that is killed leaves neither the work nor the key. Raises `KeyReused`, `UnderWay`.
    """
    try:
        with transaction.atomic():
            return _answered(key, sha256, by, work)
    except _Refused as refused:
        return refused.answer


def _answered(key: str, sha256: str, by: User, work: Callable[[], Answer]) -> Answer:
    _claim(by, key)
    try:
        with transaction.atomic():
            row = IdempotentRequest.objects.create(user=by, key=key, request_sha256=sha256)
    except IntegrityError:
        return _stored(key, sha256, by)
    answer = work()
    if answer.status not in DONE:
        raise _Refused(answer)
    row.status, row.answer = answer.status, plain(answer.body)
    row.save(update_fields=["status", "answer"])
    return answer


def _claim(by: User, key: str) -> None:
    """Hold the key until the transaction ends. SQLite has one writer at a time: a second request waits for the first
    and gets its answer."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{by.pk}:{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise UnderWay


def _stored(key: str, sha256: str, by: User) -> Answer:
    row = IdempotentRequest.objects.of(by).get(key=key)
    if row.request_sha256 != sha256:
        raise KeyReused
    if row.status is None:
        raise UnderWay
    return Answer(row.status, row.answer or {}, is_replayed=True)


def forget_old_requests() -> int:
    """Remove the requests older than `IDEMPOTENCY_HOURS`; how many."""
    before = timezone.now() - timedelta(hours=settings.IDEMPOTENCY_HOURS)
    removed, _by_table = IdempotentRequest.objects.filter(created_at__lt=before).delete()
    return removed


def _exact(value: Any) -> Any:
    """Numbers as they were written: canonical JSON knows no floats."""
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, Mapping):
        return {str(name): _exact(each) for name, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list | tuple) else value
