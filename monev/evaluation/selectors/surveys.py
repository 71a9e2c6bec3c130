"""Citizen surveys with their judged forms and means; `statement_means` is the evidence beside the survey items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.evaluation.survey_checks import Elsewhere, Figures, Filled, Judged, Mean, Sheet, figures, judge
from organizations.models import Region

COLUMNS = (
    *("id", "survey_id", "service_id", "answered_at", "answers", "used", "phone_hash", "device_hash", "seconds"),
    *("excluded_at",),
)


@dataclass(frozen=True, slots=True)
class StatementMean:
    """What citizens said to one statement: evidence for assessors, never a score. `mean` has two decimals, None without
    a valid answer; `valid`: the answers it rests on; `has_surplus`: more people answered than the service has users
    (these are not counted); `address`: the page that shows how it comes about."""

    mean: Decimal | None
    valid: int
    is_sufficient: bool
    address: str
    has_surplus: bool = False


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """A survey with what it asks, its judged forms and its means."""

    survey: Survey
    items: Sequence[InstrumentItem]
    services: Sequence[SurveyService]
    sheet: Sheet
    judged: Sequence[Judged]
    figures: Figures
    unflagged: Figures


def statement_means(region: Region, year: int) -> dict[int, StatementMean]:
    """The mean of each statement by the id of its item, for all surveys of the region in that year; statements that no
    survey asks are missing. Five queries, however many answers there are."""
    surveys = Survey.objects.of_region(region).filter(year=year, archived_at=None)
    found: dict[int, StatementMean] = {}
    for each in figures_of(surveys.select_related("region", "pillar", "instrument")):
        address = result_address(each.survey)
        for item in each.items:
            mean = each.figures.statements.get(item.code)
            if mean:
                found[item.pk] = StatementMean(mean.mean, mean.valid, mean.is_sufficient, address, mean.has_surplus)
    return found


def result_address(survey: Survey) -> str:
    """The page of the results of a survey."""
    return reverse("evaluation:survey-detail", args=[survey.region.code, survey.pk])


def figures_of(surveys: Iterable[Survey]) -> list[SurveyFigures]:
    """Each survey with its means; `surveys` are those of whole region-years, or single ones."""
    rows = list(surveys)
    items, services = items_of(rows), services_of(rows)
    sheets = {row.pk: sheet_of(row, items[row.pk], services[row.pk]) for row in rows}
    forms = _forms(rows, services)
    others = _elsewhere(rows)
    return [
        _figures(row, items[row.pk], services[row.pk], sheets[row.pk], forms[row.pk], others[row.pk]) for row in rows
    ]


def _figures(
    survey: Survey,
    items: Sequence[InstrumentItem],
    services: Sequence[SurveyService],
    sheet: Sheet,
    forms: Iterable[Filled],
    elsewhere: Iterable[Elsewhere],
) -> SurveyFigures:
    judged = judge(forms, sheet, elsewhere)
    clean = figures(judged, sheet, without_flagged=True)
    return SurveyFigures(survey, items, services, sheet, judged, figures(judged, sheet), clean)


def items_of(surveys: Sequence[Survey]) -> dict[int, list[InstrumentItem]]:
    """The statements of each survey (by its id), those of one sub-dimension together."""
    instruments = {row.instrument_id for row in surveys}
    rows = (
        InstrumentItem.objects.filter(instrument__in=instruments, is_survey=True, sub_dimension__isnull=False)
        .select_related("sub_dimension")
        .order_by("sub_dimension__position", "position", "pk")
    )
    by_place: dict[tuple[int, int], list[InstrumentItem]] = defaultdict(list)
    for item in rows:
        by_place[item.instrument_id, item.sub_dimension.pillar_id].append(item)  # type: ignore[union-attr]
    return {row.pk: by_place[row.instrument_id, row.pillar_id] for row in surveys}


def services_of(surveys: Sequence[Survey]) -> dict[int, list[SurveyService]]:
    """The services of each survey (by its id), in the order of the sub-dimensions."""
    found: dict[int, list[SurveyService]] = {row.pk: [] for row in surveys}
    rows = SurveyService.objects.filter(survey__in=found, archived_at=None)
    for each in rows.select_related("sub_dimension", "agency", "quick_win").order_by("sub_dimension__position", "pk"):
        found[each.survey_id].append(each)
    return found


def sheet_of(survey: Survey, items: Iterable[InstrumentItem], services: Iterable[SurveyService]) -> Sheet:
    """What the survey asks, as the guards read it."""
    statements: dict[str, list[str]] = defaultdict(list)
    for item in items:
        statements[item.sub_dimension.code].append(item.code)  # type: ignore[union-attr]
    users = {each.sub_dimension.code: each.users for each in services}
    return Sheet(dict(statements), users, survey.form == Survey.Form.THREE)


def _forms(surveys: Sequence[Survey], services: Mapping[int, list[SurveyService]]) -> dict[int, list[Filled]]:
    in_three = {row.pk for row in surveys if row.form == Survey.Form.THREE}
    subs = {each.pk: each.sub_dimension.code for rows in services.values() for each in rows}
    found: dict[int, list[Filled]] = {row.pk: [] for row in surveys}
    rows = SurveyResponse.objects.filter(survey__in=found, archived_at=None)
    for pk, survey, service, at, answers, used, phone, device, seconds, excluded in rows.values_list(*COLUMNS):
        asked = subs.get(service, "") if survey in in_three else ""
        found[survey].append(
            Filled(pk, at, answers, frozenset(used), asked, phone, device, seconds, excluded is not None)
        )
    return found


def _elsewhere(surveys: Sequence[Survey]) -> dict[int, list[Elsewhere]]:
    """For each survey the forms of the same people in the other surveys of its region and year. Hashes are made with
    region and year, so the same hash is the same person there and nowhere else."""
    mine = {row.pk for row in surveys}
    found: dict[int, list[Elsewhere]] = {row.pk: [] for row in surveys}
    own = SurveyResponse.objects.filter(survey__in=mine).exclude(phone_hash="")
    rows = SurveyResponse.objects.counted().filter(phone_hash__in=own.values("phone_hash")).exclude(used=[])
    by_phone: dict[str, list[Elsewhere]] = defaultdict(list)
    for pk, at, phone, survey in rows.values_list("id", "answered_at", "phone_hash", "survey_id"):
        by_phone[phone].append(Elsewhere(pk, at, phone, survey))
    for forms in by_phone.values():
        for place in {each.survey for each in forms} & mine:
            found[place] += [each for each in forms if each.survey != place]
    return found


def channels_of(survey: Survey) -> dict[int, str]:
    """By which way each form of the survey came, by its id."""
    rows = SurveyResponse.objects.filter(survey=survey, archived_at=None)
    return dict(rows.values_list("id", "channel"))


@dataclass(frozen=True, slots=True)
class CodedMean:
    """A mean with the code of its statement or sub-dimension."""

    code: str
    mean: Decimal | None
    valid: int
    is_sufficient: bool
    has_surplus: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The means of a survey without its forms."""

    forms: int
    valid: int
    flagged: int
    mean: Decimal | None
    is_sufficient: bool
    sub_dimensions: Sequence[CodedMean]
    statements: Sequence[CodedMean]


def summaries_of(surveys: Sequence[Survey]) -> dict[int, Summary]:
    """The means of each survey by its id, in a fixed number of queries."""
    return {each.survey.pk: _summary(each) for each in figures_of(surveys)}


def _summary(found: SurveyFigures) -> Summary:
    pillar = found.figures.pillar
    return Summary(
        forms=len(found.judged),
        valid=pillar.valid,
        flagged=pillar.valid - found.unflagged.pillar.valid,
        mean=pillar.mean,
        is_sufficient=pillar.is_sufficient,
        sub_dimensions=_coded(found.figures.sub_dimensions),
        statements=_coded(found.figures.statements),
    )


def _coded(means: Mapping[str, Mean]) -> list[CodedMean]:
    return [
        CodedMean(code, each.mean, each.valid, each.is_sufficient, each.has_surplus) for code, each in means.items()
    ]
