"""Invitations: nobody registers; who administers invites, and a link that works once lets the person in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.invitation_rows import InvitationQuerySet
from core.models import Record
from organizations.models import Agency, Region, User
from organizations.models.memberships import rules_of_a_role
from organizations.roles import Role


class Invitation(Record):
    """An invitation of one e-mail address to one role. Of the link only a hash is kept; it works once and for days."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "mail is on its way")
        SENT = "sent", pgettext_lazy("invitation", "invited")
        EXPIRED = "expired", pgettext_lazy("invitation", "link is too old")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")

    email = models.EmailField(_("e-mail"), db_index=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("region")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("OPD")
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    digest = models.CharField(_("hash of the link"), max_length=64, unique=True, null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("link works until"))
    sent_at = models.DateTimeField(_("mail left"), null=True, blank=True)
    problem = models.CharField(_("why the mail did not leave"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("accepted by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            *rules_of_a_role("invitation"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_accepted_or_withdrawn"
            ),
            models.UniqueConstraint(
                F("email"),
                F("role"),
                Coalesce("region", 0),
                Coalesce("agency", 0),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display()}"

    @property
    def state(self) -> str:
        """What became of it."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.expires_at <= timezone.now():
            return self.State.EXPIRED
        return self.State.SENT if self.sent_at else self.State.WAITING

    @property
    def is_open(self) -> bool:
        """Neither accepted nor withdrawn."""
        return self.accepted_at is None and self.withdrawn_at is None
