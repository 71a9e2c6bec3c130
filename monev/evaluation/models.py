"""What the national evaluation said of a region: its published result, and the findings to follow up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.evaluation.querysets import FindingQuerySet, ResultQuerySet
from organizations.models import Agency, Region


class NationalResult(Record):
    """The result of a region in the national evaluation of a year, as the ministry published it.

    `index` lies between 0 and 4. `dimensions` holds the published score of each dimension by its code, as text with
    the decimals that were published.
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


class Finding(Record):
    """What assessors wrote about a region, and what becomes of it: a recommendation is followed up by an OPD."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        RECOMMENDATION = "recommendation", _("recommendation")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        RUNNING = "running", _("being followed up")
        DONE = "done", _("done")

    region = models.ForeignKey(Region, models.PROTECT, related_name="findings", verbose_name=_("region"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("OPD")
    )
    year = models.PositiveSmallIntegerField(_("year of the evaluation"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.TextField(_("finding"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    due_on = models.DateField(_("due"), null=True, blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "position", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.text[:80]
