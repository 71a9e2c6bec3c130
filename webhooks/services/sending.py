"""Sending what waits: each message is claimed, signed, posted and its answer written down. Killable at any point.

At least once: a worker that dies between the answer and writing it down leaves a message that is sent again, under the
same `webhook-id`. Never two at once: how a row is claimed is told in `core.jobs`. Messages about one record may come
in another order; `timestamp` tells it.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from core import incidents, jobs
from core.canonical import text_of
from core.jobs import Claim, ClaimLost, silent, take
from core.outbound import Reply, post
from core.sealing import Unreadable, unseal
from organizations import audit
from webhooks.models import Webhook, WebhookDelivery, WebhookEvent, WebhookSecret
from webhooks.signing import headers
from webhooks.timetable import PAUSE_AFTER, REST, TASK, next_try

logger = logging.getLogger(__name__)
State = WebhookDelivery.State
STALE_SECONDS = 60
"""Longer than any post takes: whoever claimed a message so long ago is dead."""
RUN_SECONDS = 20.0
"""After that a run makes room for other work and asks for the next one."""
SLOW_SECONDS = 5.0
"""What one receiver may take of a run."""
AT_ONCE = 500
FORGOTTEN_AT_ONCE = 1000
KEPT_BYTES = 1024
MOST_ATTEMPTS = 100_000
AGENT = "smart-city-portal-webhooks"


def send_waiting() -> int:
    """Send what is due; returns how many were accepted.

    A receiver that fails or is slow keeps nobody else waiting: the rest of its messages comes with a later run.
    """
    ends, accepted, is_more = time.monotonic() + RUN_SECONDS, 0, False
    failing, spent = set[int](), Counter[int]()
    for delivery_id, webhook_id in due(timezone.now()):
        if webhook_id in failing:
            continue
        if time.monotonic() > ends or spent[webhook_id] > SLOW_SECONDS * 1000:
            is_more = True
            continue
        began, reply = time.monotonic(), send(delivery_id)
        spent[webhook_id] += round((time.monotonic() - began) * 1000)
        if reply is not None and reply.is_accepted:
            accepted += 1
        elif reply is not None:
            failing.add(webhook_id)
    if is_more:
        jobs.send(TASK)
    return accepted


def due(now: datetime) -> list[tuple[int, int]]:
    """Messages to send, with their webhooks: those that work first, then the longest waiting; among them those whose
    worker died."""
    lost = WebhookDelivery.objects.filter(
        silent(STALE_SECONDS), state=State.SENDING, webhook__archived_at=None, webhook__paused_at=None
    )
    fails = ExpressionWrapper(Q(webhook__failing_since__isnull=False), output_field=BooleanField())
    rows = (WebhookDelivery.objects.to_send(now) | lost).annotate(fails=fails)
    return list(rows.order_by("fails", "next_at", "pk").values_list("pk", "webhook_id")[:AT_ONCE])


def send(delivery_id: int) -> Reply | None:
    """One try; None where there is nothing to send, or another worker is at it."""
    claim = _claim(delivery_id)
    if claim is None:
        return None
    row = WebhookDelivery.objects.select_related("event", "webhook__region").get(pk=delivery_id)
    try:
        if not row.webhook.is_active:
            claim.touch(state=State.WAITING, tries=F("tries") - 1, updated_at=timezone.now())
            return None
        began = time.monotonic()
        reply = _post(row.event, row.webhook)
        _write_down(claim, row, reply, duration=time.monotonic() - began)
    except ClaimLost:
        logger.warning("Message %s to a webhook was taken over by another worker", delivery_id)
        return None
    return reply


def _claim(delivery_id: int) -> Claim | None:
    """Own columns only: a condition on the webhook would be looked up before the row is locked."""
    waits = Q(state__in=(State.WAITING, State.FAILED), next_at__lte=timezone.now())
    free = waits | (Q(state=State.SENDING) & silent(STALE_SECONDS))
    return take(
        WebhookDelivery,
        delivery_id,
        free=free,
        state=State.SENDING,
        most_attempts=MOST_ATTEMPTS,
        tries=F("tries") + 1,
        updated_at=timezone.now(),
    )


def _post(event: WebhookEvent, webhook: Webhook) -> Reply:
    if not settings.WEBHOOK_HTTP and not webhook.url.startswith("https://"):
        return Reply(problem="scheme")
    body, now = text_of(event.message).encode(), timezone.now()
    sealed = list(WebhookSecret.objects.in_force(now).filter(webhook=webhook).values_list("sealed", flat=True))
    if not sealed:
        return Reply(problem="secret")
    try:
        signed = headers([unseal(each) for each in sealed], str(event.uid), int(now.timestamp()), body)
    except Unreadable:
        return Reply(problem="secret")
    number = incidents.number() or incidents.new_number()  # under it the log tells of the sending
    return post(
        webhook.url,
        body,
        {"Content-Type": "application/json", "User-Agent": AGENT, incidents.HEADER: number, **signed},
        inside=settings.WEBHOOK_PRIVATE,
        seconds=settings.WEBHOOK_SECONDS,
        keep=KEPT_BYTES,
    )


@transaction.atomic
def _write_down(claim: Claim, row: WebhookDelivery, reply: Reply, *, duration: float) -> None:
    """What came of it, and when it is tried again."""
    now = timezone.now()
    is_gone = reply.status == HTTPStatus.GONE
    again = None if reply.is_accepted or is_gone else next_try(row.tries, now, reply.wait)
    missed = State.FAILED if again else State.GIVEN_UP
    claim.touch(
        state=State.SENT if reply.is_accepted else missed,
        next_at=again,
        sent_at=now,
        status=reply.status or None,
        problem=reply.problem,
        answer=readable(reply.body),
        duration_ms=round(duration * 1000),
        updated_at=now,
    )
    if reply.is_accepted:
        Webhook.objects.filter(pk=row.webhook_id, failing_since__isnull=False).update(failing_since=None)
    else:
        _note_failure(row.webhook_id, now, is_gone=is_gone)
        _hold_back(row.webhook_id, now)


def readable(answer: bytes) -> str:
    """The beginning of an answer as text that every database stores."""
    return answer.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _hold_back(webhook_id: int, now: datetime) -> None:
    """What else waits for a receiver that failed is not tried at once: it would only keep others waiting."""
    waits = WebhookDelivery.objects.filter(
        webhook=webhook_id, state__in=(State.WAITING, State.FAILED), next_at__lte=now
    )
    waits.update(next_at=now + REST, updated_at=now)


def _note_failure(webhook_id: int, now: datetime, *, is_gone: bool) -> None:
    """Remember since when nothing arrives; after a week of it, or once the receiver is gone, it is paused."""
    Webhook.objects.filter(pk=webhook_id, failing_since=None).update(failing_since=now)
    webhook: Webhook = Webhook.objects.select_for_update(of=("self",)).select_related("region").get(pk=webhook_id)
    if not webhook.is_active or not webhook.failing_since:
        return
    if is_gone:
        _pause(webhook, Webhook.PauseReason.GONE, "the receiver answered 410", "webhook.gone")
    elif now - webhook.failing_since >= PAUSE_AFTER:
        _pause(webhook, Webhook.PauseReason.FAILURES, "nothing arrived for a week", "webhook.stopped")


def _pause(webhook: Webhook, why: str, reason: str, verb: str) -> None:
    webhook.paused_at, webhook.pause_reason, webhook.told_at = timezone.now(), why, None
    webhook.store(by=None, reason=reason)
    audit.record(None, verb, webhook, region=webhook.region)


def forget_old() -> int:
    """Delete what happened long ago, with the log of telling it, and secrets that sign no more."""
    now = timezone.now()
    WebhookSecret.objects.filter(expires_at__lte=now).delete()
    old = WebhookEvent.objects.filter(occurred_at__lt=now - timedelta(days=settings.WEBHOOK_KEEP_DAYS)).order_by("pk")
    deleted = 0
    while some := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        deleted += WebhookEvent.objects.filter(pk__in=some).delete()[0]
    return deleted
