"""What a region says of itself: its answers, what they rest on, and what was frozen when it submitted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.querysets import AnswerRows, AssessmentQuerySet, AssessmentRows, FrozenQuerySet, ReopeningQuerySet
from monev.monitoring.models.evidence import Evidence
from organizations.models import Region

PERSON = settings.AUTH_USER_MODEL
STEP: dict[str, Any] = {"null": True, "blank": True, "validators": [MaxValueValidator(4)]}
"""A step of the scale, 0 to 4."""


def zero_to_four(field: str, name: str) -> models.CheckConstraint:
    """Scores lie on the scale."""
    return models.CheckConstraint(
        condition=Q(**{field: None}) | Q(**{f"{field}__range": (0, 4)}),
        name=name,
        violation_error_message=_("A score lies between 0 and 4."),
    )


class Assessment(Record):
    """The evaluation of one region in one round."""

    class State(models.TextChoices):
        OPEN = "open", _("being filled in")
        SUBMITTED = "submitted", _("submitted")

    region = models.ForeignKey(Region, models.PROTECT, related_name="assessments", verbose_name=_("region"))
    round = models.ForeignKey(EvaluationRound, models.PROTECT, related_name="assessments", verbose_name=_("round"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    takes_part = models.BooleanField(_("takes part"), default=True)
    absence_reason = models.TextField(_("why the region does not take part"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-round__year", "region"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "round"], name="assessment_once_per_round"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(submitted_at__isnull=False), name="assessment_submitted_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.round}"

    @property
    def is_submitted(self) -> bool:
        return self.state == self.State.SUBMITTED


class Answer(Record):
    """What the region answers to one item: its own score 0 to 4, or that the item does not apply, with a reason.

    `proposed` and `proposal` keep what the portal proposed when the region last saw it: the measured value, the
    sentence and the records it rests on. `confirmed_at`: a person of the region stands behind the answer.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers", verbose_name=_("assessment"))
    item = models.ForeignKey(InstrumentItem, models.PROTECT, related_name="answers", verbose_name=_("item"))
    proposed = models.PositiveSmallIntegerField(_("proposed by the portal"), **STEP)
    proposal = models.JSONField(_("what the proposal rests on"), default=dict, blank=True)
    score = models.PositiveSmallIntegerField(_("own score"), **STEP)
    is_not_applicable = models.BooleanField(_("does not apply"), default=False)
    text = models.TextField(_("answer"), blank=True)
    reason = models.TextField(_("why corrected, or why it does not apply"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )

    objects = AssessmentRows.as_manager()

    class Meta:
        ordering = ["assessment", "item__position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "item"], name="answer_once_per_item"),
            zero_to_four("proposed", "answer_proposed_0_to_4"),
            zero_to_four("score", "answer_score_0_to_4"),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | (Q(score=None) & ~Q(reason="")),
                name="answer_not_applicable_has_reason",
                violation_error_message=_("Say why the item does not apply; it then has no score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.item.code}"


class AnswerEvidence(Record):
    """A file or link that the region adds to an answer."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="evidence", verbose_name=_("answer"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="answers", verbose_name=_("evidence"))

    objects = AnswerRows.as_manager()

    class Meta:
        ordering = ["answer", "pk"]
        verbose_name = _("evidence of an answer")
        verbose_name_plural = _("evidence of answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "evidence"], name="evidence_once_per_answer")
        ]

    def __str__(self) -> str:
        return str(self.evidence)


class Reopening(Record):
    """One item opened again to the region for missing evidence, until a moment; what comes later does not count."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="reopenings", verbose_name=_("answer"))
    stage = models.ForeignKey(RoundStage, models.PROTECT, related_name="reopenings", verbose_name=_("stage"))
    request = models.TextField(_("what is missing"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("opened by"))
    deadline_at = models.DateTimeField(_("until"))
    completed_at = models.DateTimeField(_("completed by the region"), null=True, blank=True)
    completed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("completed by")
    )

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["deadline_at"]
        verbose_name = _("reopened item")
        verbose_name_plural = _("reopened items")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deadline_at__gt=models.F("opened_at")),
                name="reopening_has_time",
                violation_error_message=_("The deadline lies before the opening."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}"


class FrozenAssessment(models.Model):
    """An assessment as it was at one moment: canonical JSON with its SHA-256. Never changed."""

    class Occasion(models.TextChoices):
        SUBMITTED = "submitted", _("submitted by the region")
        CLOSED = "closed", _("stage closed")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="frozen", verbose_name=_("assessment"))
    occasion = models.CharField(_("occasion"), max_length=9, choices=Occasion)
    stage = models.ForeignKey(
        RoundStage, models.PROTECT, null=True, blank=True, related_name="frozen", verbose_name=_("stage")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    data = models.JSONField(_("data"), default=dict, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    code_version = models.CharField(_("version of the software"), max_length=40)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)
    taken_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "number"]
        verbose_name = _("frozen assessment")
        verbose_name_plural = _("frozen assessments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "number"], name="frozen_assessment_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment} ({self.number})"
