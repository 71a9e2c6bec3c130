"""National runs: one report for each of many regions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.reports.querysets import ReportRunQuerySet
from organizations.models import Region


class ReportRun(Record):
    """One report for each of its regions. The row is the job that asks for them; its reports are jobs of their own.

    `params` are the parameters that all share (`period` as an address such as `2026-3`). Progress and failures are
    those of its reports; a run that is resumed asks for what is missing and tries again what failed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=32)
    title = models.CharField(_("title"), max_length=200)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    include_preliminary = models.BooleanField(_("with preliminary figures"), default=False)
    regions = models.ManyToManyField(Region, related_name="+", verbose_name=_("regions"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    problems = models.JSONField(_("regions without a report"), default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("national run")
        verbose_name_plural = _("national runs")

    def __str__(self) -> str:
        return self.title
