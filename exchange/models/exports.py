"""Exports: whole tables that somebody asked for, compiled by a worker from one moment of the database."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.querysets import UNFINISHED, ExportQuerySet
from organizations.models import Cohort, Region


class Export(models.Model):
    """Tables of a region, of a cohort, or of all that the asker may see, in one ZIP with a manifest.

    This row is the job. `snapshot` is the SHA-256 of what is in the tables: exported again while nothing has changed,
    it is the same, and so are the bytes of the file. `taken_at` is the moment at which this state was first exported.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being compiled")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("removed")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        NDJSON = "ndjson", "NDJSON"
        JSON = "json", "JSON"
        XLSX = "xlsx", "Excel (XLSX)"

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name=_("region")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name=_("cohort")
    )
    tables = models.JSONField(_("tables"))
    format = models.CharField(_("format"), max_length=6, choices=Format, default=Format.CSV)
    updated_since = models.DateTimeField(_("changed since"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("asked for by")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED, db_index=True)
    rows_done = models.PositiveBigIntegerField(_("rows written"), default=0)
    rows_total = models.PositiveBigIntegerField(_("rows"), default=0)
    tables_done = models.PositiveSmallIntegerField(_("tables written"), default=0)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    taken_at = models.DateTimeField(_("as of"), null=True, blank=True)
    snapshot = models.CharField(_("snapshot"), max_length=64, blank=True, db_index=True)
    file = models.FileField(_("file"), upload_to="exports/", blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(region=None) | Q(cohort=None), name="export_region_or_cohort")
        ]

    def __str__(self) -> str:
        return f"{self.region or self.cohort or '*'} {timezone.localtime(self.created_at):%Y-%m-%d %H.%M}"

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker has something to do."""
        return self.state in UNFINISHED

    @property
    def is_downloadable(self) -> bool:
        """Whether its file is there."""
        return self.state == self.State.DONE and bool(self.file)

    @property
    def badge(self) -> str:
        """How its state is shown."""
        return "archived" if self.state == self.State.EXPIRED else self.state

    @property
    def percent(self) -> int:
        """How much is written."""
        if self.state in (self.State.DONE, self.State.EXPIRED):
            return 100
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0

    @property
    def filename(self) -> str:
        """The name under which it is saved."""
        place = self.region.code if self.region else self.cohort.code if self.cohort else "all"
        return f"smartcity-{place}-{self.format}-{self.snapshot[:12]}.zip"
