"""Requests that write, remembered so that a second one with the same key does not write again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchange.querysets import OwnRequestQuerySet


class IdempotentRequest(models.Model):
    """One writing request of a person under an `Idempotency-Key`, with the answer that it got.

    `request_sha256` is of method, address and body: the same key with another body is refused. The answer is kept
    as long as `IDEMPOTENCY_HOURS`; a row without `status` is under way.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    key = models.CharField(_("key"), max_length=200)
    request_sha256 = models.CharField(_("SHA-256 of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status of the answer"), null=True, blank=True)
    answer = models.JSONField(_("answer"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    objects = OwnRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("writing request")
        verbose_name_plural = _("writing requests")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key
