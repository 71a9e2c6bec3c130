"""Writing down what happened, for the webhooks that want to know: in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import transaction

from core import jobs
from core.canonical import plain
from organizations.models import Region
from webhooks.kinds import Kind
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from webhooks.timetable import TASK

Payload = Mapping[str, Any]


def emit(
    kind: Kind, *, region: Region | None, subject: UUID, payload: Callable[[], Payload], key: str = ""
) -> WebhookEvent | None:
    """Say that `kind` happened to the record `subject` of `region`; None where no webhook wants to know.

    Called inside the transaction of the change: what is undone was never said. `payload` is only made when somebody
    wants it, so that without webhooks this is one query. With a `key` the same is said once ever, also by work that is
    done twice.
    """
    rows = Webhook.objects.listening(region.pk if region else None).only("pk", "events")
    hooks = [each for each in rows.order_by("pk") if kind in each.events]
    if not hooks:
        return None
    uid = uuid5(NAMESPACE_URL, f"{kind}:{subject}:{key}") if key else uuid4()
    if key and WebhookEvent.objects.filter(uid=uid).exists():
        return None
    return deliver(kind, hooks, region=region, subject=subject, payload=payload(), uid=uid)


@transaction.atomic
def deliver(
    kind: Kind,
    hooks: list[Webhook],
    *,
    region: Region | None,
    subject: UUID,
    payload: Payload,
    uid: UUID | None = None,
) -> WebhookEvent:
    """Write the event with one delivery for each webhook; after the commit a worker is woken."""
    content = plain({"region": place_of(region), **payload})
    event = WebhookEvent.objects.create(
        uid=uid or uuid4(), kind=kind, region=region, subject_uid=subject, payload=content
    )
    WebhookDelivery.objects.bulk_create([WebhookDelivery(event=event, webhook=each) for each in hooks])
    jobs.wake(TASK)
    return event


def place_of(region: Region | None) -> dict[str, str] | None:
    """The region as every message names it."""
    return {"code": region.code, "name": region.name} if region else None
