"""What a region shows to citizens, what it holds back, and what citizens write."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.querysets import (
    ContactQuerySet,
    FeedbackQuerySet,
    PublicationQuerySet,
    StoryQuerySet,
    SwitchQuerySet,
)
from core.contrast import is_readable
from core.models import Record
from masterplan.models.preparation import LegalDocument
from monev.monitoring.models.evidence import Evidence
from organizations.models import Agency, Region
from quickwins.models import QuickWin

ACCENT = "#1F5FA8"
PERSON = settings.AUTH_USER_MODEL


def readable_on_white(color: str) -> None:
    """Refuse a colour in which text could not be read."""
    if not is_readable(color):
        raise ValidationError(
            _("Choose a darker colour: its contrast on white must be at least 4.5 : 1 (written as #1F5FA8).")
        )


def _part(label: Any) -> models.BooleanField[Any, Any]:
    return models.BooleanField(label, default=True)


class Publication(Record):
    """How a region shows itself to citizens. Nothing of a region is public without a published row here."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="publication", verbose_name=_("region"))
    is_published = models.BooleanField(_("published"), default=False)
    published_since = models.DateTimeField(_("published since"), null=True, blank=True)
    introduction = models.TextField(_("introduction"), blank=True, max_length=2000)
    contact = models.TextField(_("contact"), blank=True, max_length=500)
    contact_email = models.EmailField(_("e-mail of the office"), blank=True)
    accent = models.CharField(_("accent colour"), max_length=7, default=ACCENT, validators=[readable_on_white])
    shows_spending = _part(_("spending and budgets"))
    shows_quick_wins = _part(_("quick wins"))
    shows_documents = _part(_("documents"))
    shows_path = _part(_("the way to the plan"))
    shows_data = _part(_("open data"))
    shows_feedback = _part(_("feedback of citizens"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["region"]
        verbose_name = _("public page")
        verbose_name_plural = _("public pages")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(published_since__isnull=False), name="publication_has_a_beginning"
            )
        ]

    def __str__(self) -> str:
        return str(self.region)


class ProgramSwitch(Record):
    """Whether the region holds a program back; without a row it is public with the region. Counts for all versions."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="program_switches", verbose_name=_("region"))
    program_lineage = models.UUIDField(_("program (across versions)"), db_index=True)
    is_withheld = models.BooleanField(_("held back"), default=True)

    objects = SwitchQuerySet.as_manager()

    class Meta:
        ordering = ["region", "program_lineage"]
        verbose_name = _("program held back")
        verbose_name_plural = _("programs held back")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "program_lineage"], name="program_switch_once")
        ]

    def __str__(self) -> str:
        return str(self.program_lineage)


class DocumentSwitch(Record):
    """Whether a document is public; without a row it is not."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="document_switches", verbose_name=_("region"))
    document = models.OneToOneField(
        LegalDocument, models.CASCADE, related_name="public_switch", verbose_name=_("document")
    )
    is_public = models.BooleanField(_("public"), default=True)

    objects = SwitchQuerySet.as_manager()

    class Meta:
        ordering = ["document"]
        verbose_name = _("published document")
        verbose_name_plural = _("published documents")

    def __str__(self) -> str:
        return str(self.document)


class QuickWinStory(Record):
    """A quick win as citizens see it: held back or not, and its picture, a copy without metadata."""

    quick_win = models.OneToOneField(QuickWin, models.CASCADE, related_name="public_story", verbose_name=_("quick win"))
    is_withheld = models.BooleanField(_("held back"), default=False)
    picture = models.FileField(_("picture"), upload_to="stories/", blank=True)
    thumbnail = models.FileField(_("small picture"), upload_to="stories/", blank=True)
    width = models.PositiveSmallIntegerField(_("width (pixels)"), default=0)
    height = models.PositiveSmallIntegerField(_("height (pixels)"), default=0)
    picture_text = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken from the evidence")
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["quick_win"]
        verbose_name = _("story of a quick win")
        verbose_name_plural = _("stories of quick wins")

    def __str__(self) -> str:
        return str(self.quick_win)


class Feedback(Record):
    """What a citizen writes about a program. Shown once a moderator lets it through; answered by the lead OPD.

    Holds nothing that says who wrote: a name and an address are kept apart, for a time (`FeedbackContact`).
    """

    class State(models.TextChoices):
        NEW = "new", _("waits for moderation")
        APPROVED = "approved", _("shown, waits for an answer")
        REJECTED = "rejected", _("not shown")
        ANSWERED = "answered", _("answered")

    region = models.ForeignKey(Region, models.PROTECT, related_name="feedback", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="feedback", verbose_name=_("OPD"))
    program_lineage = models.UUIDField(_("program (across versions)"), db_index=True)
    program_name = models.TextField(_("program"))
    text = models.TextField(_("feedback"))
    digest = models.CharField(_("fingerprint of the text"), max_length=64, db_index=True, editable=False)
    language = models.CharField(_("language"), max_length=5, default="id")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW, db_index=True)
    moderated_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("moderated by")
    )
    moderated_at = models.DateTimeField(_("moderated"), null=True, blank=True)
    rejection_reason = models.TextField(_("why it is not shown"), blank=True)
    answer = models.TextField(_("answer of the OPD"), blank=True)
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("feedback of a citizen")
        verbose_name_plural = _("feedback of citizens")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="feedback_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection_reason=""), name="feedback_rejected_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | Q(moderated_at__isnull=False), name="feedback_moderated_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class FeedbackContact(models.Model):
    """Who wrote a feedback, as far as they said: only for the answer, then deleted. No history, no REST, no admin."""

    feedback = models.OneToOneField(
        Feedback, models.CASCADE, related_name="contact", verbose_name=_("feedback of a citizen")
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    claimed_at = models.DateTimeField(_("being mailed since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a citizen")
        verbose_name_plural = _("contacts of citizens")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
