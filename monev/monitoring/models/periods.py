"""Reporting periods and the versioned rules of calculation."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.monitoring.periods import period_label
from monev.monitoring.querysets import PeriodQuerySet, RuleVersionQuerySet
from monev.monitoring.rules import Rules
from organizations.models import Region


class Period(Record):
    """A month or quarter of a region: opens, warns, closes (later entries are late), locks (nothing changes)."""

    class Kind(models.TextChoices):
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")

    region = models.ForeignKey(Region, models.PROTECT, related_name="periods", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.QUARTER)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    opens_on = models.DateField(_("opens"))
    warns_on = models.DateField(_("warns"))
    closes_on = models.DateField(_("closes"))
    locks_on = models.DateField(_("locks"))
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("locked by")
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "kind", "year", "number"], name="period_once"),
            models.CheckConstraint(
                condition=Q(kind="month", number__range=(1, 12)) | Q(kind="quarter", number__range=(1, 4)),
                name="period_number_fits_kind",
                violation_error_message=_("A year has 12 months and 4 quarters."),
            ),
            models.CheckConstraint(
                condition=Q(warns_on__gte=F("opens_on"), closes_on__gte=F("warns_on"), locks_on__gte=F("closes_on")),
                name="period_dates_in_order",
                violation_error_message=_("A period opens, warns, closes and locks in this order."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As officials write it: `TW III 2026`, `Bulan 9 2026`."""
        return period_label(is_quarter=self.kind == self.Kind.QUARTER, year=self.year, number=self.number)

    @property
    def address(self) -> str:
        """As it stands in addresses: `2026-3` for the third quarter, `2026-b3` for the third month (bulan)."""
        return f"{self.year}-{'b' if self.kind == self.Kind.MONTH else ''}{self.number}"

    @property
    def last_month(self) -> int:
        """The month (1 to 12) with which the period ends."""
        return self.number if self.kind == self.Kind.MONTH else self.number * 3

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def is_open(self, on: date | None = None) -> bool:
        """Whether progress can be entered (after `closes_on` it is late, but possible until the lock)."""
        return not self.is_locked and self.opens_on <= (on or timezone.localdate())

    def is_late(self, on: date | None = None) -> bool:
        """Whether an entry made now would be late."""
        return (on or timezone.localdate()) > self.closes_on


class RuleVersion(Record):
    """A version of the calculation rules, national or of one region. Published figures name the version they used."""

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="rule_versions", verbose_name=_("region")
    )
    code = models.CharField(_("version"), max_length=40, unique=True)
    valid_from = models.DateField(_("valid from"))
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    note = models.TextField(_("reason"), blank=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("calculation rules")
        verbose_name_plural = _("calculation rules")

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """The settings must make rules: unknown names and impossible values are refused at their field."""
        try:
            Rules(version=self.code, **self.settings)
        except (TypeError, ValueError) as problem:
            raise ValidationError({"settings": str(problem)}) from problem
