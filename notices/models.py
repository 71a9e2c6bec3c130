"""News for people: what they are told in the portal, how they want it by mail, and the mails that go out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import kinds
from notices.querysets import MailQuerySet, NoticeQuerySet
from organizations.models import Region


class MailWish(models.TextChoices):
    """How somebody wants news of a group by mail; in the portal they have it always."""

    ONCE = "once", _("at once")
    DIGEST = "digest", _("in the daily digest")
    NEVER = "never", _("not by mail")


class Preference(models.Model):
    """What one person chose for their mails; without this row the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name=_("person")
    )
    language = models.CharField(_("language of the mails"), max_length=5, choices=settings.LANGUAGES, default="id")
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), null=True, blank=True, validators=[MaxValueValidator(23)]
    )

    class Meta:
        ordering = ["user"]
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(digest_hour=None) | Q(digest_hour__lte=23), name="preference_hour_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class MailChoice(models.Model):
    """How one person wants one group of news by mail, where it differs from the default."""

    preference = models.ForeignKey(
        Preference, models.CASCADE, related_name="choices", verbose_name=_("mail preference")
    )
    group = models.CharField(_("group of news"), max_length=40)
    mail = models.CharField(_("by mail"), max_length=8, choices=MailWish)

    class Meta:
        ordering = ["preference", "group"]
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["preference", "group"], name="mail_choice_once_per_group")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_mail_display()}"


class Mail(models.Model):
    """A mail to one person. This row is the job: whoever sets it to `sending` sends it.

    `kept`: this portal sends no mail; it is read in the portal. `unfinished` counts how often a sender was killed or
    cut off without knowing whether the server had taken the mail.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "waiting")
        SENDING = "sending", pgettext_lazy("mail", "being sent")
        SENT = "sent", pgettext_lazy("mail", "sent")
        FAILED = "failed", pgettext_lazy("mail", "failed")
        KEPT = "kept", pgettext_lazy("mail", "in the portal only")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mails", verbose_name=_("person"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    digest_on = models.DateField(_("digest of the day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    unfinished = models.PositiveSmallIntegerField(_("cut off"), default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_at = models.DateTimeField(_("sending began"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="mail_sending"),
            models.Index(fields=["region"], condition=Q(state="failed"), name="mail_failed"),
            models.Index(fields=["user", "-created_at"], name="mail_of_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "digest_on"], name="one_digest_a_day"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_has_a_time"),
        ]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """One piece of news for one person. Its text is made from the kind when it is read, in the reader's language."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("about"), max_length=120)
    params = models.JSONField(_("figures"), default=dict, blank=True)
    url = models.CharField(_("page"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("told"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mail_wish = models.CharField(_("by mail"), max_length=8, choices=MailWish, default=MailWish.NEVER)
    mail = models.ForeignKey(
        Mail, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("mail")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes: ClassVar = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "-created_at"], name="notice_of_person"),
            models.Index(fields=["kind", "key"], name="notice_about"),
            models.Index(
                fields=["user"], condition=Q(mail_wish="digest", mail=None, read_at=None), name="notice_for_digest"
            ),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The line that says it all, in the active language."""
        return kinds.title_of(self.kind, self.params)

    @property
    def body(self) -> str:
        """What it means and what to do, in the active language."""
        return kinds.body_of(self.kind, self.params)

    @property
    def label(self) -> str:
        """The name of its kind."""
        return str(kinds.kind_of(self.kind).label)

    @property
    def importance(self) -> str:
        """The badge: info, success, warning, danger."""
        return str(kinds.kind_of(self.kind).importance)
