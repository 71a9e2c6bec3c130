"""The work behind a step of a stage, and the letters that were issued."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.querysets import AssessmentRows, StageJobQuerySet


class StageJob(models.Model):
    """What is to be done for every region of a stage that was closed or published. This row is the job: a broker's
    message only wakes a worker. `reached` is the last assessment that is done: a killed worker's successor goes on
    behind it. `problems` names the regions for which nothing could be computed: [{code, name, message}]."""

    class Task(models.TextChoices):
        CLOSE = "close", _("computing the results")
        PUBLISH = "publish", _("carrying the results over")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", _("failed")

    stage = models.ForeignKey(RoundStage, models.PROTECT, related_name="jobs", verbose_name=_("stage"))
    task = models.CharField(_("task"), max_length=7, choices=Task)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    reached = models.PositiveBigIntegerField(_("done up to this assessment"), default=0)
    done = models.PositiveIntegerField(_("regions done"), default=0)
    total = models.PositiveIntegerField(_("regions"), default=0)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = StageJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("work for a stage")
        verbose_name_plural = _("work for stages")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(state__in=("queued", "running")), name="stage_job_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_task_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class ResultLetter(models.Model):
    """A file that was issued for a published stage: the letter of a region, or (without an assessment) the national
    table. `basis` is the SHA-256 of the data it was made from, `sha256` that of its bytes, which no longer change."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    stage = models.ForeignKey(RoundStage, models.PROTECT, related_name="letters", verbose_name=_("stage"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("assessment")
    )
    format = models.CharField(_("format"), max_length=4, choices=Format)
    basis = models.CharField(_("SHA-256 of the data"), max_length=64)
    file = models.FileField(_("file"), upload_to="letters/")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = AssessmentRows.as_manager()

    class Meta:
        ordering = ["stage", "assessment", "format"]
        verbose_name = _("result letter")
        verbose_name_plural = _("result letters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "assessment", "format", "basis"], name="result_letter_once"),
            models.UniqueConstraint(
                fields=["stage", "format", "basis"], condition=Q(assessment=None), name="national_table_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment or self.stage} ({self.format})"
