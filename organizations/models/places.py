"""Where people stand: provinces, cohorts, regions, OPDs, ministries, partners."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record, Reference
from organizations.querysets import AgencyQuerySet, PartnerQuerySet, RegionQuerySet


class Province(Reference):
    """A province with its official code (two digits)."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["code"]
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return self.name


class Cohort(Reference):
    """The year and group in which regions joined the movement, as published."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["year", "code"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")

    def __str__(self) -> str:
        return self.label


class Region(Record):
    """A kabupaten or kota (Daerah): the tenant. Official code such as 52.07."""

    class Kind(models.TextChoices):
        KABUPATEN = "kabupaten", _("Kabupaten")
        KOTA = "kota", _("Kota")
        PROVINCE = "province", _("Province")

    class Rhythm(models.TextChoices):
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")

    code = models.CharField(_("code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    province = models.ForeignKey(Province, models.PROTECT, related_name="regions", verbose_name=_("province"))
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="regions", verbose_name=_("cohort")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    rhythm = models.CharField(_("reporting rhythm"), max_length=8, choices=Rhythm, default=Rhythm.QUARTER)
    head_approves = models.BooleanField(_("OPD head approves before verification"), default=False)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(6))
    is_active = models.BooleanField(_("uses the portal"), default=False, db_index=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Agency(Record):
    """An OPD (Perangkat Daerah). A merged or renamed OPD names its successor and keeps its own past."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="agencies", verbose_name=_("region"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    is_collective = models.BooleanField(_("stands for several OPDs"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code", "name"]
        verbose_name = _("OPD")
        verbose_name_plural = _("OPDs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "code"], name="agency_code_once_per_region"),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(successor=F("id")), name="agency_succeeds_another"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="agency_parent_is_another"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Ministry(Reference):
    """A ministry or national body."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    is_founder = models.BooleanField(_("founder of the movement"), default=False)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("ministry")
        verbose_name_plural = _("ministries")

    def __str__(self) -> str:
        return self.short_name


class Partner(Record):
    """A partner of a region: company, bank, university, community, media, PDPGR team."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        BANK = "bank", _("bank")
        UNIVERSITY = "university", _("university")
        COMMUNITY = "community", _("community")
        MEDIA = "media", _("media")
        PDPGR = "pdpgr", _("PDPGR team")
        REGION = "region", _("another region")
        OTHER = "other", _("other")

    region = models.ForeignKey(Region, models.PROTECT, related_name="partners", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "name"], name="partner_name_once_per_region")
        ]

    def __str__(self) -> str:
        return self.name
