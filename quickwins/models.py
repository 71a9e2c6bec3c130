"""Quick wins: short programs whose benefit is felt within about a year, and their way to other regions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from organizations.models import Agency, Partner, Region
from pillars.models import Pillar, SubDimension
from quickwins.querysets import QuickWinQuerySet, QuickWinRows, ReplicationQuerySet


class QuickWin(Record):
    """A quick win (program percepatan) of one pillar and OPD, described as the evaluation asks for it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="quick_wins", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="quick_wins", verbose_name=_("OPD"))
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="quick_wins", verbose_name=_("pillar"))
    sub_dimension = models.ForeignKey(
        SubDimension, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sub-dimension")
    )
    program_lineage = models.UUIDField(_("program (across versions)"), null=True, blank=True, db_index=True)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("continues")
    )
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    problem = models.TextField(_("problem"), blank=True)
    innovation = models.TextField(_("innovation"), blank=True)
    benefit = models.TextField(_("benefit"), blank=True)
    uniqueness = models.TextField(_("uniqueness"), blank=True)
    sustainability = models.TextField(_("sustainability"), blank=True)
    resources = models.TextField(_("resources"), blank=True)
    partners = models.ManyToManyField(Partner, blank=True, related_name="quick_wins", verbose_name=_("partners"))
    is_practice = models.BooleanField(_("published as a practice for other regions"), default=False)

    objects = QuickWinQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "title"]
        verbose_name = _("quick win")
        verbose_name_plural = _("quick wins")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "title", "year"], name="quick_win_once_per_year")
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Record):
    """A step of a quick win with its due date."""

    quick_win = models.ForeignKey(QuickWin, models.CASCADE, related_name="milestones", verbose_name=_("quick win"))
    name = models.CharField(_("name"), max_length=200)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3, default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = QuickWinRows.as_manager()

    class Meta:
        ordering = ["quick_win", "position", "due_on"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(weight__gte=0), name="milestone_weight")]

    def __str__(self) -> str:
        return self.name


class Risk(Record):
    """A risk of a quick win with its mitigation."""

    class Level(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    quick_win = models.ForeignKey(QuickWin, models.CASCADE, related_name="risks", verbose_name=_("quick win"))
    text = models.TextField(_("risk"))
    likelihood = models.CharField(_("likelihood"), max_length=6, choices=Level)
    impact = models.CharField(_("impact"), max_length=6, choices=Level)
    mitigation = models.TextField(_("mitigation"), blank=True)
    is_mitigated = models.BooleanField(_("mitigated"), default=False)

    objects = QuickWinRows.as_manager()

    class Meta:
        ordering = ["quick_win", "pk"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")

    def __str__(self) -> str:
        return self.text[:80]


class Replication(Record):
    """Another region asks to replicate a published practice."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined")

    quick_win = models.ForeignKey(QuickWin, models.PROTECT, related_name="replications", verbose_name=_("quick win"))
    requested_by = models.ForeignKey(
        Region, models.PROTECT, related_name="replication_requests", verbose_name=_("requesting region")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ASKED)
    message = models.TextField(_("message"), blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = ReplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("replication")
        verbose_name_plural = _("replications")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "requested_by"], name="replication_once_per_region"),
        ]

    def __str__(self) -> str:
        return f"{self.quick_win} → {self.requested_by}"
