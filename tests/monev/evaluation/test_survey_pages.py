"""The public form of a citizen survey, the form of the surveyor, result and review, as browsers see them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monev.evaluation.models.surveys import Survey, SurveyResponse
from monev.monitoring.periods import today_in
from tests.monev.evaluation.survey_case import answer, make_survey, posted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def case(region, agency):
    return make_survey(region, agency)


@pytest.fixture
def address(case):
    return reverse("evaluation:survey-form", args=[case.services[0].token])


@pytest.fixture
def phone():
    """A telephone that never saw the portal; cross-site checks are on, as in production."""
    return Client(enforce_csrf_checks=True)


def test_somebody_answers_on_a_telephone_without_log_in(phone, case, address):
    page = phone.get(address)
    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert b"<script" not in page.content
    sent = phone.post(address, posted(page, case, phone="0812 3456 7890"))
    assert sent.headers["Location"].endswith("/terima-kasih/")
    assert phone.get(sent.headers["Location"]).status_code == 200
    row = SurveyResponse.objects.get()
    assert row.answers == {item.code: 3 for item in case.items}
    assert sorted(row.used) == sorted(sub.code for sub in case.subs)
    assert row.channel == "link"
    assert len(row.phone_hash) == len(row.device_hash) == 64


def test_no_number_address_or_cookie_is_kept(phone, case, address):
    page = phone.get(address)
    phone.post(address, posted(page, case, phone="0812 3456 7890"), REMOTE_ADDR="203.0.113.9")
    kept = str(SurveyResponse.objects.values().get()) + str(list(SurveyResponse.history.values()))
    cookie = phone.cookies["perangkat"].value
    for secret in ("34567890", "203.0.113.9", cookie):
        assert secret not in kept


def test_a_double_tap_is_one_answer(phone, case, address):
    sending = posted(phone.get(address), case)
    first, second = phone.post(address, sending), phone.post(address, sending)
    assert first.headers["Location"] == second.headers["Location"]
    assert SurveyResponse.objects.count() == 1


def test_who_used_no_service_is_thanked_and_not_counted(phone, case, address):
    sent = phone.post(address, posted(phone.get(address), case, used="tidak", phone="0812 3456 7890"))
    assert sent.headers["Location"].endswith("/bukan-pengguna/")
    row = SurveyResponse.objects.get()
    assert (row.used, row.answers, row.phone_hash, row.device_hash) == ([], {}, "", "")


def test_what_was_chosen_stays_when_something_is_missing(phone, case, address):
    sending = posted(phone.get(address), case)
    missing = f"butir_{case.items[4].pk}"
    del sending[missing], sending["consent"]
    again = phone.post(address, sending | {"phone": "12"})
    page = again.content.decode()
    assert again.status_code == 422
    assert page.count(" checked") == len(case.items) - 1 + len(case.services)
    assert f'value="{sending["uid"]}"' in page
    assert 'value="12"' in page
    assert f'id="id_{missing}_error"' in page
    assert not SurveyResponse.objects.exists()


def test_a_form_that_was_not_handed_out_here_is_not_taken(phone, case, address):
    sending = posted(phone.get(address), case) | {"uid": "6a1fca3e-5b0e-4b51-9c7d-0f1d9d1a2b3c"}
    assert phone.post(address, sending).status_code == 422
    assert phone.post(address, posted(phone.get(address), case, website="x")).status_code == 422
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "closed"}, "sudah selesai"),
        ({"closes_on": -1}, "sudah selesai"),
        ({"opens_on": 1}, "belum dimulai"),
    ],
)
def test_nothing_is_taken_before_and_after(phone, case, address, changes, words):
    sending = posted(phone.get(address), case)
    today = today_in(case.survey.region.time_zone)
    values = {name: today + timedelta(days=value) if name != "state" else value for name, value in changes.items()}
    Survey.objects.filter(pk=case.survey.pk).update(**values)
    assert words in phone.get(address).content.decode()
    assert words in phone.post(address, sending).content.decode()
    assert not SurveyResponse.objects.exists()


def test_a_survey_that_is_prepared_has_no_address_yet(phone, case, address):
    Survey.objects.update(state="draft")
    assert phone.get(address).status_code == 404
    assert phone.get(reverse("evaluation:survey-find"), {"kode": case.services[0].token}).status_code == 422


def test_the_code_of_a_poster_is_typed(phone, case, address):
    find = reverse("evaluation:survey-find")
    assert phone.get(find, {"kode": f" {case.services[0].token.upper()} "}).headers["Location"] == address
    assert phone.get(find, {"kode": "tidakada"}).status_code == 422


def test_one_device_does_not_flood_and_loses_nothing(phone, case, address, settings):
    settings.SURVEY_PER_DEVICE = 2
    for _each in range(2):
        assert phone.post(address, posted(phone.get(address), case)).status_code == 302
    last = phone.post(address, posted(phone.get(address), case))
    assert last.status_code == 429
    assert last.content.decode().count(" checked") > 9
    assert SurveyResponse.objects.count() == 2


def test_english_is_one_tap_away_and_stays(phone, case, address):
    page = phone.get(f"{address}?bahasa=en")
    assert b"Send my answers" in page.content
    sent = phone.post(f"{address}?bahasa=en", posted(page, case))
    assert b"your answers have arrived" in phone.get(sent.headers["Location"]).content


def test_with_three_forms_each_link_asks_three_statements(phone, region, agency):
    case = make_survey(region, agency, form="three")
    address = reverse("evaluation:survey-form", args=[case.services[1].token])
    page = phone.get(address)
    assert page.content.decode().count("<legend>") == 4
    phone.post(address, posted(page, case))
    row = SurveyResponse.objects.get()
    assert (row.service, list(row.answers)) == (case.services[1], [item.code for item in case.items[3:6]])


def test_a_surveyor_of_the_opd_enters_one_after_the_other(as_, cast, case, region):
    browser = as_(cast.staff)
    address = reverse("evaluation:survey-entry", args=[region.code, case.survey.pk])
    for _each in range(2):
        sent = browser.post(address, posted(browser.get(address), case))
        assert sent.headers["Location"] == address
    assert set(SurveyResponse.objects.values_list("channel", "entered_by")) == {("surveyor", cast.staff.pk)}
    assert as_(cast.colleague).get(address).status_code == 403
    assert as_(cast.council).get(address).status_code == 403
    assert as_(cast.foreign_verifier).get(address).status_code == 404


def test_the_result_says_how_it_came_about_and_never_calls_it_a_score(as_, cast, case, region):
    for number in range(4):
        answer(case, 4, device_hash="d", answered_at=timezone.now() + timedelta(minutes=number), seconds=5)
    page = as_(cast.assessor).get(reverse("evaluation:survey-detail", args=[region.code, case.survey.pk]))
    text = page.content.decode()
    assert "4,00 / 4" in text
    assert "belum cukup: kurang dari 50" in text
    assert "bukan nilai evaluasi" in text
    file = as_(cast.assessor).get(page.wsgi_request.path, {"unduh": "penjaga.csv"})
    lines = file.content.decode().splitlines()
    assert [line.split(",")[-2] for line in lines if line.startswith("banyak dari satu perangkat")] == ["4"]


def test_the_secretariat_excludes_and_counts_again(as_, cast, case, region):
    row = answer(case, 4, seconds=5)
    browser = as_(cast.verifier)
    address = reverse("evaluation:survey-review", args=[region.code, case.survey.pk])
    assert f"#{row.pk}" in browser.get(address).content.decode()
    without = browser.post(address, {"form": row.pk, "langkah": "kecualikan", "reason": ""})
    assert without.status_code == 422
    assert f'value="{row.pk}" checked' in without.content.decode()
    browser.post(address, {"form": row.pk, "langkah": "kecualikan", "reason": "Terlalu cepat"})
    row.refresh_from_db()
    assert (row.excluded_by, row.exclusion_reason) == (cast.verifier, "Terlalu cepat")
    browser.post(address, {"form": row.pk, "langkah": "hitung"})
    row.refresh_from_db()
    assert row.excluded_at is None


def test_the_poster_has_both_ways_and_a_code_that_reads_back(as_, cast, case):
    service = case.services[0]
    page = as_(cast.staff).get(reverse("evaluation:survey-poster", args=[service.pk]))
    text = page.content.decode()
    assert f"http://testserver/survei/{service.token}/" in text
    assert "http://testserver/survei/<" in text
    picture = as_(cast.staff).get(reverse("evaluation:survey-qr", args=[service.pk, "svg"]))
    assert picture.content.startswith(b"<svg")
    png = as_(cast.staff).get(reverse("evaluation:survey-qr", args=[service.pk, "png"]))
    assert png.content.startswith(b"\x89PNG")


def test_rest_gives_means_and_no_single_form(as_, cast, case):
    answer(case, 4, phone_hash="p" * 64)
    browser = as_(cast.assessor)
    [row] = browser.get("/api/v1/surveys/").json()["results"]
    assert (row["figures"]["mean"], row["figures"]["valid"], row["figures"]["is_sufficient"]) == ("4.00", 1, False)
    assert len(row["figures"]["statements"]) == 9
    assert "p" * 64 not in str(row)
    assert browser.get("/api/v1/survey-responses/").status_code == 404


def test_an_opd_takes_part_through_its_page(as_, cast, region, agency):
    case = make_survey(region, agency, state="draft")
    service = case.services[0]
    type(service).objects.filter(pk=service.pk).update(confirmed_at=None, users=None)
    address = reverse("evaluation:survey-service", args=[service.pk])
    assert as_(cast.staff).post(address, {"users": "0"}).status_code == 422
    as_(cast.staff).post(address, {"users": "250"})
    service.refresh_from_db()
    assert (service.users, service.confirmed_by) == (250, cast.staff)
    assert as_(cast.colleague).get(address).status_code == 403
    assert as_(cast.verifier).get(address).status_code == 403


def test_a_form_that_waited_in_the_browser_is_kept_once_for_its_own_day(as_, cast, case, region):
    browser = as_(cast.staff)
    address = reverse("evaluation:survey-entry", args=[region.code, case.survey.pk])
    filled = posted(browser.get(address), case)
    del filled["uid"], filled["note"]
    filled |= {"key": "6a1fca3e-5b0e-4b51-9c7d-0f1d9d1a2b3c", "answered_at": timezone.now().isoformat()}
    Survey.objects.update(state="closed")
    for _each in range(2):
        assert browser.post(address, filled, headers={"accept": "application/json"}).json()["sent"]
    late = {**filled, "key": "6a1fca3e-5b0e-4b51-9c7d-0f1d9d1a2b3d"}
    Survey.objects.update(closes_on=today_in(region.time_zone) - timedelta(days=1))
    assert browser.post(address, late, headers={"accept": "application/json"}).status_code == 409
    missing = {key: value for key, value in late.items() if key != "consent"}
    assert browser.post(address, missing, headers={"accept": "application/json"}).status_code == 422
    row = SurveyResponse.objects.get()
    assert (str(row.uid), row.seconds, row.channel) == (filled["key"], None, "surveyor")
