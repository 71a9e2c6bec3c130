"""Failed attempts to enter, counted for all processes together; no address and no e-mail stands in this table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttemptCount(models.Model):
    """Failures under one key: a keyed hash of what is counted, such as a person and the network they come from."""

    key = models.CharField(_("hash of what is counted"), max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    last_at = models.DateTimeField(_("last attempt"), default=timezone.now, db_index=True)
    blocked_until = models.DateTimeField(_("pause until"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-last_at"]
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")

    def __str__(self) -> str:
        return f"{self.key[:8]}…: {self.failures}"
