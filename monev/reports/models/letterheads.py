"""How a region's official papers look: its head with the arms, and who signs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.reports.querysets import LetterheadQuerySet, SignatoryQuerySet
from organizations.models import Region


class Letterhead(Record):
    """The official head of a region's reports: institution line by line, address, arms, and where it is signed."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="letterhead", verbose_name=_("region"))
    institution = models.TextField(_("institution"), help_text=_("One line each, the largest unit first."))
    address = models.TextField(_("address"), blank=True)
    place = models.CharField(_("place of signing"), max_length=80, blank=True)
    arms = models.FileField(_("arms of the region"), upload_to="letterheads/", blank=True)
    arms_sha256 = models.CharField(_("SHA-256 of the arms"), max_length=64, blank=True, editable=False)

    objects = LetterheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("official head")
        verbose_name_plural = _("official heads")

    def __str__(self) -> str:
        name = _("official head")
        return f"{name}, {self.region}"


class Signatory(Record):
    """Who signs: introduction (`Mengetahui`), post, name, NIP and rank. `kind` empty: reports without their own."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="signatories", verbose_name=_("region"))
    kind = models.CharField(_("kind of report"), max_length=32, blank=True)
    introduction = models.CharField(_("introduction"), max_length=80, blank=True)
    post = models.CharField(_("post"), max_length=150)
    name = models.CharField(_("name"), max_length=150, blank=True)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["region", "kind", "position", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return f"{self.post}, {self.name}" if self.name else self.post
