"""What OPDs report for a period: progress of programs, quick wins and pledges."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.catalogues import FundSource
from masterplan.models.commitments import Pledge
from masterplan.models.plans import MONEY, PERCENT, QUANTITY, ActionItem, Indicator, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.querysets import (
    PledgeReportQuerySet,
    ProgressReportQuerySet,
    QuickWinReportQuerySet,
    QuickWinReportRows,
    ReportRows,
)
from monev.monitoring.workflow import State
from organizations.models import Agency
from quickwins.models import Milestone, QuickWin

PERSON = settings.AUTH_USER_MODEL


def _percent(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(physical_percent=None) | Q(physical_percent__range=(0, 100)),
        name=name,
        violation_error_message=_("A percentage lies between 0 and 100."),
    )


class PeriodicReport(Record):
    """Base of what is reported for a period: the workflow, the words, who did what when.

    Revision 1 is what was reported while the period was open. A correction after the lock is a row of its own with the
    next revision and a reason; once it is verified it counts instead of the one before, which stays as it was.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="%(class)ss", verbose_name=_("period"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    physical_percent = models.DecimalField(_("physical progress (%)"), **PERCENT, null=True, blank=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    correction_reason = models.TextField(_("reason for the correction"), blank=True, editable=False)
    nil_reason = models.TextField(_("reason for no change"), blank=True)
    narrative = models.TextField(_("what was done"), blank=True)
    supporting_factors = models.TextField(_("supporting factors"), blank=True)
    hindering_factors = models.TextField(_("obstacles"), blank=True)
    follow_up = models.TextField(_("follow-up plan"), blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    entered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    return_reason = models.TextField(_("why it was returned"), blank=True)

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def is_correction(self) -> bool:
        """Whether this corrects what was reported before the period was locked."""
        return self.revision > 1

    @property
    def correction_number(self) -> int:
        """Which correction this is; revision 2 is the first one."""
        return self.revision - 1

    @property
    def is_frozen(self) -> bool:
        """Whether nothing of it changes any more: the period is locked, and this is no correction under way."""
        under_way = self.is_correction and not self.is_verified and self.archived_at is None
        return self.period.is_locked and not under_way

    @property
    def agency(self) -> Agency:
        """The OPD that answers for this report."""
        raise NotImplementedError


class ProgressReport(PeriodicReport):
    """Progress of a program in a period: physical percent of the year's work, spending, indicator values, words."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="reports", verbose_name=_("program"))

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__year", "-period__number", "program"]
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "period", "revision"], name="progress_report_once"),
            _percent("progress_percent_0_100"),
        ]
        indexes: ClassVar = [models.Index(fields=["period", "state"], name="progress_period_state")]

    def __str__(self) -> str:
        return f"{self.program}, {self.period}"

    @property
    def agency(self) -> Agency:
        return self.program.lead_agency


class QuickWinReport(PeriodicReport):
    """Progress of a quick win in a period (percent of the whole quick win)."""

    quick_win = models.ForeignKey(QuickWin, models.PROTECT, related_name="reports", verbose_name=_("quick win"))

    objects = QuickWinReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__year", "-period__number", "quick_win"]
        verbose_name = _("quick win report")
        verbose_name_plural = _("quick win reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "period", "revision"], name="quick_win_report_once"),
            _percent("quick_win_percent_0_100"),
        ]

    def __str__(self) -> str:
        return f"{self.quick_win}, {self.period}"

    @property
    def agency(self) -> Agency:
        return self.quick_win.agency


class PledgeReport(PeriodicReport):
    """How far a pledge of the joint commitment is kept in a period."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="reports", verbose_name=_("pledge"))
    pledge_state = models.CharField(_("state of the pledge"), max_length=8, choices=Pledge.State, blank=True)

    objects = PledgeReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__year", "-period__number", "pledge"]
        verbose_name = _("pledge report")
        verbose_name_plural = _("pledge reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pledge", "period", "revision"], name="pledge_report_once"),
            _percent("pledge_percent_0_100"),
        ]

    def __str__(self) -> str:
        return f"{self.pledge}, {self.period}"

    @property
    def agency(self) -> Agency:
        return self.pledge.commitment.agency


class Spending(Record):
    """Realised spending of a program from one source, cumulative within the budget year. Rupiah."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="spending", verbose_name=_("report"))
    source_of_funds = models.ForeignKey(FundSource, models.PROTECT, related_name="+", verbose_name=_("source of funds"))
    amount = models.DecimalField(_("realised (Rp)"), **MONEY)

    objects = ReportRows.as_manager()

    class Meta:
        ordering = ["report", "source_of_funds"]
        verbose_name = _("spending")
        verbose_name_plural = _("spending")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "source_of_funds"], name="spending_once_per_source"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="spending_not_negative",
                violation_error_message=_("Spending is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_of_funds}: {self.amount}"


class IndicatorValue(Record):
    """The realised value of an indicator in a period, in the indicator's unit; quarters add up by its aggregation."""

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="indicator_values", verbose_name=_("report")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name=_("indicator"))
    value = models.DecimalField(_("realised"), **QUANTITY)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = ReportRows.as_manager()

    class Meta:
        ordering = ["report", "indicator"]
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "indicator"], name="indicator_value_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class ActionItemProgress(Record):
    """How far a concrete step of the program is, as reported for a period."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not started")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="action_items", verbose_name=_("report"))
    action_item = models.ForeignKey(ActionItem, models.PROTECT, related_name="progress", verbose_name=_("action item"))
    state = models.CharField(_("state"), max_length=8, choices=State)

    objects = ReportRows.as_manager()

    class Meta:
        ordering = ["report", "action_item"]
        verbose_name = _("progress of an action item")
        verbose_name_plural = _("progress of action items")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "action_item"], name="action_item_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.action_item}: {self.get_state_display()}"


class MilestoneProgress(Record):
    """The day on which a milestone of a quick win was reached, as reported for a period; no row: not reached."""

    report = models.ForeignKey(QuickWinReport, models.CASCADE, related_name="milestones", verbose_name=_("report"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="progress", verbose_name=_("milestone"))
    done_on = models.DateField(_("done"))

    objects = QuickWinReportRows.as_manager()

    class Meta:
        ordering = ["report", "milestone"]
        verbose_name = _("progress of a milestone")
        verbose_name_plural = _("progress of milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "milestone"], name="milestone_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.done_on}"
