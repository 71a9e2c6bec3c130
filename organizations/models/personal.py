"""What Law 27/2022 asks to be kept about personal data: requests of people, breaches, what was deleted when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from organizations.models.people import User
from organizations.models.places import Region
from organizations.querysets import CheckedRows, ProtectedQuerySet

CLOCK = timedelta(hours=72)
"""3 x 24 hours: articles 30, 32, 40 and 41 for requests, article 46 for notices of a breach."""


def in_three_days() -> datetime:
    """The end of the clock that starts now."""
    return timezone.now() + CLOCK


class DataRequest(Record):
    """What somebody asks about their own personal data, and what became of it. No region: it concerns the nation."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("see the data (art. 7)")
        CORRECTION = "correction", _("correct or complete the data (art. 6)")
        DELETION = "deletion", _("delete the data (art. 8)")
        WITHDRAWAL = "withdrawal", _("withdraw consent (art. 9)")
        OBJECTION = "objection", _("object to an automated decision (art. 10)")
        RESTRICTION = "restriction", _("restrict the processing (art. 11)")
        PORTABILITY = "portability", _("take the data along (art. 13)")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "open")
        DONE = "done", pgettext_lazy("request", "done")
        REFUSED = "refused", pgettext_lazy("request", "refused")

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    kind = models.CharField(_("what is asked"), max_length=12, choices=Kind)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    contact = models.CharField(_("e-mail or telephone"), max_length=200, blank=True)
    text = models.TextField(_("request"), max_length=4000)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    due_at = models.DateTimeField(_("to be answered by"), default=in_three_days, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="data_request_answered_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {timezone.localtime(self.received_at):%Y-%m-%d}"

    @property
    def is_late(self) -> bool:
        """Whether the three days passed without an answer, or the answer came after them."""
        return (self.answered_at or timezone.now()) > self.due_at


class DataBreach(Record):
    """A failure to protect personal data (art. 46): what, whose, when and how, what is done, who was told when."""

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    title = models.CharField(_("what happened"), max_length=200)
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    data_concerned = models.TextField(_("which personal data became known"), max_length=2000)
    people_concerned = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    course = models.TextField(_("how it became known"), max_length=4000)
    measures = models.TextField(_("what is done about it"), max_length=4000)
    authority_told_at = models.DateTimeField(_("agency told"), null=True, blank=True)
    people_told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        verbose_name = _("breach of personal data")
        verbose_name_plural = _("breaches of personal data")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(happened_at=None) | Q(happened_at__lte=F("noticed_at")),
                name="breach_happened_before_it_was_noticed",
                violation_error_message=_("It was noticed before it happened."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due_at(self) -> datetime:
        """By when the people concerned and the agency must be told: 3 x 24 hours after it was noticed."""
        return self.noticed_at + CLOCK

    @property
    def is_told(self) -> bool:
        """Whether both have been told."""
        return self.authority_told_at is not None and self.people_told_at is not None

    @property
    def is_late(self) -> bool:
        """Whether somebody was told after the time, or is not told although it has passed."""
        now = timezone.now()
        return any((at or now) > self.due_at for at in (self.authority_told_at, self.people_told_at))


class RetentionRun(models.Model):
    """One run of one rule of retention: how long data may stay, and how many rows it deleted or emptied."""

    rule = models.CharField(_("rule"), max_length=60, db_index=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False, db_index=True)
    days = models.PositiveIntegerField(_("days"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = CheckedRows.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("run of a retention rule")
        verbose_name_plural = _("runs of retention rules")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.rule} {self.rows}"
