"""What came from a browser or a workbook, so that the same sending twice does the work once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.monitoring.models.periods import Period
from monev.monitoring.querysets import OwnUploadQuerySet, WorkbookUploadQuerySet
from organizations.models import Agency


class Receipt(models.Model):
    """The answer that a sending got. The browser names each sending (`key`); the same key gets the same answer."""

    key = models.UUIDField(_("sending"), unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    answer = models.JSONField(_("answer"))
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    objects = OwnUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return str(self.key)


class WorkbookUpload(Record):
    """A workbook of entry that an OPD sent back: the row is the job that checks it, and later the one that applies it.

    `result` holds what the check found: per row the changes (field, old, new) and problems (sheet, cell, message).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being taken over")
        APPLIED = "applied", _("taken over")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="workbook_uploads", verbose_name=_("OPD"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="workbook_uploads", verbose_name=_("period"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    file = models.FileField(_("workbook"), upload_to="workbooks/%Y/")
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED, db_index=True)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    result = models.JSONField(_("result of the check"), default=dict, blank=True)
    marked_file = models.FileField(_("workbook with the problems"), upload_to="workbooks/%Y/", blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = WorkbookUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(progress__range=(0, 100)), name="workbook_progress_0_100")
        ]

    def __str__(self) -> str:
        return self.file_name
