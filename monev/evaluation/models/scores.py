"""What assessors score, note and find, each on their own until they submit; and the result of a closed stage."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.evaluation.models.assessments import STEP, Assessment, FrozenAssessment, zero_to_four
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.results import Finding
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.querysets import AssessorRows, AssignmentQuerySet, StageResultQuerySet
from organizations.models import Agency


class Assignment(Record):
    """An assessor who scores a region in a stage, from a day to a day; a membership opens the region that long."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="assignments", verbose_name=_("assessment"))
    stage = models.ForeignKey(RoundStage, models.PROTECT, related_name="assignments", verbose_name=_("stage"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("assessor")
    )
    institution = models.CharField(_("institution"), max_length=150, blank=True)
    is_chair = models.BooleanField(_("chairs the team"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "stage", "pk"]
        verbose_name = _("assignment of an assessor")
        verbose_name_plural = _("assignments of assessors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "stage", "assessor"],
                name="assignment_once",
                violation_error_message=_("This assessor is already assigned to the region in this stage."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.assessment}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None


class ItemScore(Record):
    """The score of one assessor for one item, 0 to 4, or that the item does not apply; with a note."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores", verbose_name=_("assignment"))
    item = models.ForeignKey(InstrumentItem, models.PROTECT, related_name="scores", verbose_name=_("item"))
    score = models.PositiveSmallIntegerField(_("score"), **STEP)
    is_not_applicable = models.BooleanField(_("does not apply"), default=False)
    note = models.TextField(_("note"), blank=True)

    objects = AssessorRows.as_manager()

    class Meta:
        ordering = ["assignment", "item__position"]
        verbose_name = _("score of an assessor")
        verbose_name_plural = _("scores of assessors")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "item"], name="item_score_once_per_assessor"),
            zero_to_four("score", "item_score_0_to_4"),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | Q(score=None),
                name="item_score_or_not_applicable",
                violation_error_message=_("An item that does not apply has no score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.item.code}"


class AssessorFinding(Record):
    """A strength, weakness or recommendation as one assessor writes it; it becomes a `Finding` of the region when the
    stage is published."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="findings", verbose_name=_("assignment"))
    kind = models.CharField(_("kind"), max_length=14, choices=Finding.Kind)
    text = models.TextField(_("finding"))
    item = models.ForeignKey(
        InstrumentItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("OPD"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = AssessorRows.as_manager()

    class Meta:
        ordering = ["assignment", "kind", "position", "pk"]
        verbose_name = _("finding of an assessor")
        verbose_name_plural = _("findings of assessors")

    def __str__(self) -> str:
        return self.text[:80]


class StageResult(Record):
    """What a closed stage came to for a region: computed, with the data it was computed from.

    `index` is rounded by the rule of the instrument, `raw_index` is not; `dimensions` and `items` hold scores by code
    as text, `own_index` is that of the self-assessment, `improvement` that on the year before (None: no year before).
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="results", verbose_name=_("assessment"))
    stage = models.ForeignKey(RoundStage, models.PROTECT, related_name="results", verbose_name=_("stage"))
    frozen = models.ForeignKey(FrozenAssessment, models.PROTECT, related_name="results", verbose_name=_("data"))
    index = models.DecimalField(_("index (0 to 4)"), max_digits=4, decimal_places=2)
    raw_index = models.DecimalField(_("index before rounding"), max_digits=9, decimal_places=6)
    dimensions = models.JSONField(_("scores of the dimensions"), default=dict, blank=True)
    items = models.JSONField(_("scores of the items"), default=dict, blank=True)
    own_index = models.DecimalField(
        _("index of the self-assessment"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    own_dimensions = models.JSONField(_("dimensions of the self-assessment"), default=dict, blank=True)
    improvement = models.DecimalField(
        _("improvement on the year before"), max_digits=4, decimal_places=2, null=True, blank=True
    )

    objects = StageResultQuerySet.as_manager()

    class Meta:
        ordering = ["stage", "assessment"]
        verbose_name = _("result of a stage")
        verbose_name_plural = _("results of stages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "stage"], name="stage_result_once"),
            zero_to_four("index", "stage_result_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.index}"
