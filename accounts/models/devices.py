"""Browsers that a person has logged in with, so that a new one can be told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import DeviceQuerySet


class Device(models.Model):
    """One browser of one person, known by a signed cookie of which only the SHA-256 is kept."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("person"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first used"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last used"), default=timezone.now)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="device_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user} {self.first_seen_at:%Y-%m-%d}"
