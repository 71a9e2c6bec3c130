"""What the national evaluation said of a region: its published result, and the findings to follow up.

The published figures stay as they were published; what the portal computes from them stands beside them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from masterplan.querysets import RegionRows
from monev.evaluation.querysets import FindingQuerySet, FindingRows, FindingStepRows, ResultQuerySet
from monev.monitoring.models.evidence import Evidence
from organizations.models import Agency, Region


class NationalResult(Record):
    """The result of a region in the national evaluation of a year, as the ministry published it.

    `index` lies between 0 and 4. `dimensions` holds the published score of each dimension by its code, as text with
    the decimals that were published. `computed_index` is what the rule of the instrument makes of them, `raw_index` the
    same before rounding. A region that did not take part was published with zeros and has no rank. `improvement` is the
    published one (None: none was published).
    """

    class Stage(models.TextChoices):
        WRITTEN = "I", _("stage I, written")
        INTERVIEW = "II", _("stage II, interview")
        FINAL = "final", _("final")

    region = models.ForeignKey(Region, models.PROTECT, related_name="national_results", verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(_("year"))
    instrument_code = models.CharField(_("instrument"), max_length=40)
    stage = models.CharField(_("stage"), max_length=5, choices=Stage, default=Stage.FINAL)
    index = models.DecimalField(_("index (0 to 4)"), max_digits=4, decimal_places=2)
    dimensions = models.JSONField(_("scores of the dimensions"), default=dict, blank=True)
    takes_part = models.BooleanField(_("took part"), default=True)
    computed_index = models.DecimalField(_("index as computed"), max_digits=4, decimal_places=2, null=True, blank=True)
    raw_index = models.DecimalField(_("index before rounding"), max_digits=9, decimal_places=6, null=True, blank=True)
    improvement = models.DecimalField(
        _("improvement, as published"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "region"]
        verbose_name = _("result of the national evaluation")
        verbose_name_plural = _("results of the national evaluation")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "stage"], name="national_result_once_per_stage"),
            models.CheckConstraint(
                condition=Q(index__range=(0, 4)),
                name="national_result_index_0_to_4",
                violation_error_message=_("The index lies between 0 and 4."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.year}"


class NationalItemScore(Record):
    """The score of one item in a published evaluation: the mean over its assessors, 0 to 4."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="national_item_scores", verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(_("year"))
    instrument_code = models.CharField(_("instrument"), max_length=40)
    item_code = models.CharField(_("item"), max_length=20)
    score = models.DecimalField(_("score (0 to 4)"), max_digits=7, decimal_places=4, null=True, blank=True)

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["-year", "region", "item_code"]
        verbose_name = _("published score of an item")
        verbose_name_plural = _("published scores of items")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "year", "instrument_code", "item_code"], name="national_item_score_once"
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(0, 4)), name="national_item_score_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.year}: {self.item_code}"


class Finding(Record):
    """What assessors wrote about a region, and what becomes of it: a recommendation is followed up by an OPD.

    Only published findings stand here; `assessor_name` and `institution` say who wrote it where that was published.
    """

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        RECOMMENDATION = "recommendation", _("recommendation")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        RUNNING = "running", _("being followed up")
        REPORTED = "reported", _("reported as done, to be verified")
        DONE = "done", _("done")

    region = models.ForeignKey(Region, models.PROTECT, related_name="findings", verbose_name=_("region"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("OPD")
    )
    year = models.PositiveSmallIntegerField(_("year of the evaluation"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.TextField(_("finding"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    assessor_name = models.CharField(_("assessor"), max_length=150, blank=True)
    institution = models.CharField(_("institution"), max_length=150, blank=True)
    item_code = models.CharField(_("item"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    due_on = models.DateField(_("due"), null=True, blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True)
    progress_percent = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "position", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(progress_percent__range=(0, 100)),
                name="finding_progress_0_to_100",
                violation_error_message=_("A percentage lies between 0 and 100."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_task(self) -> bool:
        """Whether it is to be followed up: every recommendation; a weakness once it is given to an OPD."""
        if self.kind == self.Kind.WEAKNESS:
            return self.status != self.Status.OPEN or self.due_on is not None
        return self.kind == self.Kind.RECOMMENDATION

    def is_overdue(self, today: date) -> bool:
        """Whether the OPD should have reported it as done by now."""
        return (
            self.status in (self.Status.OPEN, self.Status.RUNNING) and self.due_on is not None and self.due_on < today
        )


class FindingStep(Record):
    """One step of the follow-up: given to an OPD, progress reported, reported as done, verified, sent back.

    `agency` and `due_on` are those that the step set: the OPD it was given to, the (new) due date.
    """

    class Step(models.TextChoices):
        ASSIGNED = "assigned", pgettext_lazy("follow-up", "given to an OPD")
        PROGRESS = "progress", pgettext_lazy("follow-up", "progress reported")
        REPORTED = "reported", pgettext_lazy("follow-up", "reported as done")
        VERIFIED = "verified", pgettext_lazy("follow-up", "verified")
        RETURNED = "returned", pgettext_lazy("follow-up", "sent back")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps", verbose_name=_("finding"))
    step = models.CharField(_("step"), max_length=8, choices=Step)
    words = models.TextField(_("words"), blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given to")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    progress_percent = models.PositiveSmallIntegerField(_("progress (%)"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = FindingRows.as_manager()

    class Meta:
        ordering = ["finding", "at", "pk"]
        verbose_name = _("step of a follow-up")
        verbose_name_plural = _("steps of follow-ups")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(progress_percent=None) | Q(progress_percent__range=(0, 100)),
                name="finding_step_progress_0_to_100",
                violation_error_message=_("A percentage lies between 0 and 100."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.finding}"


class FindingEvidence(Record):
    """A file or link that proves a step of a follow-up."""

    step = models.ForeignKey(FindingStep, models.CASCADE, related_name="evidence", verbose_name=_("step"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="finding_steps", verbose_name=_("evidence"))

    objects = FindingStepRows.as_manager()

    class Meta:
        ordering = ["step", "pk"]
        verbose_name = _("evidence of a follow-up")
        verbose_name_plural = _("evidence of follow-ups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "evidence"], name="evidence_once_per_finding_step")
        ]

    def __str__(self) -> str:
        return str(self.evidence)
