"""A plan matrix on its way in: the uploaded file, the mapping a person corrected, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.plans import PlanVersion
from masterplan.querysets import RegionRows
from organizations.models import Region


class PlanImport(Record):
    """One uploaded file; kept so that the same file again is recognised and a changed one can be compared."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        APPLIED = "applied", _("imported")

    region = models.ForeignKey(Region, models.PROTECT, related_name="plan_imports", verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    start_year = models.PositiveSmallIntegerField(_("first year"))
    end_year = models.PositiveSmallIntegerField(_("last year"))
    file = models.FileField(_("file"), upload_to="imports/%Y/")
    file_name = models.CharField(_("file name"), max_length=250)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.UPLOADED)
    result = models.JSONField(_("result"), default=dict, blank=True)
    plan_version = models.ForeignKey(
        PlanVersion, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name=_("version")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )

    objects = RegionRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("import of a plan")
        verbose_name_plural = _("imports of plans")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_document(self) -> bool:
        """Whether it is a plan as a document (JSON), not a matrix."""
        return str(self.file.name).endswith(".json")
