"""What the pages of webhooks show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from organizations.models import Region
from webhooks.labels import BADGES, HOOK_BADGES, result_words
from webhooks.models import Webhook, WebhookDelivery


@dataclass(frozen=True, slots=True)
class HookLine:
    """A webhook in a list, with what became of its messages."""

    row: Webhook
    badge: str
    sent: int
    missed: int
    last_at: Any


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message in the log of a webhook."""

    row: WebhookDelivery
    badge: str
    result: str


def webhook_lines(region: Region | None) -> list[HookLine]:
    """The webhooks in use of a region, or of the nation, in two queries however many there are."""
    rows = list(Webhook.objects.for_list().current().filter(region=region))
    counts = {
        each["webhook"]: each
        for each in WebhookDelivery.objects.filter(webhook__in=rows)
        .order_by()
        .values("webhook")
        .annotate(
            sent=Count("pk", filter=Q(state="sent")),
            missed=Count("pk", filter=Q(state__in=("failed", "given_up"))),
            last_at=Max("sent_at"),
        )
    }
    none: dict[str, Any] = {"sent": 0, "missed": 0, "last_at": None}
    found = [(row, counts.get(row.pk, none)) for row in rows]
    return [HookLine(row, HOOK_BADGES[row.state], each["sent"], each["missed"], each["last_at"]) for row, each in found]


def log_of(webhook: Webhook, state: str) -> QuerySet[Any]:
    """The messages of a webhook, the newest first."""
    rows = WebhookDelivery.objects.filter(webhook=webhook).for_list()
    return rows.filter(state=state) if state else rows


def log_line(row: WebhookDelivery) -> LogLine:
    return LogLine(row, BADGES[row.state], result_words(row.problem, row.status))


def missed_count(webhook: Webhook) -> int:
    """How many messages did not arrive."""
    return WebhookDelivery.objects.missed().filter(webhook=webhook).count()


def message_text(row: WebhookDelivery) -> str:
    """The message to be read by people."""
    return json.dumps(row.event.message, indent=2, ensure_ascii=False)
