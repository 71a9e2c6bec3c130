"""Runs of the backup: the row is the lock, and what the status page and the reminders ask."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.querysets import BackupRunQuerySet


class BackupRun(models.Model):
    """One backup of the whole installation. At most one runs at a time, whichever machine began it."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("backup", "under way")
        DONE = "done", pgettext_lazy("backup", "done")
        FAILED = "failed", pgettext_lazy("backup", "failed")

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    target = models.CharField(_("target"), max_length=500)
    name = models.CharField(_("name in the target"), max_length=60, blank=True)
    form = models.CharField(_("form of the database"), max_length=10, blank=True)
    is_sealed = models.BooleanField(_("encrypted"), default=False)
    host = models.CharField(_("machine"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    heartbeat_at = models.DateTimeField(_("sign of life"), default=timezone.now)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    database_bytes = models.PositiveBigIntegerField(_("bytes of the database"), null=True, blank=True)
    files = models.PositiveIntegerField(_("files"), null=True, blank=True)
    file_bytes = models.PositiveBigIntegerField(_("bytes of the files"), null=True, blank=True)
    new_files = models.PositiveIntegerField(_("files that were new"), null=True, blank=True)
    new_bytes = models.PositiveBigIntegerField(_("bytes that were new"), null=True, blank=True)
    missing_files = models.PositiveIntegerField(_("files that rows name and nobody finds"), default=0)
    notes = models.TextField(_("notes"), blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-began_at", "-pk"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_backup_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(finished_at__isnull=False), name="backup_has_ended"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-finished_at"], name="backup_state_finished")]

    def __str__(self) -> str:
        return self.name or str(self.uid)

    @property
    def duration(self) -> timedelta | None:
        """How long it took; None while it runs."""
        return self.finished_at - self.began_at if self.finished_at else None
