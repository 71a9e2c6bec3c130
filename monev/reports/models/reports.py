"""Monev reports: the request is the job; the snapshot it was compiled from; the files; the log in words."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.monitoring.models.periods import Period
from monev.reports.check_codes import new_code
from monev.reports.models.runs import ReportRun
from monev.reports.models.schedules import ReportSchedule
from monev.reports.querysets import CompiledReportQuerySet, ReportFileQuerySet, ReportLogQuerySet
from organizations.models import Agency, Region


class Snapshot(models.Model):
    """The data a report was compiled from, frozen: canonical JSON and its SHA-256, rule and code version.

    `data["format"]` is the version of the shape of the data.
    """

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
    """A report that somebody asked for. This row is the job: a broker's message only wakes a worker.

    `kind` is the code of a class of the catalogue, `title` and `subject` say in the report's language what it is and
    about what. `params` are the parameters by stable identifiers. Reports with the same `series` (kind, region,
    parameters, language) are editions of one report: a new one never touches the older. `frame` is what stands around
    the figures (head, signatures, check code), frozen with the snapshot. A report without a region is of the nation.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being compiled")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Queue(models.TextChoices):
        QUICK = "quick", _("quick")
        LONG = "long", _("long")

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="compiled_reports", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=32)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=400, blank=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    period = models.ForeignKey(
        Period, models.PROTECT, null=True, blank=True, related_name="compiled_reports", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="compiled_reports", verbose_name=_("OPD")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    include_preliminary = models.BooleanField(_("with preliminary figures"), default=False)
    number = models.CharField(_("official number"), max_length=80, blank=True)
    dated_on = models.DateField(_("official date"), null=True, blank=True)
    series = models.CharField(_("series"), max_length=64, db_index=True, editable=False)
    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)
    check_code = models.CharField(_("check code"), max_length=16, unique=True, default=new_code, editable=False)
    frame = models.JSONField(_("frame"), default=dict, blank=True, editable=False)
    queue = models.CharField(_("queue"), max_length=5, choices=Queue, default=Queue.QUICK)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED, db_index=True)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    step = models.CharField(_("step"), max_length=40, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("snapshot")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    run = models.ForeignKey(
        ReportRun, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("national run")
    )
    schedule = models.ForeignKey(
        ReportSchedule, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("schedule")
    )
    due_on = models.DateField(_("scheduled for"), null=True, blank=True)

    objects = CompiledReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("monev report")
        verbose_name_plural = _("monev reports")
        indexes: ClassVar = [models.Index(fields=["region", "state", "created_at"], name="report_of_region_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(progress__range=(0, 100)), name="report_progress_0_100"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(snapshot__isnull=False), name="report_done_has_snapshot"
            ),
            models.UniqueConstraint(fields=["series", "edition"], name="report_edition_once"),
            models.UniqueConstraint(
                fields=["run", "region"], condition=Q(run__isnull=False), name="report_once_per_run_and_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.subject}" if self.subject else self.title


class ReportFile(models.Model):
    """One file of a report in one format, with its SHA-256. A large one comes in parts, counted from 1."""

    report = models.ForeignKey(CompiledReport, models.CASCADE, related_name="files", verbose_name=_("report"))
    format = models.CharField(_("format"), max_length=8)
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    file = models.FileField(_("file"), upload_to="reports/%Y/")
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["report", "format", "part"]
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "format", "part"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"


class ReportLog(models.Model):
    """What happened to a report, one line each; `code` names the sentence (`labels.EVENTS`), `params` fill it."""

    report = models.ForeignKey(CompiledReport, models.CASCADE, related_name="log", verbose_name=_("report"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    code = models.CharField(_("event"), max_length=40)
    params = models.JSONField(_("particulars"), default=dict, blank=True)

    objects = ReportLogQuerySet.as_manager()

    class Meta:
        ordering = [F("at").asc(), "pk"]
        verbose_name = _("line of a report's log")
        verbose_name_plural = _("log of reports")

    def __str__(self) -> str:
        return self.code
