"""The citizen survey: per pillar, of people who used a service of a program or quick win."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Record
from masterplan.querysets import RegionRows
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.querysets import ResponseQuerySet, SurveyServiceQuerySet
from organizations.models import Agency, Region
from pillars.models import Pillar, SubDimension
from quickwins.models import QuickWin

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that are taken for one another on a poster."""


def new_token() -> str:
    """The part of a survey's link that nobody guesses (31 to the power of 10), and that can be typed from a poster."""
    return "".join(secrets.choice(LETTERS) for _each in range(10))


class Survey(Record):
    """The survey of one pillar in a region and year: the statements of the instrument for the pillar, in one form of
    nine or three forms of three."""

    class Form(models.TextChoices):
        ONE = "one", _("one form of nine statements")
        THREE = "three", _("three forms of three statements")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    region = models.ForeignKey(Region, models.PROTECT, related_name="surveys", verbose_name=_("region"))
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="surveys", verbose_name=_("instrument"))
    year = models.PositiveSmallIntegerField(_("year"))
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="+", verbose_name=_("pillar"))
    form = models.CharField(_("form"), max_length=5, choices=Form, default=Form.ONE)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    contact = models.CharField(_("contact for questions"), max_length=200, blank=True)

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["-year", "pillar"]
        verbose_name = _("citizen survey")
        verbose_name_plural = _("citizen surveys")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "pillar"], name="survey_once_per_pillar_and_year"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="survey_closes_after_it_opens",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pillar}, {self.year}"


class SurveyService(Record):
    """The service that a survey asks about for one sub-dimension: of a program or a quick win; its OPD takes part."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="services", verbose_name=_("survey"))
    sub_dimension = models.ForeignKey(SubDimension, models.PROTECT, related_name="+", verbose_name=_("sub-dimension"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="surveyed_services", verbose_name=_("OPD"))
    program_lineage = models.UUIDField(_("program (across versions)"), null=True, blank=True, db_index=True)
    quick_win = models.ForeignKey(
        QuickWin, models.PROTECT, null=True, blank=True, related_name="surveyed", verbose_name=_("quick win")
    )
    name = models.CharField(_("name of the service"), max_length=200)
    users = models.PositiveIntegerField(_("number of users, as the OPD reports"), null=True, blank=True)
    token = models.CharField(_("link"), max_length=24, unique=True, default=new_token)
    confirmed_at = models.DateTimeField(_("the OPD takes part since"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = SurveyServiceQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "sub_dimension__position"]
        verbose_name = _("surveyed service")
        verbose_name_plural = _("surveyed services")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "sub_dimension"], name="survey_service_once_per_sub_dimension"),
            models.CheckConstraint(
                condition=Q(program_lineage=None, quick_win__isnull=False)
                | Q(program_lineage__isnull=False, quick_win=None),
                name="survey_service_of_program_or_quick_win",
                violation_error_message=_("Choose a program or a quick win."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyResponse(Record):
    """One filled-in form. `answers`: the score 0 to 4 of each statement by item code; `used`: the codes of the
    sub-dimensions whose service the person says they used. The telephone number is kept only as a salted hash.
    """

    class Channel(models.TextChoices):
        LINK = "link", _("link or QR code")
        SURVEYOR = "surveyor", _("entered by a surveyor")
        IMPORT = "import", _("imported")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses", verbose_name=_("survey"))
    service = models.ForeignKey(
        SurveyService, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("service")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    used = models.JSONField(_("services used"), default=list, blank=True)
    phone_hash = models.CharField(_("hash of the telephone number"), max_length=64, blank=True, db_index=True)
    device_hash = models.CharField(_("hash of the device"), max_length=64, blank=True, db_index=True)
    consented_at = models.DateTimeField(_("consented"))
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)
    seconds = models.PositiveIntegerField(_("seconds taken"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    excluded_at = models.DateTimeField(_("excluded"), null=True, blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("excluded by")
    )
    exclusion_reason = models.TextField(_("why excluded"), blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = _("answer to the survey")
        verbose_name_plural = _("answers to the survey")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(excluded_at=None) | ~Q(exclusion_reason=""),
                name="response_excluded_with_a_reason",
                violation_error_message=_("Say why the answer is excluded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.uid}"
