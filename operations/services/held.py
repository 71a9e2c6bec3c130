"""Mails and messages to webhooks that waited when a backup was made: after a restore they are held.

Nobody knows whether they left between the backup and the disaster; days later many would be wrong or come twice. An
administrator looks at them and lets them go, or drops them (`manage.py release_held`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from citizens.models import FeedbackContact
from notices.models import Mail
from organizations import audit
from webhooks.models import WebhookDelivery

HELD = datetime(9999, 1, 1, tzinfo=UTC)
WHY = "held after a restore"


@dataclass(frozen=True, slots=True)
class Held:
    """How many wait for a decision."""

    mails: int = 0
    webhooks: int = 0
    answers: int = 0

    def __bool__(self) -> bool:
        return bool(self.mails or self.webhooks or self.answers)


@transaction.atomic
def hold() -> Held:
    """Hold everything that was waiting or under way."""
    now = timezone.now()
    mails = Mail.objects.filter(state__in=(Mail.State.WAITING, Mail.State.SENDING))
    sent = WebhookDelivery.State
    deliveries = WebhookDelivery.objects.filter(state__in=(sent.WAITING, sent.SENDING, sent.FAILED))
    answers = FeedbackContact.objects.due(now=now, stale=now)
    return Held(
        mails.update(state=Mail.State.WAITING, not_before=HELD, error=WHY),
        deliveries.update(state=sent.WAITING, next_at=HELD, updated_at=now),
        FeedbackContact.objects.filter(pk__in=list(answers.values_list("pk", flat=True))).update(claimed_at=HELD),
    )


def held() -> Held:
    """How many are held."""
    return Held(_mails().count(), _deliveries().count(), _answers().count())


@transaction.atomic
def release(*, send: bool) -> Held:
    """Let go what is held, or drop it: a dropped mail stays to be read in the portal, a message can be sent by hand."""
    now, found = timezone.now(), held()
    if send:
        _mails().update(not_before=now, error="")
        _deliveries().update(next_at=now, updated_at=now)
        _answers().update(claimed_at=None)
    else:
        _mails().update(state=Mail.State.KEPT)
        _deliveries().update(state=WebhookDelivery.State.GIVEN_UP, next_at=None, updated_at=now)
        _answers().delete()
    if found:
        row = Mail(subject=WHY)
        figures = {"mails": found.mails, "webhooks": found.webhooks, "answers": found.answers}
        audit.record(None, "restore.released" if send else "restore.dropped", row, region=None, **figures)
    return found


def _mails() -> Any:
    return Mail.objects.filter(state=Mail.State.WAITING, not_before=HELD)


def _deliveries() -> Any:
    return WebhookDelivery.objects.filter(state=WebhookDelivery.State.WAITING, next_at=HELD)


def _answers() -> Any:
    return FeedbackContact.objects.filter(claimed_at=HELD)
