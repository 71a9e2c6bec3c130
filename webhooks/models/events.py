"""What happened, written with the change itself, and what became of telling each webhook."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Region
from webhooks.kinds import Kind
from webhooks.models.hooks import Webhook
from webhooks.querysets import DeliveryQuerySet, EventQuerySet


class WebhookEvent(models.Model):
    """One thing that happened; `uid` is the `webhook-id` under which every webhook gets it, however often.

    `payload` holds identifiers, codes, the state, addresses of REST: what else there is to know is asked there.
    """

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=40, choices=Kind, db_index=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    subject_uid = models.UUIDField(_("record"), null=True, blank=True, db_index=True)
    occurred_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    payload = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-occurred_at", "-pk"]
        verbose_name = _("event of webhooks")
        verbose_name_plural = _("events of webhooks")

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def message(self) -> dict[str, object]:
        """What is sent: the same at every try, so that its signature covers the same bytes."""
        return {"type": self.kind, "timestamp": self.occurred_at.isoformat(), "data": self.payload}


class WebhookDelivery(models.Model):
    """Telling one webhook one event: at least once; the receiver drops what it has seen by `webhook-id`.

    `attempt` counts every try and is the claim of `core.jobs`; `tries` counts those since it was last asked for, by
    which the next one is timed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("accepted")
        FAILED = "failed", _("not accepted, will be tried again")
        GIVEN_UP = "given_up", _("given up")

    event = models.ForeignKey(WebhookEvent, models.CASCADE, related_name="deliveries", verbose_name=_("event"))
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempt = models.PositiveIntegerField(_("tries in all"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries since asked for"), default=0)
    next_at = models.DateTimeField(_("next try"), default=timezone.now, null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("sign of life"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("last try"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status of the answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=20, blank=True)
    answer = models.TextField(_("beginning of the answer"), blank=True)
    duration_ms = models.PositiveIntegerField(_("duration (ms)"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("delivery to a webhook")
        verbose_name_plural = _("deliveries to webhooks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "webhook"], name="webhook_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-created_at", "-id"], name="webhook_delivery_log"),
            models.Index(
                fields=["next_at"],
                condition=models.Q(state__in=("waiting", "sending", "failed")),
                name="webhook_delivery_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.kind}, {self.webhook}"
