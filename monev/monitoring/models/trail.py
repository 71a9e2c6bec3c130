"""The trail of a report: each step it took, and what the data-quality rules found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.querysets import TrailQuerySet
from monev.monitoring.workflow import State
from organizations.models import Agency, Region

ONE_SUBJECT = (
    Q(progress_report__isnull=False, quick_win_report=None, pledge_report=None)
    | Q(progress_report=None, quick_win_report__isnull=False, pledge_report=None)
    | Q(progress_report=None, quick_win_report=None, pledge_report__isnull=False)
)


class TrailRow(models.Model):
    """Base: belongs to one report of any of the three kinds, and repeats its region and OPD for scoping."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("OPD"))
    progress_report = models.ForeignKey(
        ProgressReport, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("report")
    )
    quick_win_report = models.ForeignKey(
        QuickWinReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("quick win report"),
    )
    pledge_report = models.ForeignKey(
        PledgeReport, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("pledge report")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        abstract = True


class Transition(TrailRow):
    """One step of the workflow: from which state to which, by whom, why."""

    from_state = models.CharField(_("from"), max_length=10, choices=State, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        constraints: ClassVar = [models.CheckConstraint(condition=ONE_SUBJECT, name="transition_has_one_subject")]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class QualityFlag(TrailRow):
    """A finding of a data-quality rule at the last submission; the OPD explains, the verifier settles it.

    `about` tells two findings of one rule apart: the source of funds, the indicator, the file that it concerns.
    """

    class Severity(models.TextChoices):
        WARNING = "warning", _("warning")
        NOTICE = "notice", _("notice")

    code = models.CharField(_("rule"), max_length=40, db_index=True)
    about = models.CharField(_("about"), max_length=250, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    params = models.JSONField(_("figures"), default=dict, blank=True)
    explanation = models.TextField(_("explanation of the OPD"), blank=True)
    explained_at = models.DateTimeField(_("explained"), null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("explained by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta:
        ordering = ["severity", "code"]
        verbose_name = _("data-quality flag")
        verbose_name_plural = _("data-quality flags")
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="quality_flag_has_one_subject"),
            *(
                models.UniqueConstraint(
                    fields=["code", "about", subject],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"flag_once_per_{subject}",
                )
                for subject in ("progress_report", "quick_win_report", "pledge_report")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Remark(TrailRow):
    """What was said about one field of a report; the remarks of a field are its thread. Resolved, not deleted."""

    field = models.CharField(_("field"), max_length=60)
    text = models.TextField(_("remark"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    is_answer = models.BooleanField(_("answer of the OPD"), default=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints: ClassVar = [models.CheckConstraint(condition=ONE_SUBJECT, name="remark_has_one_subject")]

    def __str__(self) -> str:
        return self.text[:80]
