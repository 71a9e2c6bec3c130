"""Evidence (data dukung): files and links, stored once, and what each of them proves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.monitoring.models.progress import IndicatorValue, PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.querysets import EvidenceQuerySet, EvidenceUseQuerySet
from organizations.models import Agency, Region


class StoredFile(models.Model):
    """The bytes of a file, kept once however many records refer to them. Never replaced."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    file = models.FileField(_("file"), upload_to="evidence/")
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content_type = models.CharField(_("type"), max_length=100)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]


class Evidence(Record):
    """A file or link that an OPD hands in as proof."""

    class Kind(models.TextChoices):
        DECREE = "decree", _("decree")
        REGULATION = "regulation", _("regulation")
        PHOTO = "photo", _("photo")
        SCREENSHOT = "screenshot", _("screenshot")
        HANDOVER = "handover", _("hand-over record")
        SURVEY = "survey", _("survey")
        INVOICE = "invoice", _("invoice")
        OTHER = "other", _("other")

    region = models.ForeignKey(Region, models.PROTECT, related_name="evidence", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="evidence", verbose_name=_("OPD"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    stored_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("file")
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    dated_on = models.DateField(_("date"), default=timezone.localdate)
    note = models.TextField(_("note"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handed in by")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stored_file__isnull=False, link="") | (Q(stored_file=None) & ~Q(link="")),
                name="evidence_is_file_or_link",
                violation_error_message=_("Evidence is a file or a link."),
            ),
            models.UniqueConstraint(
                fields=["agency", "stored_file"],
                condition=Q(stored_file__isnull=False),
                name="evidence_file_once_per_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(Record):
    """What a piece of evidence proves: exactly one of the subjects; one piece may have many uses."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses", verbose_name=_("evidence"))
    progress_report = models.ForeignKey(
        ProgressReport, models.CASCADE, null=True, blank=True, related_name="evidence_uses", verbose_name=_("report")
    )
    quick_win_report = models.ForeignKey(
        QuickWinReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence_uses",
        verbose_name=_("quick win report"),
    )
    pledge_report = models.ForeignKey(
        PledgeReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence_uses",
        verbose_name=_("pledge report"),
    )
    indicator_value = models.ForeignKey(
        IndicatorValue,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence_uses",
        verbose_name=_("indicator value"),
    )

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(progress_report__isnull=False, quick_win_report=None, pledge_report=None, indicator_value=None)
                    | Q(progress_report=None, quick_win_report__isnull=False, pledge_report=None, indicator_value=None)
                    | Q(progress_report=None, quick_win_report=None, pledge_report__isnull=False, indicator_value=None)
                    | Q(progress_report=None, quick_win_report=None, pledge_report=None, indicator_value__isnull=False)
                ),
                name="evidence_use_has_one_subject",
            ),
            *(
                models.UniqueConstraint(
                    fields=["evidence", subject],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"evidence_once_per_{subject}",
                )
                for subject in ("progress_report", "quick_win_report", "pledge_report", "indicator_value")
            ),
        ]

    def __str__(self) -> str:
        return str(self.evidence)
