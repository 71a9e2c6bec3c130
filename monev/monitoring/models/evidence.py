"""Evidence (data dukung): files and links, stored once, and what each of them proves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.models.directives import DirectiveAnswer
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import (
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
)
from monev.monitoring.querysets import EvidenceQuerySet, EvidenceUseQuerySet, OwnUploadQuerySet
from organizations.models import Agency, Region


class StoredFile(models.Model):
    """The bytes of a file, kept once however many records refer to them. Never replaced.

    `sha256` is that of what is kept and handed out. A picture is written anew on its way in: `received_sha256` is that
    of the file as it was brought (empty: the same), `taken_at` what the camera had written into it.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    received_sha256 = models.CharField(
        _("SHA-256 as received"), max_length=64, blank=True, default="", db_default="", db_index=True
    )
    taken_at = models.DateTimeField(_("time of the camera"), null=True, blank=True)
    scanned_at = models.DateTimeField(_("checked for viruses"), null=True, blank=True)
    infection = models.CharField(_("virus found"), max_length=100, blank=True, default="", db_default="")
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
        PHOTO = "photo", _("photo with place")
        SCREENSHOT = "screenshot", _("screenshot")
        HANDOVER = "handover", _("hand-over record")
        SURVEY = "survey", _("survey")
        INVOICE = "invoice", _("invoice")
        OTHER = "other", _("other")

    class LinkState(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        ALIVE = "alive", _("can be opened")
        DOUBTFUL = "doubtful", _("did not open at the last check")
        DEAD = "dead", _("dead")

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
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    link_state = models.CharField(_("state of the link"), max_length=9, choices=LinkState, default=LinkState.UNCHECKED)
    link_checked_at = models.DateTimeField(_("link checked"), null=True, blank=True)
    link_failures = models.PositiveSmallIntegerField(_("failed checks in a row"), default=0)
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
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="evidence_place_is_whole",
                violation_error_message=_("A place has a latitude and a longitude."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


def _subject(model: type[models.Model], name: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name="evidence_uses", verbose_name=name
    )


SUBJECTS = (
    "progress_report",
    "quick_win_report",
    "pledge_report",
    "indicator_value",
    "milestone",
    "directive_answer",
)
"""What a piece of evidence can prove: the columns of `EvidenceUse` of which exactly one is set."""


def _one_subject() -> Q:
    """Exactly one of the subjects is set."""
    found = Q()
    for chosen in SUBJECTS:
        found |= Q(**{f"{each}__isnull": each != chosen for each in SUBJECTS})
    return found


class EvidenceUse(Record):
    """What a piece of evidence proves: exactly one of the subjects; one piece may have many uses.

    The verdict belongs to the use: the same photo may prove one milestone well and another one hardly.
    """

    class Verdict(models.TextChoices):
        UNJUDGED = "", _("not judged yet")
        NONE = "none", _("proves nothing")
        WEAK = "weak", _("weak")
        SUFFICIENT = "sufficient", _("sufficient")
        STRONG = "strong", _("strong")

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses", verbose_name=_("evidence"))
    progress_report = _subject(ProgressReport, _("report"))
    quick_win_report = _subject(QuickWinReport, _("quick win report"))
    pledge_report = _subject(PledgeReport, _("pledge report"))
    indicator_value = _subject(IndicatorValue, _("indicator value"))
    milestone = _subject(MilestoneProgress, _("milestone"))
    directive_answer = _subject(DirectiveAnswer, _("answer to a directive"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True, default=Verdict.UNJUDGED)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("judged by")
    )

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_subject(), name="evidence_use_has_one_subject"),
            *(
                models.UniqueConstraint(
                    fields=["evidence", subject],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"evidence_once_per_{subject}",
                )
                for subject in SUBJECTS
            ),
        ]

    def __str__(self) -> str:
        return str(self.evidence)


class PartialUpload(models.Model):
    """A file that a browser hands in in pieces: which one, for what, how much has arrived.

    The browser names it (`uid`), so that going on after a break, and asking twice, mean the same upload. When all has
    arrived it becomes one piece of evidence (`use`), and its pieces are removed.
    """

    uid = models.UUIDField(_("identifier"), unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    period = models.ForeignKey(Period, models.CASCADE, related_name="+", verbose_name=_("period"))
    kind = models.CharField(_("kind of report"), max_length=9)
    subject_id = models.PositiveBigIntegerField(_("subject"))
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    received = models.PositiveBigIntegerField(_("received (bytes)"), default=0)
    words = models.JSONField(_("what was said about it"), default=dict, blank=True)
    part = models.FileField(_("pieces"), upload_to="uploads/", blank=True)
    use = models.ForeignKey(
        EvidenceUse, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    refusal = models.TextField(_("why it was refused"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = OwnUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("upload under way")
        verbose_name_plural = _("uploads under way")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_not_more_than_its_size")
        ]

    def __str__(self) -> str:
        return self.name
