"""Where each region stands at the end of a period: its published figures, kept so that a page can show all regions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.exact import ExactDecimalField
from monev.monitoring.models.periods import Period
from monev.monitoring.querysets import RegionStandingQuerySet
from organizations.models import Region


class RegionStanding(models.Model):
    """The figures of one region at the end of one period, verified reports only, as they were when `computed_at`.

    Calculated by `services.standings` from `selectors.figures`, the only source; never typed, never the source of
    anything else. The row is also the job: `state`, `attempt` and `heartbeat_at` as in `core.jobs`. `adoptions` is how
    many versions of the region's plans had ever been adopted when the figures were calculated: one more, and the row is
    stale, without the plan having to know of it (`RegionStandingQuerySet.with_staleness`).
    """

    class State(models.TextChoices):
        FRESH = "fresh", _("up to date")
        STALE = "stale", _("waits to be recalculated")
        RUNNING = "running", _("being recalculated")
        FAILED = "failed", _("could not be recalculated")

    region = models.ForeignKey(Region, models.CASCADE, related_name="standings", verbose_name=_("region"))
    period = models.OneToOneField(Period, models.CASCADE, related_name="standing", verbose_name=_("period"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=8, choices=Period.Kind)
    last_month = models.PositiveSmallIntegerField(_("last month"))
    achievement = ExactDecimalField(_("achievement (%)"))
    achievement_counted = models.PositiveIntegerField(_("programs with an achievement"), default=0)
    predicate = models.CharField(_("predicate"), max_length=20, blank=True)
    physical = ExactDecimalField(_("physical progress (%)"))
    planned = ExactDecimalField(_("planned progress (%)"))
    deviation = ExactDecimalField(_("deviation (points)"))
    absorption = ExactDecimalField(_("absorption (%)"))
    programs = models.PositiveIntegerField(_("programs"), default=0)
    reported = models.PositiveIntegerField(_("programs reported"), default=0)
    verified = models.PositiveIntegerField(_("programs verified"), default=0)
    completeness = ExactDecimalField(_("completeness (%)"))
    punctuality = ExactDecimalField(_("punctuality (%)"))
    quality = ExactDecimalField(_("quality score"))
    rules = models.CharField(_("calculation rules"), max_length=40, blank=True)
    adoptions = models.PositiveIntegerField(_("adopted plan versions"), default=0, editable=False)
    is_example = models.BooleanField(_("example data"), default=False)
    computed_at = models.DateTimeField(_("calculated"), null=True, blank=True)
    stale_since = models.DateTimeField(_("stale since"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.STALE, db_index=True)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = RegionStandingQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-last_month", "region"]
        verbose_name = _("standing of a region")
        verbose_name_plural = _("standings of regions")
        indexes: ClassVar = [models.Index(fields=["year", "last_month"], name="standing_moment")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_month__range=(1, 12)), name="standing_month"),
            models.CheckConstraint(
                condition=Q(verified__lte=F("reported"), reported__lte=F("programs")), name="standing_counts"
            ),
            models.CheckConstraint(
                condition=~Q(state="fresh") | Q(computed_at__isnull=False), name="standing_fresh_is_computed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.period}"
