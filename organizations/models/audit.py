"""Who did what: one line per act, chained so that tampering shows; anchors of the chains, and checks of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.people import User
from organizations.models.places import Region
from organizations.querysets import AuditQuerySet, CheckedRows


class AuditEntry(models.Model):
    """One act of a person on one record; written by services, never changed.

    It is written without a place (`position`); a job gives it the next one in the chain of its region a few seconds
    later. The label and the details may name people: the chain holds their salted hash (`content`) only, so that they
    can be made unreadable while the chain still verifies (`redacted_by`). See docs/audit.md.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name=_("region"))
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_uid = models.CharField(_("record"), max_length=40, db_index=True)
    subject_label = models.CharField(_("name of the record"), max_length=250)
    details = models.JSONField(_("details"), default=dict, blank=True)

    form = models.PositiveSmallIntegerField(_("form of the hash"), default=1, db_default=1)
    salt = models.CharField(_("salt"), max_length=32, default="", db_default="", blank=True)
    content = models.CharField(_("hash of name and details"), max_length=64, default="", db_default="", blank=True)
    mark = models.CharField(_("mark of the portal"), max_length=64, default="", db_default="", blank=True)
    seen = models.PositiveBigIntegerField(_("entry written last before"), null=True, blank=True)
    chain = models.CharField(_("chain"), max_length=20, default="", db_default="", blank=True)
    position = models.PositiveBigIntegerField(_("position in the chain"), null=True, blank=True)
    is_marked = models.BooleanField(_("written by the portal"), default=False, db_default=False)
    previous = models.CharField(_("hash before"), max_length=64, default="", db_default="", blank=True)
    hash = models.CharField(_("hash"), max_length=64, default="", db_default="", blank=True)
    redacted_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made unreadable by")
    )

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints: ClassVar = [models.UniqueConstraint(fields=["chain", "position"], name="audit_place_once")]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(position=None), name="audit_unsealed")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"


class AuditAnchor(models.Model):
    """The heads of all chains at one moment, signed, chained to the anchor before, and kept outside of the database."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    number = models.PositiveBigIntegerField(_("entry sealed last"), default=0)
    heads = models.JSONField(_("heads"), default=dict)
    previous = models.CharField(_("hash before"), max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    signature = models.CharField(_("signature"), max_length=64)
    file = models.CharField(_("file"), max_length=200, blank=True)

    objects = CheckedRows.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("anchor of the audit log")
        verbose_name_plural = _("anchors of the audit log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.hash[:12]}"


class AuditCheck(models.Model):
    """One verification of the audit log: how far it came, and what it found broken."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    is_whole = models.BooleanField(_("from the beginning"), default=False)
    is_intact = models.BooleanField(_("intact"), default=True)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)
    heads = models.JSONField(_("verified up to"), default=dict)
    problems = models.JSONField(_("problems"), default=list, blank=True)

    objects = CheckedRows.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("check of the audit log")
        verbose_name_plural = _("checks of the audit log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.entries}"
