"""The shapes of the regions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Reference


class BoundaryMap(Reference):
    """The shapes of the regions, as `load_boundaries` last took them from a file; one row at most.

    `content` is what a browser draws: TopoJSON (object `regions`) or GeoJSON, each area with its official `code` only.
    """

    slot = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    kind = models.CharField(_("format"), max_length=8, choices=[("topojson", "TopoJSON"), ("geojson", "GeoJSON")])
    content = models.TextField(_("shapes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file_name = models.CharField(_("file name"), max_length=200)
    notice = models.TextField(_("source and licence"), blank=True)
    areas = models.PositiveIntegerField(_("areas with a shape"))

    class Meta:
        verbose_name = _("map of boundaries")
        verbose_name_plural = _("maps of boundaries")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slot=1), name="boundary_map_only_one"),
            models.CheckConstraint(condition=Q(areas__gte=1), name="boundary_map_has_areas"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def mark(self) -> str:
        """The beginning of the hash, for addresses that may be cached for good."""
        return self.sha256[:16]
