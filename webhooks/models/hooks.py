"""Webhooks: addresses of other systems that are told what happens here, and the secrets that sign what they get."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from organizations.models import Region
from webhooks.kinds import Kind
from webhooks.querysets import SecretQuerySet, WebhookQuerySet


class Webhook(Record):
    """An address that is told the `events` it chose of its region; without a region, of all regions.

    While it is paused, by hand, because nothing arrived for a week or because the receiver said that it is gone, what
    happens is kept and sent when it goes on.
    `failing_since`: the first failure after the last success. `told_at`: when its owner was told that it was paused.
    """

    class PauseReason(models.TextChoices):
        BY_HAND = "by_hand", _("paused by hand")
        FAILURES = "failures", _("nothing arrived for a week")
        GONE = "gone", _("the receiver wants no more messages (410)")

    class State(models.TextChoices):
        ACTIVE = "active", _("in use")
        FAILING = "failing", _("in use, messages do not arrive")
        PAUSED = "paused", _("paused")
        ARCHIVED = "archived", _("out of use")

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("region"),
        help_text=_("Empty: of the nation, told what happens in every region."),
    )
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    pause_reason = models.CharField(
        _("reason of the pause"), max_length=8, choices=PauseReason, blank=True, editable=False
    )
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("owner told"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["region", "name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="") | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="webhook_pause_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether messages are sent to it now."""
        return self.paused_at is None and self.archived_at is None

    @property
    def state(self) -> State:
        """How it stands; follows from the columns."""
        if self.archived_at:
            return self.State.ARCHIVED
        if self.paused_at:
            return self.State.PAUSED
        return self.State.FAILING if self.failing_since else self.State.ACTIVE

    @property
    def event_labels(self) -> list[str]:
        """The chosen events in words."""
        return [str(Kind(each).label) for each in self.events if each in Kind.values]


class WebhookSecret(models.Model):
    """A secret of a webhook, sealed (`core.sealing`). An old one signs beside the new one until it expires."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="secrets", verbose_name=_("webhook"))
    sealed = models.TextField(_("sealed secret"), editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("signs until"), null=True, blank=True)

    objects = SecretQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("secret of a webhook")
        verbose_name_plural = _("secrets of webhooks")

    def __str__(self) -> str:
        return f"{self.webhook}, {self.created_at:%Y-%m-%d}"
