"""Who took what through REST: one line per request, written when its answer has been sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.keys import ApiKey
from organizations.models.people import User
from organizations.models.places import Region
from organizations.querysets import PullQuerySet


class PullEntry(models.Model):
    """One request to REST: who, with which key, from where, for what, and how much came of it.

    `reach` says whose rows may be in the answer. One region stands in `region`; some stand in `reached`, each number
    between bars (`|3|17|`); for the nation all are meant. What was refused, or is a shared catalogue, reaches nobody.
    """

    class Reach(models.TextChoices):
        NONE = "none", _("no rows of a region")
        REGION = "region", _("one region")
        REGIONS = "regions", _("several regions")
        NATION = "nation", _("all regions")

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    key = models.ForeignKey(
        ApiKey, models.SET_NULL, null=True, blank=True, related_name="pulls", verbose_name=_("API key")
    )
    address = models.GenericIPAddressField(_("from the address"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=7)
    path = models.CharField(_("path"), max_length=300)
    table = models.CharField(_("table"), max_length=80, db_index=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    format = models.CharField(_("format"), max_length=60, blank=True)
    status = models.PositiveSmallIntegerField(_("status"))
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    bytes = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration in ms"))
    reach = models.CharField(_("whose rows"), max_length=7, choices=Reach, default=Reach.NONE)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    reached = models.TextField(_("numbers of several regions"), blank=True)

    objects = PullQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("pull of data")
        verbose_name_plural = _("pulls of data")
        indexes: ClassVar = [
            models.Index(fields=["region", "-at"], name="pull_region_at"),
            models.Index(fields=["reach", "-at"], name="pull_reach_at"),
            models.Index(fields=["user", "-at"], name="pull_user_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.method} {self.path}"
