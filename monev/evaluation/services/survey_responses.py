"""Filled-in forms of a citizen survey: kept once, excluded with a reason and taken back, made anonymous afterwards."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.monitoring.periods import clock_in, today_in
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within

Channel = SurveyResponse.Channel
FORGOTTEN = "x"
"""The first letter of a mark that replaced a hash: no hash begins with it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody filled in. `uid` names the form, so that sending it twice is one answer."""

    uid: uuid.UUID
    channel: str
    used: tuple[str, ...]
    answers: Mapping[str, int]
    service: SurveyService | None = None
    phone_hash: str = ""
    device_hash: str = ""
    seconds: int | None = None
    answered_at: datetime = field(default_factory=timezone.now)


def is_open(survey: Survey, *, today: date | None = None) -> bool:
    """Whether people may answer today, by the clocks of the region."""
    day = today or today_in(survey.region.time_zone)
    return survey.state == Survey.State.OPEN and survey.opens_on <= day <= survey.closes_on


@transaction.atomic
def keep_reply(survey: Survey, reply: Reply, *, by: User | None = None) -> tuple[SurveyResponse, bool]:
    """Keep a filled-in form; the same form again is the one that is there. Says whether it is new."""
    known = SurveyResponse.objects.filter(uid=reply.uid).first()
    if known:
        return known, False
    if not _takes(survey, reply):
        raise Refused(_("The survey is not open: answers are not taken any more."))
    if by:
        require_surveyor(survey, by)
    try:
        with transaction.atomic():
            return store_reply(survey, reply, by=by), True
    except IntegrityError:  # the same form at the same moment
        return SurveyResponse.objects.get(uid=reply.uid), False


def _takes(survey: Survey, reply: Reply) -> bool:
    """Whether the survey takes this form: open today, or filled in by a surveyor while it was open and sent later."""
    if reply.channel != Channel.SURVEYOR:
        return is_open(survey)
    day = clock_in(survey.region.time_zone, reply.answered_at).date()
    return survey.state != Survey.State.DRAFT and survey.opens_on <= day <= survey.closes_on


def store_reply(survey: Survey, reply: Reply, *, by: User | None) -> SurveyResponse:
    """Write one form; whoever calls has asked whether it may be written."""
    row = SurveyResponse(
        uid=reply.uid,
        survey=survey,
        service=reply.service,
        channel=reply.channel,
        answers=dict(reply.answers),
        used=list(reply.used),
        phone_hash=reply.phone_hash,
        device_hash=reply.device_hash,
        consented_at=reply.answered_at,
        answered_at=reply.answered_at,
        seconds=reply.seconds,
        entered_by=by,
    )
    row.store(by=by, reason="survey answered")
    return row


def may_enter(survey: Survey, person: User) -> bool:
    """Whether the person enters forms: the region's secretariat, and staff of an OPD whose service is asked about."""
    if person.access.reach(Can.SELF_ASSESS).covers(region_id=survey.region_id):
        return True
    own = person.access.reach(Can.ENTER).agencies
    return bool(own) and survey.services.filter(agency__in=own, archived_at=None).exists()


def require_surveyor(survey: Survey, person: User) -> None:
    """Refuse who may not enter forms."""
    if not may_enter(survey, person):
        raise Refused(_("Only the region's secretariat and the OPDs whose services are asked about enter answers."))


@transaction.atomic
def exclude_response(row: SurveyResponse, reason: str, *, by: User) -> SurveyResponse:
    """Leave a form out of the means, with a reason that the history keeps."""
    if not reason.strip():
        raise Refused(_("Say why the answer is excluded."), field="reason")
    if row.excluded_at:
        raise Refused(_("The answer is excluded already."))
    row.excluded_at, row.excluded_by, row.exclusion_reason = timezone.now(), by, reason.strip()
    row.store(by=by, reason="answer excluded")
    require_within(row, by, Can.SELF_ASSESS)
    audit.record(by, "survey.answer_excluded", row, region=row.survey.region, reason=row.exclusion_reason)
    return row


@transaction.atomic
def take_back_exclusion(row: SurveyResponse, *, by: User) -> SurveyResponse:
    """Let an excluded form count again; who excluded it and why stays in the history."""
    if not row.excluded_at:
        raise Refused(_("The answer is not excluded."))
    row.excluded_at, row.excluded_by, row.exclusion_reason = None, None, ""
    row.store(by=by, reason="exclusion taken back")
    require_within(row, by, Can.SELF_ASSESS)
    audit.record(by, "survey.answer_counted", row, region=row.survey.region)
    return row


def forget_people() -> int:
    """Some time after a survey, replace the hashes of telephones and devices by random marks; returns how many forms.

    The same hash becomes the same mark in all surveys of a region and year, so who answered twice is still seen and no
    mean changes; but no number can be compared with it any more. The history forgets the hashes altogether.
    """
    day = timezone.localdate() - timedelta(days=settings.SURVEY_HASH_DAYS)
    places = Survey.objects.values_list("region", "year").distinct().order_by("region", "year")
    return sum(_forget(region, year) for region, year in places if _is_over(region, year, day))


def _is_over(region: int, year: int, day: date) -> bool:
    """Whether the last survey of the region and year ended before that day."""
    return not Survey.objects.filter(region=region, year=year, closes_on__gte=day).exists()


@transaction.atomic
def _forget(region: int, year: int) -> int:
    forms = SurveyResponse.objects.filter(survey__region=region, survey__year=year)
    touched = 0
    for column in ("phone_hash", "device_hash"):
        hashes = forms.exclude(**{column: ""}).exclude(**{f"{column}__startswith": FORGOTTEN})
        for known in list(hashes.values_list(column, flat=True).distinct().order_by(column)):
            mark = FORGOTTEN + secrets.token_hex(12)
            touched += forms.filter(**{column: known}).update(**{column: mark})
    SurveyResponse.history.filter(survey__in=forms.values("survey")).update(phone_hash="", device_hash="")
    return touched


@transaction.atomic
def judge_responses(rows: Iterable[SurveyResponse], *, reason: str, by: User) -> int:
    """Exclude several forms for one reason, or without a reason count them again; returns how many changed."""
    changed = 0
    for row in rows:
        if reason.strip() and not row.excluded_at:
            exclude_response(row, reason, by=by)
            changed += 1
        elif not reason.strip() and row.excluded_at:
            take_back_exclusion(row, by=by)
            changed += 1
    return changed
