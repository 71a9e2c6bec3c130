"""National catalogues that plans refer to: sources of funds and the government nomenclature."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Record, Reference
from masterplan.querysets import RegionRows
from organizations.models import Region
from pillars.models import SubDimension


class FundSource(Reference):
    """A source of funds (PAD, DAK, CSR, ...), within APBD or outside it."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_id = models.CharField(_("Indonesian name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    is_apbd = models.BooleanField(_("within APBD"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("source of funds")
        verbose_name_plural = _("sources of funds")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "id").startswith("en") else self.name_id


class NomenclatureItem(Reference):
    """A row of the government's nomenclature of programs, activities and sub-activities, of one edition."""

    class Level(models.TextChoices):
        FIELD = "bidang", _("field (bidang urusan)")
        PROGRAM = "program", _("program")
        ACTIVITY = "kegiatan", _("activity")
        SUB_ACTIVITY = "subkegiatan", _("sub-activity")

    edition = models.CharField(_("edition"), max_length=20)
    code = models.CharField(_("code"), max_length=24)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    name = models.TextField(_("name"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    performance = models.TextField(_("performance"), blank=True)
    indicator = models.TextField(_("indicator"), blank=True)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    predecessor = models.TextField(_("previous sub-activity"), blank=True)

    class Meta:
        ordering = ["edition", "code"]
        verbose_name = _("nomenclature item")
        verbose_name_plural = _("nomenclature items")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="nomenclature_code_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PillarRule(Record):
    """A region's own rule: programs whose nomenclature code starts so belong to this sub-dimension."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="pillar_rules", verbose_name=_("region"))
    code_prefix = models.CharField(_("code starts with"), max_length=24)
    sub_dimension = models.ForeignKey(SubDimension, models.PROTECT, related_name="+", verbose_name=_("sub-dimension"))

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["code_prefix"]
        verbose_name = _("pillar rule")
        verbose_name_plural = _("pillar rules")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "code_prefix"],
                name="pillar_rule_once_per_prefix",
                violation_error_message=_("There is already a rule for this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_prefix}: {self.sub_dimension}"
