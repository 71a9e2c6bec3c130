"""The national instrument: versions of what is asked, how much it weighs and how the final score is rounded."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.evaluation.querysets import InstrumentQuerySet, InstrumentRows
from monev.evaluation.scoring import Rounding as Rule
from organizations.models import Cohort
from pillars.models import Bilingual, Pillar, SubDimension

WEIGHT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}
"""Percent of the final score, 0 to 100."""


class Instrument(Bilingual, Record):
    """One version of the national instrument. Drafts are edited; a published one no longer changes.

    `steps` describes the scale of all items: {"0": "...", ..., "4": "..."}; an item may have words of its own.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Rounding(models.TextChoices):
        EACH_CONTRIBUTION = Rule.EACH_CONTRIBUTION.value, _("each contribution is rounded, then they are added")
        TOTAL = Rule.TOTAL.value, _("only the total is rounded")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    rounding = models.CharField(_("rounding of the final score"), max_length=17, choices=Rounding)
    steps = models.JSONField(_("steps of the scale"), default=dict, blank=True)
    cohorts = models.ManyToManyField(Cohort, blank=True, related_name="instruments", verbose_name=_("cohorts"))
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("based on")
    )
    note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="instrument_published_has_date"
            )
        ]

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Dimension(Bilingual, Record):
    """A dimension of an instrument with its weight (percent of the final score)."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="dimensions", verbose_name=_("instrument"))
    code = models.SlugField(_("code"), max_length=40)
    weight = models.DecimalField(_("weight (%)"), **WEIGHT)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = InstrumentRows.as_manager()

    class Meta:
        ordering = ["instrument", "position", "pk"]
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "code"],
                name="dimension_code_once_per_instrument",
                violation_error_message=_("The instrument has a dimension with this code."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="dimension_weight_0_to_100",
                violation_error_message=_("A weight lies above 0 and at most at 100 percent."),
            ),
        ]


class InstrumentIndicator(Record):
    """An indicator: a heading under which a dimension asks its items."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="indicators", verbose_name=_("instrument"))
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="indicators", verbose_name=_("dimension"))
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = InstrumentRows.as_manager()

    class Meta:
        ordering = ["dimension", "position", "pk"]
        verbose_name = _("indicator of the instrument")
        verbose_name_plural = _("indicators of the instrument")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dimension", "name"],
                name="instrument_indicator_once_per_dimension",
                violation_error_message=_("The dimension has an indicator with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class InstrumentItem(Record):
    """One question, scored 0 to 4 by each assessor.

    `rule` names how the portal proposes an answer from what it holds, with `parameters`; `thresholds` are the least
    measured value for each step, {"1": "0.01", "2": "50", "3": "75", "4": "90"}; where `lower_is_better` the greatest.
    `is_survey`: a statement of the citizen survey, whose mean is evidence for the assessors.
    `is_assumed`: not known from a published instrument, taken over from another one.
    """

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="items", verbose_name=_("instrument"))
    indicator = models.ForeignKey(
        InstrumentIndicator, models.CASCADE, related_name="items", verbose_name=_("indicator")
    )
    code = models.CharField(_("code"), max_length=20)
    text = models.TextField(_("question"))
    guidance = models.TextField(_("what proves it"), blank=True)
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pillar")
    )
    sub_dimension = models.ForeignKey(
        SubDimension, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sub-dimension")
    )
    is_survey = models.BooleanField(_("statement of the citizen survey"), default=False)
    rule = models.SlugField(_("rule of the proposal"), max_length=40, blank=True)
    parameters = models.JSONField(_("parameters of the rule"), default=dict, blank=True)
    thresholds = models.JSONField(_("thresholds of the steps"), default=dict, blank=True)
    lower_is_better = models.BooleanField(_("lower is better"), default=False)
    steps = models.JSONField(_("words of the steps"), default=dict, blank=True)
    is_assumed = models.BooleanField(_("assumed"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = InstrumentRows.as_manager()

    class Meta:
        ordering = ["instrument", "position", "pk"]
        verbose_name = _("item of the instrument")
        verbose_name_plural = _("items of the instrument")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "code"],
                name="item_code_once_per_instrument",
                violation_error_message=_("The instrument has an item with this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
