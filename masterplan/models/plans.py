"""The plan itself: versions, programs, action items, budgets, indicators and targets."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.catalogues import FundSource, NomenclatureItem
from masterplan.models.preparation import LegalDocument
from masterplan.querysets import PlanVersionQuerySet, ProgramQuerySet, ProgramRows, RegionRows, TargetRows
from organizations.models import Agency, Partner, Region
from pillars.models import PillarSet, SubDimension

MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}
"""Rupiah with sen; published plans have them. Up to 10^15 and well beyond."""
QUANTITY: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}
"""Targets and realised values in the indicator's own unit."""
PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}
"""Percent 0 to 100."""


def _year_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(end_year__gte=F("start_year")),
        name=name,
        violation_error_message=_("The last year lies before the first."),
    )


class MasterPlan(Record):
    """A region's master plan over its years; what it says is in its versions."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="plans", verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["region", "-start_year"]
        verbose_name = _("master plan")
        verbose_name_plural = _("master plans")
        constraints: ClassVar = [
            _year_order("plan_years_in_order"),
            models.UniqueConstraint(fields=["region", "title"], name="plan_title_once_per_region"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanVersion(Record):
    """One version of a plan. Drafts are edited; an adopted version no longer changes, the next one copies it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        SUPERSEDED = "superseded", _("superseded")

    plan = models.ForeignKey(MasterPlan, models.PROTECT, related_name="versions", verbose_name=_("master plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    pillar_set = models.ForeignKey(PillarSet, models.PROTECT, related_name="+", verbose_name=_("set of pillars"))
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("based on")
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="plan_versions", verbose_name=_("regulation")
    )
    note = models.TextField(_("reason for this version"), blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status="adopted"), name="plan_has_one_adopted_version"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(adopted_on__isnull=False), name="plan_version_adopted_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class Program(Record):
    """A program of the plan. `lineage` is the same in all versions, so its progress goes on across them."""

    class Term(models.TextChoices):
        SHORT = "short", _("short term")
        MEDIUM = "medium", _("medium term")
        LONG = "long", _("long term")

    plan_version = models.ForeignKey(
        PlanVersion, models.CASCADE, related_name="programs", verbose_name=_("version of the plan")
    )
    lineage = models.UUIDField(_("identifier across versions"), default=uuid.uuid4, db_index=True, editable=False)
    code = models.CharField(_("code"), max_length=40)
    name = models.TextField(_("name"))
    sub_dimension = models.ForeignKey(
        SubDimension, models.PROTECT, null=True, blank=True, related_name="programs", verbose_name=_("sub-dimension")
    )
    lead_agency = models.ForeignKey(Agency, models.PROTECT, related_name="led_programs", verbose_name=_("lead OPD"))
    term = models.CharField(_("term"), max_length=6, choices=Term, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))
    output = models.TextField(_("output"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    rpjmd_link = models.TextField(_("link to the RPJMD"), blank=True)
    nomenclature = models.ForeignKey(
        NomenclatureItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nomenclature")
    )
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3, null=True, blank=True)
    is_finished = models.BooleanField(_("finished"), default=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["code", "name"]
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints: ClassVar = [
            _year_order("program_years_in_order"),
            models.UniqueConstraint(fields=["plan_version", "lineage"], name="program_once_per_version"),
            models.UniqueConstraint(
                fields=["plan_version", "code", "name", "lead_agency"], name="program_row_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0),
                name="program_weight_not_negative",
                violation_error_message=_("A weight is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramSupporter(Record):
    """An OPD that supports a program led by another."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="supporters", verbose_name=_("program"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="supported_programs", verbose_name=_("OPD"))

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "agency"]
        verbose_name = _("supporting OPD")
        verbose_name_plural = _("supporting OPDs")
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "agency"], name="program_supporter_once")]

    def __str__(self) -> str:
        return str(self.agency)


class ActionItem(Record):
    """A concrete step (rencana aksi) of a program, of one of four kinds."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("human capacity (SDM)")
        INFRASTRUCTURE = "infrastructure", _("infrastructure")
        SOFTWARE = "software", _("application")
        LITERACY = "literacy", _("literacy")

    program = models.ForeignKey(Program, models.CASCADE, related_name="action_items", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.TextField(_("name"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="action_items", verbose_name=_("OPD"))
    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "start_year", "pk"]
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints: ClassVar = [_year_order("action_item_years_in_order")]

    def __str__(self) -> str:
        return self.name


class BudgetLine(Record):
    """The ceiling (pagu) of a program for one year and source, in one edition. Rupiah.

    A revised line counts from `approved_on` (without a date: all year) and leaves the figures before it as they were.
    """

    class Edition(models.TextChoices):
        ORIGINAL = "murni", _("original (murni)")
        REVISED = "perubahan", _("revised (perubahan)")

    program = models.ForeignKey(Program, models.CASCADE, related_name="budget_lines", verbose_name=_("program"))
    year = models.PositiveSmallIntegerField(_("year"))
    source_of_funds = models.ForeignKey(FundSource, models.PROTECT, related_name="+", verbose_name=_("source of funds"))
    edition = models.CharField(_("edition"), max_length=10, choices=Edition, default=Edition.ORIGINAL)
    ceiling = models.DecimalField(_("ceiling (Rp)"), **MONEY)
    approved_on = models.DateField(_("counts from"), null=True, blank=True)

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "year", "source_of_funds", "edition"]
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "year", "source_of_funds", "edition"], name="budget_line_once"),
            models.CheckConstraint(
                condition=Q(ceiling__gte=0),
                name="budget_ceiling_not_negative",
                violation_error_message=_("A ceiling is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source_of_funds}"


class PlannedProgress(Record):
    """Planned cumulative physical progress (percent of the year's work) and spending (Rp) at the end of a month."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="planned_progress", verbose_name=_("program"))
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    physical_percent = models.DecimalField(_("planned physical progress (%)"), **PERCENT)
    spending = models.DecimalField(_("planned spending (Rp)"), **MONEY, null=True, blank=True)

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "year", "month"]
        verbose_name = _("planned progress")
        verbose_name_plural = _("planned progress")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "year", "month"], name="planned_progress_once"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="planned_progress_month"),
            models.CheckConstraint(
                condition=Q(physical_percent__range=(0, 100)),
                name="planned_progress_percent",
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(spending=None) | Q(spending__gte=0), name="planned_spending_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}: {self.physical_percent}"


class Indicator(Record):
    """An indicator of a program: unit, direction, how quarters add up, baseline, plausible range."""

    class Polarity(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        STABILISE = "stabilise", _("the closer to the target the better")

    class Formula(models.TextChoices):
        RATIO = "ratio", _("realised / target")
        INVERSE = "inverse", _("target / realised")
        MIRROR = "mirror", _("(2 x target - realised) / target")
        RANGE = "range", _("(worst - realised) / (worst - target)")
        STABILISE = "stabilise", _("100 - deviation from the target")

    class Aggregation(models.TextChoices):
        LAST = "last", _("last value")
        SUM = "sum", _("sum")
        MEAN = "mean", _("mean")
        MAX = "max", _("maximum")

    program = models.ForeignKey(Program, models.CASCADE, related_name="indicators", verbose_name=_("program"))
    lineage = models.UUIDField(_("identifier across versions"), default=uuid.uuid4, db_index=True, editable=False)
    name = models.TextField(_("name"))
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    polarity = models.CharField(_("direction"), max_length=10, choices=Polarity, default=Polarity.HIGHER)
    formula = models.CharField(_("formula"), max_length=10, choices=Formula, default=Formula.RATIO)
    aggregation = models.CharField(_("over the periods"), max_length=4, choices=Aggregation, default=Aggregation.LAST)
    baseline = models.DecimalField(_("baseline"), **QUANTITY, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    worst = models.DecimalField(_("worst value"), **QUANTITY, null=True, blank=True)
    plausible_min = models.DecimalField(_("plausible from"), **QUANTITY, null=True, blank=True)
    plausible_max = models.DecimalField(_("plausible to"), **QUANTITY, null=True, blank=True)
    end_target = models.DecimalField(_("target at the end of the plan"), **QUANTITY, null=True, blank=True)
    end_target_text = models.CharField(_("target at the end, as published"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "position", "pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(polarity="higher", formula="ratio")
                    | Q(polarity="lower", formula__in=("inverse", "mirror"))
                    | Q(polarity="lower", formula="range", worst__isnull=False)
                    | Q(polarity="stabilise", formula="stabilise")
                ),
                name="indicator_formula_fits_direction",
                violation_error_message=_(
                    "This formula does not fit the direction of the indicator (the range formula needs a worst value)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(plausible_min=None) | Q(plausible_max=None) | Q(plausible_max__gte=F("plausible_min")),
                name="indicator_plausible_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorTarget(Record):
    """The target of an indicator for a year; `text` keeps what was published when it is not a number."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("target"), **QUANTITY, null=True, blank=True)
    text = models.CharField(_("target, as published"), max_length=120, blank=True)

    objects = TargetRows.as_manager()

    class Meta:
        ordering = ["indicator", "year"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "year"], name="target_once_per_year"),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(text=""), name="target_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.text or self.value}"


class Partnership(Record):
    """What a partner contributes to a program."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="partnerships", verbose_name=_("program"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="partnerships", verbose_name=_("partner"))
    contribution = models.TextField(_("contribution"))
    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))
    value = models.DecimalField(_("value (Rp)"), **MONEY, null=True, blank=True)

    objects = ProgramRows.as_manager()

    class Meta:
        ordering = ["program", "partner"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints: ClassVar = [
            _year_order("partnership_years_in_order"),
            models.UniqueConstraint(fields=["program", "partner"], name="partnership_once_per_program"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="partnership_value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.contribution[:60]}"
