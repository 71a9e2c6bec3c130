"""Monev reports: the request is the job; the snapshot it was compiled from; the files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.monitoring.models.periods import Period
from monev.reports.querysets import CompiledReportQuerySet, ReportFileQuerySet
from organizations.models import Region


class Snapshot(models.Model):
    """The data a report was compiled from, frozen: canonical JSON and its SHA-256, rule and code version."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    data = models.JSONField(_("data"))
    rules = models.CharField(_("calculation rules"), max_length=40)
    code_version = models.CharField(_("version of the software"), max_length=40)
    taken_at = models.DateTimeField(_("taken"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self) -> str:
        return self.sha256[:12]


class CompiledReport(Record):
    """A report that somebody asked for. This row is the job: a broker's message only wakes a worker."""

    class Kind(models.TextChoices):
        QUARTERLY = "quarterly", _("quarterly monev report")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being compiled")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    region = models.ForeignKey(Region, models.PROTECT, related_name="compiled_reports", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    period = models.ForeignKey(Period, models.PROTECT, related_name="compiled_reports", verbose_name=_("period"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    include_preliminary = models.BooleanField(_("with preliminary figures"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED, db_index=True)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    step = models.CharField(_("step"), max_length=40, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("snapshot")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )

    objects = CompiledReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("monev report")
        verbose_name_plural = _("monev reports")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(progress__range=(0, 100)), name="report_progress_0_100"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(snapshot__isnull=False), name="report_done_has_snapshot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.region}, {self.period}"


class ReportFile(models.Model):
    """One file of a report in one format, with its SHA-256."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    report = models.ForeignKey(CompiledReport, models.CASCADE, related_name="files", verbose_name=_("report"))
    format = models.CharField(_("format"), max_length=4, choices=Format)
    file = models.FileField(_("file"), upload_to="reports/%Y/")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["report", "format"]
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"
