"""The shared catalogue: versions of the set of pillars, the pillars, their sub-dimensions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Reference


class Bilingual(models.Model):
    """A catalogue row with its official Indonesian name and the English one."""

    name_id = models.CharField(_("Indonesian name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "id").startswith("en") else self.name_id


class PillarSet(Bilingual, Reference):
    """A version of the catalogue. The six pillars in use since 2017; a draft regulation of 2026 would change them."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("set of pillars")
        verbose_name_plural = _("sets of pillars")


class Pillar(Bilingual, Reference):
    """One pillar (dimensi) with its two letters and colour."""

    pillar_set = models.ForeignKey(PillarSet, models.PROTECT, related_name="pillars", verbose_name=_("set of pillars"))
    code = models.SlugField(_("code"), max_length=30)
    letters = models.CharField(_("two letters"), max_length=2)
    color = models.CharField(_("colour"), max_length=7)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["pillar_set", "position"]
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pillar_set", "code"], name="pillar_code_once_per_set"),
            models.UniqueConstraint(fields=["pillar_set", "letters"], name="pillar_letters_once_per_set"),
        ]


class SubDimension(Bilingual, Reference):
    """One of the sub-dimensions of a pillar; programs belong to these."""

    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="sub_dimensions", verbose_name=_("pillar"))
    code = models.SlugField(_("code"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["pillar", "position"]
        verbose_name = _("sub-dimension")
        verbose_name_plural = _("sub-dimensions")
