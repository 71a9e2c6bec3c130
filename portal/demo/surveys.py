"""Example citizen surveys, one a pillar: five with enough answers, one insufficient, and something for every guard."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from masterplan.models.plans import Program
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.evaluation.selectors.surveys import items_of
from organizations.demo import DEMO_REGION
from organizations.models import Membership, Region, User
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.periods import moment
from portal.demo.store import examples
from portal.reference.files import toml

Row = dict[str, Any]
INSTRUMENT = "2023-priority"
BEGAN, ENDED, STILL_OPEN = timedelta(days=62), timedelta(days=20), timedelta(days=16)
FIRST_LETTERS = 24
"""Of the code of the service's link: examples are the same after every loading."""
Channel = SurveyResponse.Channel
EXCLUDED = "Contoh: semua jawaban sama dan terkirim dalam beberapa detik."
HIGHEST = 4


def load(today: date) -> list[Survey]:
    """The surveys with their services and answers; nothing where the instrument is not loaded."""
    region = Region.objects.get(code=DEMO_REGION)
    instrument = Instrument.objects.published().filter(code=INSTRUMENT).first()
    if instrument is None:
        return []
    content = toml("demo/surveys.toml")
    rows = content["survey"]
    subs = {item.sub_dimension.code: item.sub_dimension for item in _statements(instrument)}
    surveys = examples(_surveys(region, instrument, content, subs, today))
    services = examples(_services(region, rows, surveys, subs, today))
    items, surveyor = items_of(surveys), holder(Role.VERIFIER)
    for row, survey in zip(rows, surveys, strict=True):
        own = [each for each in services if each.survey_id == survey.pk]
        examples(_answers(Asked(row, survey, own, items[survey.pk], surveyor, today)))
    return surveys


def _statements(instrument: Instrument) -> Any:
    rows = InstrumentItem.objects.filter(instrument=instrument, is_survey=True, sub_dimension__isnull=False)
    return rows.select_related("sub_dimension__pillar")


def _surveys(
    region: Region, instrument: Instrument, content: Row, subs: dict[str, Any], today: date
) -> Iterator[Survey]:
    for row in content["survey"]:
        is_open = row.get("is_open", False)
        yield Survey(
            region=region,
            instrument=instrument,
            year=today.year,
            pillar=subs[row["services"][0]["sub"]].pillar,
            form=row.get("form", Survey.Form.ONE),
            state=Survey.State.OPEN if is_open else Survey.State.CLOSED,
            opens_on=today - BEGAN,
            closes_on=today + STILL_OPEN if is_open else today - ENDED,
            contact=content["contact"],
        )


def _services(
    region: Region, rows: list[Row], surveys: list[Survey], subs: dict[str, Any], today: date
) -> Iterator[SurveyService]:
    codes = [each["program"] for row in rows for each in row["services"]]
    found = Program.objects.of_region(region).in_force().filter(code__in=codes).select_related("lead_agency")
    programs = {program.code: program for program in found}
    staff = _staff(region)
    for row, survey in zip(rows, surveys, strict=True):
        for each in row["services"]:
            program = programs[each["program"]]
            yield SurveyService(
                survey=survey,
                sub_dimension=subs[each["sub"]],
                agency=program.lead_agency,
                program_lineage=program.lineage,
                name=each["name"],
                users=each["users"],
                token=f"contoh{each['program'].lower().replace('-', '')}"[:FIRST_LETTERS],
                confirmed_at=moment(region, today - BEGAN, 9),
                confirmed_by=staff.get(program.lead_agency_id),
            )


def _staff(region: Region) -> dict[int, User]:
    rows = Membership.objects.filter(region=region, role=Role.AGENCY_STAFF, agency__isnull=False)
    return {row.agency_id: row.user for row in rows.select_related("user").order_by("-pk") if row.agency_id}


@dataclass(frozen=True, slots=True)
class Asked:
    """One survey while its answers are made up."""

    row: Row
    survey: Survey
    services: Sequence[SurveyService]
    items: Sequence[InstrumentItem]
    surveyor: User
    today: date


def _answers(asked: Asked) -> Iterator[SurveyResponse]:
    """People answer over the days of the survey; every one a little different, always the same."""
    people = range(asked.row["people"])
    if asked.survey.form == Survey.Form.THREE:
        yield from (_answer(asked, number, service) for service in asked.services for number in people)
    else:
        yield from (_answer(asked, number) for number in people)


def _answer(asked: Asked, number: int, only: SurveyService | None = None) -> SurveyResponse:
    """`only`: the service of a form of three statements. Some people used the first service only."""
    seed = f"{asked.row['pillar']}:{only.sub_dimension.code if only else ''}:{number}"
    services = [only] if only else asked.services[:1] if number % 19 == 7 else asked.services
    subs = {each.sub_dimension_id for each in services}
    items = [item for item in asked.items if item.sub_dimension_id in subs]
    response = SurveyResponse(
        survey=asked.survey,
        service=only or asked.services[number % len(asked.services)],
        channel=(Channel.LINK, Channel.LINK, Channel.SURVEYOR)[number % 3],
        answers={item.code: _step(asked.row["middle"], f"{seed}:{item.code}") for item in items},
        used=[each.sub_dimension.code for each in services],
        phone_hash=_mark(f"telepon:{seed}") if number % 2 else "",
        seconds=70 + _number(seed) % 210,
        consented_at=_at(asked, number),
        answered_at=_at(asked, number),
    )
    if response.channel == Channel.LINK:
        response.device_hash = _mark(f"perangkat:{seed}")
    else:
        response.entered_by, response.service = asked.surveyor, only
    _play(asked, response, number)
    return response


def _play(asked: Asked, response: SurveyResponse, number: int) -> None:
    """Something for the guards: straight lines in a hurry, zeros, a burst, one person twice, one in two pillars."""
    pillar = asked.row["pillar"]
    if number in (5, 6) and pillar in ("governance", "economy"):
        response.answers = dict.fromkeys(response.answers, HIGHEST)
        response.seconds, response.channel, response.entered_by = 6, Channel.LINK, None
        if number == 6:
            response.excluded_at, response.excluded_by = response.answered_at, asked.surveyor
            response.exclusion_reason = EXCLUDED
    if number == 9 and pillar == "branding":
        response.answers = dict.fromkeys(response.answers, 0)
    if number in (20, 21, 22, 23) and pillar == "living":
        response.device_hash, response.channel, response.entered_by = _mark("perangkat:beruntun"), Channel.LINK, None
        began = moment(response.survey.region, response.survey.opens_on + timedelta(days=30), 10)
        response.answered_at = response.consented_at = began + timedelta(minutes=number % 20 * 2)
    if number in (11, 13) and pillar == "economy":
        response.phone_hash = _mark("telepon:dua kali")
    if number == 15 and pillar in ("governance", "living"):
        response.phone_hash = _mark("telepon:dua pilar")
    if number == 17:
        response.used, response.answers, response.phone_hash, response.device_hash = [], {}, "", ""


def _step(middle: int, seed: str) -> int:
    """An answer near the commonest one."""
    return max(0, min(HIGHEST, middle + (-1, 0, 0, 0, 0, 0, 1, 1, -2, 0)[_number(seed) % 10]))


def _number(seed: str) -> int:
    return zlib.crc32(seed.encode())


def _mark(text: str) -> str:
    """As long as a hash, and of no real telephone or device."""
    return hashlib.sha256(f"contoh:{text}".encode()).hexdigest()


def _at(asked: Asked, number: int) -> datetime:
    survey = asked.survey
    days = max((min(survey.closes_on, asked.today) - survey.opens_on).days - 1, 1)
    day = survey.opens_on + timedelta(days=number * 7 % days)
    return min(moment(survey.region, day, 8) + timedelta(minutes=number * 37 % 480), timezone.now())
