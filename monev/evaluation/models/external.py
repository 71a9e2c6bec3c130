"""Figures of other institutions that items ask for (SPBE, SAKIP, poverty, ...): once per region and year."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.querysets import RegionRows
from monev.evaluation.querysets import NationalRows
from organizations.models import Region
from pillars.models import Bilingual

VALUE: dict[str, Any] = {"max_digits": 14, "decimal_places": 4, "null": True, "blank": True}
"""A figure in the unit of its indicator."""


class ExternalIndicator(Bilingual, Record):
    """A figure that another institution publishes for every region: its unit and the range in which it must lie."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    publisher = models.CharField(_("published by"), max_length=120, blank=True)
    lowest = models.DecimalField(_("lowest possible value"), **VALUE)
    highest = models.DecimalField(_("highest possible value"), **VALUE)
    usual_from = models.DecimalField(_("usually from"), **VALUE)
    usual_to = models.DecimalField(_("usually to"), **VALUE)
    grades = models.JSONField(_("grades, best first"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = NationalRows.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("external indicator")
        verbose_name_plural = _("external indicators")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gt=F("lowest")), name="external_range_in_order"
            )
        ]


class ExternalFigure(Record):
    """The figure of a region for a year: a number in the indicator's unit, or a grade ("WTP"); with its source."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="external_figures", verbose_name=_("region"))
    indicator = models.ForeignKey(
        ExternalIndicator, models.PROTECT, related_name="figures", verbose_name=_("external indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), **VALUE)
    grade = models.CharField(_("grade"), max_length=40, blank=True)
    unusual_reason = models.TextField(_("why the value is right although unusual"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["-year", "indicator"]
        verbose_name = _("external figure")
        verbose_name_plural = _("external figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "indicator", "year"],
                name="external_figure_once_per_year",
                violation_error_message=_("This figure is already entered for the year."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(grade=""), name="external_figure_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"
