"""The same sending twice does the work once: what a sending was answered is kept with the work itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from monev.monitoring.models.sending import Receipt
from organizations.models import User

KEPT_FOR = timedelta(days=90)
"""Longer than a period is open: a sending that waited in a browser is never older."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sending is answered: the status of HTTP and the body."""

    status: int
    body: dict[str, Any]


@transaction.atomic
def answer_once(key: UUID, *, by: User, work: Callable[[], Answer]) -> Answer:
    """Do `work` and keep its answer under `key`; for a key that was answered before, that answer and no work.

    The receipt is written first: a second sending at the same moment waits until the first one is done. What `work`
    raises undoes the receipt too, so that the sending can be tried again. PermissionDenied for somebody else's key.
    """
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(key=key, user=by, answer={})
    except IntegrityError:
        return _given(key, by)
    answer = work()
    receipt.answer = {"status": answer.status, "body": _plain(answer.body)}
    receipt.save(update_fields=["answer"])
    return answer


def forget_old_receipts() -> int:
    """Remove receipts that no browser asks for any more; how many."""
    removed, _by_table = Receipt.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return removed


def _given(key: UUID, by: User) -> Answer:
    found = Receipt.objects.of(by).filter(key=key).first()
    if found is None:
        raise PermissionDenied
    return Answer(found.answer["status"], found.answer["body"])


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Texts that are translated late, and decimals, as they go out."""
    plain: dict[str, Any] = json.loads(json.dumps(body, cls=DjangoJSONEncoder))
    return plain
