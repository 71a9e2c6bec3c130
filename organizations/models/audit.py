"""Who did what: one line per act."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.people import User
from organizations.models.places import Region
from organizations.querysets import AuditQuerySet


class AuditEntry(models.Model):
    """One act of a person on one record; written by services, never changed."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_uid = models.CharField(_("record"), max_length=40, db_index=True)
    subject_label = models.CharField(_("name of the record"), max_length=250)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"
