"""An evaluation of the ministry: one instrument in one year, in stages."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.querysets import RoundQuerySet, StageQuerySet


class EvaluationRound(Record):
    """The evaluation of a year with one published instrument; regions that take part have an `Assessment` in it."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="rounds", verbose_name=_("instrument"))
    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(_("name"), max_length=150)
    self_assessment_until = models.DateTimeField(_("self-assessment until"))

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        verbose_name = _("evaluation round")
        verbose_name_plural = _("evaluation rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "year"],
                name="evaluation_round_once_per_year",
                violation_error_message=_("This instrument is already used in a round of this year."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoundStage(Record):
    """A stage of a round: I, written (advice), or II, interview. Closing computes the results, publishing shows them.

    The head of its letters (number, date, place, signature) is entered when it is closed.
    """

    class Kind(models.TextChoices):
        WRITTEN = "I", _("stage I, written")
        INTERVIEW = "II", _("stage II, interview")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        PUBLISHED = "published", _("published")

    round = models.ForeignKey(EvaluationRound, models.PROTECT, related_name="stages", verbose_name=_("round"))
    kind = models.CharField(_("stage"), max_length=2, choices=Kind)
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    letter_number = models.CharField(_("number of the letter"), max_length=80, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    letter_place = models.CharField(_("place"), max_length=80, blank=True, default="Jakarta")
    signer_post = models.CharField(_("post of the signatory"), max_length=150, blank=True)
    signer_name = models.CharField(_("name of the signatory"), max_length=150, blank=True)
    signer_nip = models.CharField(_("NIP of the signatory"), max_length=18, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["round", "kind"]
        verbose_name = _("stage of the evaluation")
        verbose_name_plural = _("stages of the evaluation")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "kind"], name="stage_once_per_round"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="stage_closes_after_it_opens",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "open")) | Q(closed_at__isnull=False), name="stage_closed_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.get_kind_display()}"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED
