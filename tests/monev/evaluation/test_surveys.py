"""Setting a citizen survey up, forms that count once, exclusions, import, forgetting: services against the database."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Refused
from monev.evaluation.models.surveys import Survey, SurveyResponse
from monev.evaluation.selectors.surveys import figures_of, statement_means
from monev.evaluation.services.survey_import import WrongRows, import_replies, layout_of, template_of
from monev.evaluation.services.survey_responses import (
    exclude_response,
    forget_people,
    judge_responses,
    take_back_exclusion,
)
from monev.evaluation.services.surveys import (
    Choice,
    SurveyPlan,
    change_survey,
    choose_service,
    close_survey,
    confirm_service,
    draft_survey,
    gaps_of,
    note_users,
    open_survey,
)
from monev.evaluation.survey_people import phone_hash
from notices.models import Notice
from tests.factories.organizations import AgencyFactory
from tests.factories.pillars import PillarFactory
from tests.factories.quickwins import QuickWinFactory
from tests.monev.evaluation.survey_case import answer, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(region, agency):
    return make_survey(region, agency)


@pytest.fixture
def draft(region, agency):
    made = make_survey(region, agency, state=Survey.State.DRAFT, year=2030)
    for service in made.services:
        service.delete()
    return made


def plan_of(survey, **changes):
    names = ("instrument", "year", "pillar", "form", "opens_on", "closes_on", "contact")
    return SurveyPlan(**{name: getattr(survey, name) for name in names} | changes)


def chosen(draft, region, agency, cast, *, name="Layanan"):
    wins = [QuickWinFactory(region=region, agency=agency, pillar=draft.pillar) for _sub in draft.subs]
    return [
        choose_service(draft.survey, sub, Choice(f"{name} {sub.code}", quick_win=win), by=cast.verifier)
        for sub, win in zip(draft.subs, wins, strict=True)
    ]


def test_the_secretariat_prepares_and_opens_once_every_opd_takes_part(draft, region, agency, cast):
    services = chosen(draft, region, agency, cast)
    with pytest.raises(Refused):
        open_survey(draft.survey, by=cast.verifier)
    for service in services:
        confirm_service(service, 300, by=cast.staff)
    open_survey(draft.survey, by=cast.verifier)
    draft.survey.refresh_from_db()
    assert draft.survey.state == "open"
    told = set(Notice.objects.filter(kind="survey.chosen").values_list("user", flat=True))
    assert told == {cast.staff.pk, cast.head.pk}
    assert Notice.objects.filter(kind="survey.opened", user=cast.staff).count() == 3


def test_a_number_that_the_secretariat_notes_is_not_yet_the_consent_of_the_opd(draft, region, agency, cast):
    services = chosen(draft, region, agency, cast)
    for service in services:
        note_users(service, 300, by=cast.verifier)
    assert len(gaps_of(draft.survey)) == 3
    confirm_service(services[0], 310, by=cast.head)
    assert len(gaps_of(draft.survey)) == 2


def test_kominfo_or_bappeda_do_not_run_it_alone(draft, region, cast):
    kominfo = AgencyFactory(region=region, code="KOMINFO", name="Dinas Komunikasi dan Informatika")
    for service in chosen(draft, region, kominfo, cast):
        type(service).objects.filter(pk=service.pk).update(confirmed_at=timezone.now(), users=9)
    assert len(gaps_of(draft.survey)) == 1
    other = AgencyFactory(region=region, code="DINSOS", name="Dinas Sosial")
    win = QuickWinFactory(region=region, agency=other, pillar=draft.pillar)
    changed = choose_service(draft.survey, draft.subs[0], Choice("Bansos", quick_win=win), by=cast.verifier)
    type(changed).objects.filter(pk=changed.pk).update(confirmed_at=timezone.now(), users=9)
    assert gaps_of(draft.survey) == []


def test_another_program_needs_the_consent_of_its_opd_anew(draft, region, agency, cast):
    [service, *_others] = chosen(draft, region, agency, cast)
    confirm_service(service, 300, by=cast.staff)
    same = choose_service(draft.survey, draft.subs[0], Choice("Nama baru", quick_win=service.quick_win), by=cast.admin)
    assert same.confirmed_at
    win = QuickWinFactory(region=region, agency=agency, pillar=draft.pillar)
    other = choose_service(draft.survey, draft.subs[0], Choice("Lain", quick_win=win), by=cast.admin)
    assert (other.pk, other.confirmed_at, other.users) == (service.pk, None, None)


def test_nobody_of_another_opd_or_region_acts(case, draft, region, agency, cast):
    [service, *_others] = chosen(draft, region, agency, cast)
    for person in (cast.colleague, cast.foreign_agency_staff, cast.verifier):
        with pytest.raises(PermissionDenied):
            confirm_service(type(service).objects.get(pk=service.pk), 5, by=person)
    with pytest.raises(PermissionDenied):
        close_survey(Survey.objects.get(pk=case.survey.pk), by=cast.foreign_verifier)
    with pytest.raises(PermissionDenied):
        draft_survey(region, plan_of(case.survey, year=2031), by=cast.staff)
    assert Survey.objects.filter(year=2031).count() == 0


def test_a_pillar_has_one_survey_a_year_and_the_form_stays_once_people_answered(case, region, cast):
    with pytest.raises(Refused):
        draft_survey(region, plan_of(case.survey), by=cast.verifier)
    answer(case)
    with pytest.raises(Refused):
        change_survey(case.survey, plan_of(case.survey, form="three"), by=cast.verifier)
    later = case.survey.closes_on + timedelta(days=5)
    change_survey(Survey.objects.get(), plan_of(case.survey, form="one", closes_on=later), by=cast.verifier)
    assert Survey.objects.get().closes_on == later


def test_the_means_stand_beside_the_items_as_evidence(case, region):
    for number in range(50):
        answer(case, 3 if number % 2 else 4)
    means = statement_means(region, 2026)
    assert set(means) == {item.pk for item in case.items}
    one = means[case.items[0].pk]
    assert (str(one.mean), one.valid, one.is_sufficient, one.has_surplus) == ("3.50", 50, True, False)
    assert one.address.endswith(f"/survei/{case.survey.pk}/")
    assert statement_means(region, 2025) == {}


def test_one_person_counts_in_one_pillar_across_surveys(case, region, agency):
    other = make_survey(region, agency, pillar=PillarFactory(code="economy", letters="EC", position=3), first=10)
    now = timezone.now()
    answer(other, phone_hash="p", answered_at=now - timedelta(hours=1))
    answer(case, phone_hash="p", answered_at=now)
    by_survey = {each.survey.pk: each for each in figures_of(Survey.objects.all())}
    assert by_survey[other.survey.pk].figures.pillar.valid == 1
    [one] = by_survey[case.survey.pk].judged
    assert (one.standing, one.other_survey) == ("elsewhere", other.survey.pk)
    [alone] = figures_of(Survey.objects.filter(pk=case.survey.pk))
    assert alone.judged == by_survey[case.survey.pk].judged


def test_somebody_excludes_with_a_reason_and_takes_it_back_and_both_stay_in_the_history(case, cast):
    row = answer(case, 4)
    with pytest.raises(Refused):
        exclude_response(row, "  ", by=cast.verifier)
    exclude_response(row, "Semua empat", by=cast.verifier)
    assert figures_of([case.survey])[0].figures.pillar.valid == 0
    take_back_exclusion(row, by=cast.admin)
    assert figures_of([case.survey])[0].figures.pillar.valid == 1
    said = [(each.history_user, each.exclusion_reason) for each in row.history.all()[:2]]
    assert said == [(cast.admin, ""), (cast.verifier, "Semua empat")]


def test_staff_of_an_opd_do_not_exclude(case, cast):
    with pytest.raises(PermissionDenied):
        judge_responses([answer(case)], reason="Tidak suka", by=cast.staff)
    assert not SurveyResponse.objects.exclude(excluded_at=None).exists()


def rows_of(case, *rows, head=None):
    head = head or layout_of(case.survey).columns
    return ("\n".join(",".join(str(each) for each in line) for line in [head, *rows])).encode()


def row(case, number, value="3", phone="", use="ya", consent="ya"):
    parts = [each for _service in case.services for each in (use, value, value, value)]
    return [number, case.survey.opens_on.isoformat(), phone, consent, *parts]


def test_the_same_file_twice_adds_nothing(case, cast):
    content = rows_of(case, row(case, 1, phone="0812 3456 7890"), row(case, 2, value="4"))
    assert import_replies(case.survey, content, by=cast.verifier) == (2, 0)
    assert import_replies(case.survey, content, by=cast.verifier) == (0, 2)
    stored = SurveyResponse.objects.get(phone_hash__gt="")
    assert stored.phone_hash == phone_hash("+62 812-3456-7890", region=case.survey.region.code, year=2026)
    assert (stored.channel, stored.entered_by) == ("import", cast.verifier)


def test_every_error_of_a_file_is_listed_and_nothing_is_written(case, cast):
    content = rows_of(
        case,
        row(case, 1),
        row(case, 1, value="5"),
        row(case, "", phone="abc", consent=""),
        row(case, 4, use="mungkin"),
        row(case, 5, use="tidak"),
    )
    with pytest.raises(WrongRows) as wrong:
        import_replies(case.survey, content, by=cast.verifier)
    found = {(each.row, each.column) for each in wrong.value.errors}
    assert {(3, "nomor"), (3, case.items[0].code), (4, "nomor"), (4, "telepon"), (4, "setuju")} <= found
    assert {(5, f"pakai_{case.subs[0].code}"), (6, case.items[0].code)} <= found
    assert not SurveyResponse.objects.exists()


def test_the_template_can_be_sent_back_and_its_examples_are_left_out(case, cast):
    with pytest.raises(Refused):
        import_replies(case.survey, template_of(case.survey).encode(), by=cast.verifier)
    assert not SurveyResponse.objects.exists()


def test_a_number_that_was_used_with_other_answers_is_an_error(case, cast):
    import_replies(case.survey, rows_of(case, row(case, 1)), by=cast.verifier)
    with pytest.raises(WrongRows) as wrong:
        import_replies(case.survey, rows_of(case, row(case, 1, value="4")), by=cast.verifier)
    assert [(each.row, each.column) for each in wrong.value.errors] == [(2, "nomor")]


def test_hashes_are_forgotten_and_no_mean_changes(case, cast, settings):
    values = {"phone_hash": "a" * 64, "device_hash": "b" * 64}
    first = SurveyResponse(survey=case.survey, channel="link", used=[], consented_at=timezone.now(), **values)
    first.store(by=None, reason="survey answered")
    answer(case, 3, **values)
    answer(case, 4, **values)
    before = figures_of([case.survey])[0].figures
    assert forget_people() == 0
    past = timezone.localdate() - timedelta(days=settings.SURVEY_HASH_DAYS + 1)
    Survey.objects.update(opens_on=past, closes_on=past)
    assert forget_people() == 6
    assert forget_people() == 0
    assert figures_of([case.survey])[0].figures == before
    stored = set(SurveyResponse.objects.values_list("phone_hash", "device_hash"))
    assert len(stored) == 1
    assert not any("a" * 64 in pair or "b" * 64 in pair for pair in stored)
    assert not SurveyResponse.history.exclude(phone_hash="", device_hash="").exists()


def test_more_forms_need_no_more_queries(case, region, django_assert_max_num_queries):
    from django.db import connection

    answer(case, phone_hash="p")
    with CaptureQueriesContext(connection) as few:
        statement_means(region, 2026)
    for number in range(30):
        answer(case, phone_hash=f"p{number}")
    with CaptureQueriesContext(connection) as many:
        statement_means(region, 2026)
    assert len(many) == len(few) <= 5
