"""Sending again what arrived or did not, by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import jobs
from core.errors import Refused
from organizations import audit
from organizations.models import User
from webhooks.models import Webhook, WebhookDelivery
from webhooks.services.managing import require_right
from webhooks.timetable import TASK

State = WebhookDelivery.State
SETTLED = (State.SENT, State.FAILED, State.GIVEN_UP)


@transaction.atomic
def replay_delivery(delivery: WebhookDelivery, *, by: User) -> WebhookDelivery:
    """Send one message again, with the tries of a new one; it keeps its `webhook-id`."""
    webhook = _usable(delivery.webhook, by)
    if not _ask_again(WebhookDelivery.objects.filter(pk=delivery.pk, state__in=SETTLED)):
        raise Refused(_("It waits to be sent already."))
    audit.record(by, "webhook.replayed", webhook, region=webhook.region, count=1, event=str(delivery.event.uid))
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def replay_missed(webhook: Webhook, *, by: User, since: datetime | None = None) -> int:
    """Send again everything that did not arrive, of what happened at `since` or later; returns how many."""
    held = _usable(webhook, by)
    rows = WebhookDelivery.objects.missed().filter(webhook=held)
    if since is not None:
        rows = rows.filter(event__occurred_at__gte=since)
    count = _ask_again(rows)
    if count:
        audit.record(by, "webhook.replayed", held, region=held.region, count=count)
    return count


def _ask_again(rows: object) -> int:
    now = timezone.now()
    count: int = rows.update(state=State.WAITING, tries=0, next_at=now, updated_at=now)  # type: ignore[attr-defined]
    jobs.wake(TASK)
    return count


def _usable(webhook: Webhook, by: User) -> Webhook:
    require_right(webhook.region, by)
    if webhook.archived_at:
        raise Refused(_("It is out of use."))
    return webhook
