"""Setting up a citizen survey: its services, the part of their OPDs, opening and closing."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.models.plans import Program
from monev.evaluation import survey_news
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.evaluation.selectors.surveys import items_of
from monev.monitoring.periods import today_in
from notices.services.telling import tell
from organizations import audit
from organizations.models import Agency, Membership, Region, User
from organizations.roles import AGENCY_ROLES, Can
from organizations.scoping import require_within
from pillars.models import Pillar, SubDimension
from quickwins.models import QuickWin

State = Survey.State
COORDINATOR = re.compile(
    r"kominfo|komunikasi|informatika|bapp?eda|bapp?elitbang|bapperida|perencanaan pembangunan", re.I
)
"""Names of the two offices that run the Smart City work and may not run a survey alone."""


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What a survey is to be."""

    instrument: Instrument
    year: int
    pillar: Pillar
    form: str
    opens_on: date
    closes_on: date
    contact: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The program or quick win whose service stands for a sub-dimension, and what people call that service."""

    name: str
    program: Program | None = None
    quick_win: QuickWin | None = None

    @property
    def agency(self) -> Agency:
        """The OPD that offers the service."""
        if self.program:
            return self.program.lead_agency
        if self.quick_win:
            return self.quick_win.agency
        raise Refused(_("Choose a program or a quick win."), field="subject")

    @property
    def lineage(self) -> uuid.UUID | None:
        return self.program.lineage if self.program else None


@transaction.atomic
def draft_survey(region: Region, plan: SurveyPlan, *, by: User) -> Survey:
    """Begin the survey of a pillar; its services are chosen next."""
    same = Survey.objects.of_region(region).filter(year=plan.year, pillar=plan.pillar)
    if same.exists():
        raise Refused(_("This pillar has a survey in that year already."), field="pillar")
    row = Survey(region=region, instrument=plan.instrument, year=plan.year, pillar=plan.pillar)
    _describe(row, plan)
    if not items_of([row := _stored(row, "survey prepared", by)])[row.pk]:
        raise Refused(_("This instrument asks citizens nothing about the pillar."), field="instrument")
    return row


@transaction.atomic
def change_survey(row: Survey, plan: SurveyPlan, *, by: User, seen_version: int | None = None) -> Survey:
    """Change dates and contact; what is asked changes only while no form was filled in."""
    asks = (row.form, row.instrument_id) != (plan.form, plan.instrument.pk)
    if asks and (row.state != State.DRAFT or row.responses.exists()):
        raise Refused(_("People have been asked already: the form and the instrument stay as they are."), field="form")
    row.instrument = plan.instrument
    _describe(row, plan)
    return _stored(row, "survey changed", by, seen_version)


def _describe(row: Survey, plan: SurveyPlan) -> None:
    if plan.closes_on < plan.opens_on:
        raise Refused(_("The last day lies before the first."), field="closes_on")
    row.form, row.opens_on, row.closes_on, row.contact = plan.form, plan.opens_on, plan.closes_on, plan.contact.strip()


def _stored(row: Survey, reason: str, by: User, seen_version: int | None = None) -> Survey:
    row.store(by=by, reason=reason, seen_version=seen_version)
    require_within(row, by, Can.SELF_ASSESS)
    return row


@transaction.atomic
def choose_service(survey: Survey, sub_dimension: SubDimension, choice: Choice, *, by: User) -> SurveyService:
    """Choose the service of a sub-dimension; its OPD is told to take part. Another program needs its own consent."""
    if survey.state != State.DRAFT:
        raise Refused(_("The survey was opened: its services stay as they are."))
    if sub_dimension.pillar_id != survey.pillar_id:
        raise Refused(_("This sub-dimension belongs to another pillar."), field="subject")
    agency = choice.agency
    if agency.region_id != survey.region_id:
        raise Refused(_("This program belongs to another region."), field="subject")
    row = survey.services.filter(sub_dimension=sub_dimension).first() or SurveyService(
        survey=survey, sub_dimension=sub_dimension
    )
    is_new = row.pk is None or (row.program_lineage, row.quick_win_id) != (choice.lineage, _pk(choice.quick_win))
    if is_new:
        row.users, row.confirmed_at, row.confirmed_by = None, None, None
    row.agency, row.name = agency, choice.name.strip()
    row.program_lineage, row.quick_win = choice.lineage, choice.quick_win
    row.store(by=by, reason="service of the survey chosen")
    require_within(row, by, Can.SELF_ASSESS)
    if is_new:
        _tell(row, survey_news.SURVEY_CHOSEN.code, key=f"{row.uid}:{row.version}", page="evaluation:survey-service")
    return row


def _pk(row: Any) -> int | None:
    return row.pk if row else None


@transaction.atomic
def confirm_service(row: SurveyService, users: int, *, by: User) -> SurveyService:
    """The OPD takes part and says how many people use the service."""
    if row.survey.state == State.CLOSED:
        raise Refused(_("The survey is closed."), field="users")
    _require_users(users)
    row.users, row.confirmed_at, row.confirmed_by = users, timezone.now(), by
    row.store(by=by, reason="the OPD takes part in the survey")
    require_within(row, by, Can.ENTER)
    return row


@transaction.atomic
def note_users(row: SurveyService, users: int, *, by: User) -> SurveyService:
    """The secretariat notes the number of users that the OPD told it; the OPD still confirms that it takes part."""
    if row.survey.state != State.DRAFT:
        raise Refused(_("The survey was opened: only the OPD changes the number of its users now."), field="users")
    _require_users(users)
    if row.users != users:
        row.users, row.confirmed_at, row.confirmed_by = users, None, None
        row.store(by=by, reason="number of users noted by the secretariat")
        require_within(row, by, Can.SELF_ASSESS)
    return row


def _require_users(users: int) -> None:
    if users < 1:
        raise Refused(_("A service without users cannot be asked about."), field="users")


@transaction.atomic
def open_survey(row: Survey, *, by: User) -> Survey:
    """Let people answer: every sub-dimension has its service, every OPD takes part, and it is not the office of the
    secretariat alone."""
    if row.state == State.OPEN:
        raise Refused(_("The survey is open already."))
    if missing := gaps_of(row):
        raise Refused(" ".join(str(each) for each in missing))
    is_first = row.state == State.DRAFT
    row.state = State.OPEN
    _stored(row, "survey opened" if is_first else "survey opened again", by)
    audit.record(by, "survey.opened", row, region=row.region)
    if is_first:
        for service in row.services.select_related("survey__region", "survey__pillar", "agency"):
            _tell(service, survey_news.SURVEY_OPENED.code, key=str(service.uid), page="evaluation:survey-poster")
    return row


def gaps_of(row: Survey) -> list[Any]:
    """What keeps a survey from being opened, in words."""
    services = list(row.services.select_related("agency", "sub_dimension").filter(archived_at=None))
    asked = {item.sub_dimension for item in items_of([row])[row.pk]}
    chosen = {each.sub_dimension_id for each in services}
    found: list[Any] = [
        _("Choose the service for %(sub)s.") % {"sub": sub}
        for sub in sorted((each for each in asked if each), key=lambda each: each.position)
        if sub.pk not in chosen
    ]
    found += [
        _("%(agency)s has not confirmed “%(service)s” and its number of users.")
        % {"agency": each.agency, "service": each.name}
        for each in services
        if not (each.confirmed_at and each.users)
    ]
    if services and all(is_coordinator(each.agency) for each in services):
        found.append(_("Kominfo or Bappeda may not run the survey alone: choose a service of another OPD."))
    if not row.contact:
        found.append(_("Name a contact for questions: the privacy note shows it."))
    return found


def is_coordinator(agency: Agency) -> bool:
    """Whether this is the office of communication or of planning, which coordinate the Smart City work."""
    return bool(COORDINATOR.search(f"{agency.name} {agency.short_name} {agency.code}"))


@transaction.atomic
def close_survey(row: Survey, *, by: User) -> Survey:
    """Nobody answers any more; the means stay."""
    if row.state != State.OPEN:
        raise Refused(_("The survey is not open."))
    row.state = State.CLOSED
    audit.record(by, "survey.closed", row, region=row.region)
    return _stored(row, "survey closed", by)


@transaction.atomic
def discard_survey(row: Survey, *, by: User) -> None:
    """Remove a survey that is being prepared and that nobody answered."""
    require_within(row, by, Can.SELF_ASSESS)
    if row.state != State.DRAFT or SurveyResponse.objects.filter(survey=row).exists():
        raise Refused(_("A survey that was opened stays: close it instead."))
    row.delete()


def _tell(row: SurveyService, kind: str, *, key: str, page: str) -> None:
    """Tell everybody of the OPD who may enter for it today."""
    survey = row.survey
    today = today_in(survey.region.time_zone)
    held = Membership.objects.in_force(today).filter(role__in=AGENCY_ROLES, agency=row.agency)
    people = list({each.user_id: each.user for each in held.select_related("user").order_by("user_id")}.values())
    known: dict[str, str | int] = {
        "pillar": survey.pillar.name_id,
        "year": survey.year,
        "service": row.name,
        "agency": str(row.agency),
        "closes_on": survey.closes_on.isoformat(),
    }
    tell(kind, people, key=key, params=known, url=reverse(page, args=[row.pk]), region=survey.region)
