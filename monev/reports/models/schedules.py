"""Schedules: reports that are asked for again and again, and each turn of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.reports.querysets import ReportScheduleQuerySet, ScheduleTurnQuerySet
from organizations.models import Region
from organizations.roles import Role


class ReportSchedule(Record):
    """`Every 10th of the month: RFK of all OPDs to the Bupati.`

    On `day` of the month (the last one when the month is shorter) at `hour` of the region's clock; yearly ones and
    quarterly ones in the months that follow a year or quarter, from `month_offset` 0 (the first month after it). Each
    turn takes the period that ended last. With `each_agency` one report for every OPD. The reports are asked for by
    `owner`, with the rights that person has at that time; `recipients` and the holders of `recipient_roles` are told.
    """

    class Rhythm(models.TextChoices):
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        YEARLY = "yearly", _("every year")

    region = models.ForeignKey(Region, models.PROTECT, related_name="report_schedules", verbose_name=_("region"))
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=32)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    each_agency = models.BooleanField(_("one report for every OPD"), default=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    include_preliminary = models.BooleanField(_("with preliminary figures"), default=False)
    rhythm = models.CharField(_("rhythm"), max_length=9, choices=Rhythm, default=Rhythm.MONTHLY)
    month_offset = models.PositiveSmallIntegerField(_("months after the end of the quarter or year"), default=0)
    day = models.PositiveSmallIntegerField(_("day of the month"), default=10)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("recipients")
    )
    recipient_roles = models.JSONField(_("roles that are told"), default=list, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )

    objects = ReportScheduleQuerySet.as_manager()

    ROLES: ClassVar = Role

    class Meta:
        ordering: ClassVar = ["region", "name"]
        verbose_name = _("schedule of reports")
        verbose_name_plural = _("schedules of reports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(day__range=(1, 31), hour__range=(0, 23), month_offset__range=(0, 11)),
                name="schedule_day_and_hour",
                violation_error_message=_("Days are 1 to 31, hours 0 to 23, months 0 to 11."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScheduleTurn(models.Model):
    """One due date of a schedule that was taken up; unique, so that two beats ask only once."""

    schedule = models.ForeignKey(ReportSchedule, models.CASCADE, related_name="turns", verbose_name=_("schedule"))
    due_on = models.DateField(_("due"))
    taken_at = models.DateTimeField(_("taken up"), auto_now_add=True)
    finished_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    is_late = models.BooleanField(_("made up later"), default=False)
    problem = models.TextField(_("problem"), blank=True)

    objects = ScheduleTurnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-due_on"]
        verbose_name = _("turn of a schedule")
        verbose_name_plural = _("turns of schedules")
        constraints: ClassVar = [models.UniqueConstraint(fields=["schedule", "due_on"], name="schedule_turn_once")]

    def __str__(self) -> str:
        return f"{self.schedule}, {self.due_on}"
