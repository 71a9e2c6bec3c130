"""The officer answers within three days, writes breaches down and forgets people; everybody sees their own data."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from exchange.models import IdempotentRequest
from notices.models import Notice
from organizations import audit
from organizations.models import AuditEntry, DataBreach, DataRequest
from portal.personal_data.inventory import HOLDINGS
from portal.personal_data.retention import BY_CODE
from portal.selectors import own_data
from portal.services import data_requests
from tests.accounts.conftest import give_app, give_codes
from tests.factories.notices import MailFactory
from tests.factories.organizations import DataBreachFactory, DataRequestFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
WRITTEN = {
    "title": "Laptop hilang",
    "noticed_at": "2026-11-01T08:00",
    "data_concerned": "Nama warga",
    "course": "Dicuri dari mobil",
    "measures": "Kata sandi diganti",
    "people_concerned": "3",
}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(region):
    person = UserFactory(name="Pejabat PDP")
    MembershipFactory(user=person, role="data_officer", region=region)
    return person


def overview(region):
    return reverse("portal:protection", args=[region.code])


def test_the_first_page_of_the_officer_holds_what_waits_for_them(as_, officer, region, other_region):
    late = DataRequestFactory(region=region, due_at=timezone.now() - timedelta(hours=1))
    DataRequestFactory(region=other_region)
    DataRequestFactory(region=region, state="done", answered_at=timezone.now(), answer="Sudah")
    breach, told = DataBreachFactory(region=region, title="Laptop hilang"), DataBreachFactory(region=region)
    DataBreach.objects.filter(pk=told.pk).update(closed_at=timezone.now())
    page = as_(officer).get("/")
    found = page.context["home"].personal_data
    assert ([*found.requests], [*found.breaches]) == ([late], [breach])
    text = page.content.decode()
    assert reverse("portal:data-request", args=[late.pk]) in text
    assert reverse("portal:breach", args=[breach.pk]) in text
    assert "terlambat" in text


def test_the_first_page_of_the_officer_leads_to_their_work_when_nothing_waits(as_, officer, region):
    text = as_(officer).get("/").content.decode()
    assert overview(region) in text.split("<main")[1]
    assert "Anda belum memiliki peran" not in text


def test_administrators_find_it_on_their_first_page_when_something_waits(as_, cast, region):
    for person in (cast.admin, cast.national):
        assert as_(person).get("/").context["home"].personal_data is None
    asked = DataRequestFactory(region=region)
    for person in (cast.admin, cast.national):
        assert reverse("portal:data-request", args=[asked.pk]) in as_(person).get("/").content.decode()


def test_the_officer_sees_requests_breaches_what_is_held_and_rules(as_, officer, region, other_region):
    waiting, foreign = DataRequestFactory(region=region), DataRequestFactory(region=other_region, name="Orang lain")
    DataBreachFactory(region=region)
    page = as_(officer).get(overview(region))
    found = page.context["found"]
    assert [*found.open] == [waiting]
    assert len(found.breaches) == 1
    assert len(found.held) == len(HOLDINGS)
    assert [each.user for each in found.officers] == [officer]
    assert foreign.name not in page.content.decode()
    counts = {each.holding.table: each.count for each in found.held}
    assert (counts["organizations.User"], counts["organizations.DataRequest"]) == (1, 1)


def test_others_of_the_region_do_not(as_, cast, region, officer):
    asked = DataRequestFactory(region=region)
    for person in (cast.staff, cast.verifier, cast.council):
        assert as_(person).get(overview(region)).status_code == 403
        assert as_(person).get(reverse("portal:data-request", args=[asked.pk])).status_code == 403
    assert as_(cast.admin).get(overview(region)).status_code == 200


def test_somebody_asks_about_themselves_and_reads_the_answer(as_, cast, officer, region):
    page = reverse("portal:own-data")
    as_(cast.staff).post(page, {"kind": "correction", "text": "Gelar saya salah"})
    asked = DataRequest.objects.get()
    assert (asked.person, asked.region) == (cast.staff, region)
    assert asked.due_at - asked.received_at == timedelta(hours=72)
    assert Notice.objects.get(kind="data_request.made").user == officer
    given = {"state": "done", "answer": "Sudah diperbaiki", "version": asked.version}
    assert as_(officer).post(reverse("portal:data-request", args=[asked.pk]), given).status_code == 302
    assert Notice.objects.get(kind="data_request.answered").user == cast.staff
    assert "Sudah diperbaiki" in as_(cast.staff).get(page).content.decode()
    assert AuditEntry.objects.filter(verb="data_request.answered", by=officer).exists()


def test_a_refusal_needs_its_reason_and_an_answer_is_given_once(as_, officer, region):
    asked = DataRequestFactory(region=region)
    page = reverse("portal:data-request", args=[asked.pk])
    assert as_(officer).post(page, {"state": "refused", "answer": " ", "version": 1}).status_code == 422
    assert as_(officer).post(page, {"state": "refused", "answer": "Wajib disimpan", "version": 1}).status_code == 302
    assert as_(officer).post(page, {"state": "done", "answer": "x", "version": 2}).status_code == 422


def test_a_stale_answer_overwrites_nothing(as_, officer, region):
    asked = DataRequestFactory(region=region)
    asked.store(by=officer)
    page = reverse("portal:data-request", args=[asked.pk])
    assert as_(officer).post(page, {"state": "done", "answer": "x", "version": 1}).status_code == 409


def test_who_answers_after_somebody_else_reads_why_and_keeps_their_words(as_, officer, cast, region):
    asked = DataRequestFactory(region=region)
    page = reverse("portal:data-request", args=[asked.pk])
    assert 'for="id_answer">Jawaban' in as_(officer).get(page).content.decode()
    given = {"state": "done", "answer": "Sudah dijawab lewat surat", "version": asked.version}
    as_(cast.admin).post(page, given | {"answer": "Datanya terlampir"})
    late = as_(officer).post(page, given)
    assert late.status_code == 422
    shown = late.content.decode()
    for words in ("Permintaan ini sudah dijawab", "Datanya terlampir", "Sudah dijawab lewat surat", "<dt>Jawaban</dt>"):
        assert words in shown, words
    assert "Jawab permintaan" not in shown, "it cannot be answered again"


def test_a_request_that_changed_meanwhile_is_answered_by_sending_again(as_, officer, region):
    asked = DataRequestFactory(region=region)
    asked.store(by=officer)
    page = reverse("portal:data-request", args=[asked.pk])
    again = as_(officer).post(page, {"state": "done", "answer": "Sudah", "version": 1})
    assert (again.status_code, again.context["form"]["answer"].value()) == (409, "Sudah")
    version = again.context["form"]["version"].value()
    assert as_(officer).post(page, {"state": "done", "answer": "Sudah", "version": version}).status_code == 302


def test_a_request_at_the_counter_counts_from_when_it_was_received(as_, officer, region):
    url = reverse("portal:data-request-new", args=[region.code])
    given = {
        "kind": "access",
        "name": "Warga",
        "contact": "0812",
        "text": "Data apa?",
        "received_at": "2026-11-01T08:00",
    }
    assert as_(officer).post(url, given).status_code == 302
    asked = DataRequest.objects.get()
    assert asked.due_at == asked.received_at + timedelta(hours=72)
    assert asked.is_late
    assert as_(officer).post(url, given | {"contact": ""}).status_code == 422
    assert as_(officer).post(url, given | {"received_at": "2099-01-01T08:00"}).status_code == 422


def test_officers_are_reminded_once_before_the_three_days_end(officer, region):
    DataRequestFactory(region=region)
    breach = DataBreachFactory(region=region)
    assert data_requests.remind() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=50)):
        assert data_requests.remind() == 2
        assert data_requests.remind() == 0
    told = Notice.objects.filter(user=officer)
    assert {each.kind for each in told} == {"data_request.due", "breach.due"}
    assert str(breach.title) in told.get(kind="breach.due").params["title"]


def test_without_an_officer_the_administrators_are_told(cast, region):
    data_requests.ask_about_oneself(cast.staff, "access", "Data apa?")
    assert Notice.objects.get(kind="data_request.made").user == cast.admin


def test_a_breach_from_noticing_to_closing(as_, officer, region):
    browser = as_(officer)
    assert browser.post(reverse("portal:breach-new", args=[region.code]), WRITTEN).status_code == 302
    breach = DataBreach.objects.get()
    assert breach.due_at == breach.noticed_at + timedelta(hours=72)
    step = reverse("portal:breach-step", args=[breach.pk])
    browser.post(step, {"step": "close"})
    breach.refresh_from_db()
    assert breach.closed_at is None
    for each in ("authority", "people", "close"):
        browser.post(step, {"step": each})
    breach.refresh_from_db()
    assert breach.is_told
    assert breach.closed_at is not None
    assert breach.is_late
    verbs = AuditEntry.objects.filter(verb__startswith="breach.").order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == ["breach.recorded", "breach.told", "breach.told", "breach.closed"]


def test_what_is_known_of_a_breach_is_changed_but_not_by_two_at_once(as_, officer, region):
    breach = DataBreachFactory(region=region)
    page = reverse("portal:breach", args=[breach.pk])
    assert as_(officer).post(page, WRITTEN | {"version": breach.version}).status_code == 302
    assert as_(officer).post(page, WRITTEN | {"version": breach.version}).status_code == 409
    wrong = WRITTEN | {"version": 2, "happened_at": "2026-11-02T08:00"}
    assert as_(officer).post(page, wrong).status_code == 422


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_nobody_can_mean_is_refused_at_its_field(as_, officer, region, typed):
    asked = {"kind": "access", "contact": "0812", "text": "Data apa?", "received_at": typed}
    for name, given, field in (
        ("portal:data-request-new", asked, "received_at"),
        ("portal:breach-new", WRITTEN | {"noticed_at": typed}, "noticed_at"),
    ):
        answer = as_(officer).post(reverse(name, args=[region.code]), given)
        assert (answer.status_code, [*answer.context["form"].errors]) == (422, [field])


def test_two_who_write_about_a_breach_see_both_and_choose(as_, officer, region):
    breach = DataBreachFactory(region=region)
    page = reverse("portal:breach", args=[breach.pk])
    as_(officer).post(page, WRITTEN | {"version": 1, "measures": "Laptop dikunci dari jauh"})
    answer = as_(officer).post(page, WRITTEN | {"version": 1, "title": "Dua laptop hilang"})
    assert answer.status_code == 409
    assert dict(answer.context["stored"]) == {
        str(answer.context["form"]["title"].label): "Laptop hilang",
        str(answer.context["form"]["measures"].label): "Laptop dikunci dari jauh",
    }
    form = answer.context["form"]
    assert (form["title"].value(), form["version"].value()) == ("Dua laptop hilang", 2)
    assert as_(officer).post(page, WRITTEN | {"version": 2, "title": "Dua laptop hilang"}).status_code == 302


@pytest.mark.parametrize("whom", ["", "?kepada=orang"])
def test_the_letter_of_article_46_is_a_pdf(as_, officer, region, whom):
    breach = DataBreachFactory(region=region, people_concerned=12)
    answer = as_(officer).get(reverse("portal:breach-letter", args=[breach.pk]) + whom)
    assert answer.content[:5] == b"%PDF-"


def test_the_record_of_processing_holds_every_table(as_, officer, region):
    answer = as_(officer).post(overview(region), {"format": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    text = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert {holding.label for holding in HOLDINGS} <= text
    assert {f"Pemerintah {region.name}", officer.name} <= text
    assert AuditEntry.objects.filter(verb="processing_record.exported").exists()


def test_one_takes_ones_own_data_along_and_nobody_elses(as_, cast, officer):
    cast.staff.set_password("rahasia sekali")
    cast.staff.save()
    DataRequestFactory(region=None, person=cast.staff, text="Milik saya")
    DataRequestFactory(region=None, person=cast.head, text="Milik orang lain")
    answer = as_(cast.staff).post(reverse("portal:own-data-file"))
    told = json.loads(answer.content)
    tables = {each["table"]: each["rows"] for each in told["tables"]}
    assert tables["organizations.User"][0]["email"] == cast.staff.email
    assert "Milik saya" in answer.content.decode()
    assert "Milik orang lain" not in answer.content.decode()
    assert "password" not in tables["organizations.User"][0]
    assert "md5$" not in answer.content.decode()


def test_what_was_done_to_ones_account_is_among_ones_own_data(as_, cast):
    """Also by others, and where nobody was logged in; what was done to other accounts is not."""
    audit.record(None, "account.login_failed", cast.staff, region=None, way="password", address="203.0.113.9")
    audit.record(cast.admin, "factor.all_reset", cast.staff, region=None, count=1)
    audit.record(cast.admin, "factor.all_reset", cast.head, region=None, count=1)
    told = json.loads(as_(cast.staff).post(reverse("portal:own-data-file")).content)["tables"]
    acts = next(each["rows"] for each in told if each["table"] == "organizations.AuditEntry")
    assert sorted(each["verb"] for each in acts) == ["account.login_failed", "factor.all_reset", "own_data.exported"]
    assert "203.0.113.9" in as_(cast.staff).get(reverse("portal:own-data")).content.decode()


def test_kept_answers_and_mails_are_in_the_own_file(as_, cast):
    IdempotentRequest.objects.create(user=cast.staff, key="a", request_sha256="", status=200, answer={"uid": "jawaban"})
    MailFactory(user=cast.staff, body="Isi surat saya")
    MailFactory(user=cast.head, body="Isi surat orang lain")
    file = as_(cast.staff).post(reverse("portal:own-data-file")).content.decode()
    assert "jawaban" in file
    assert "Isi surat saya" in file
    assert "Isi surat orang lain" not in file


def test_who_asked_to_see_their_data_is_not_forgotten(as_, cast, officer, region):
    asked = DataRequestFactory(region=region, kind="access", person=cast.staff)
    page, forget = (reverse(f"portal:data-request{end}", args=[asked.pk]) for end in ("", "-forget"))
    assert as_(officer).get(page).context["forget"] is None
    as_(officer).post(forget, {"reason": "permintaan", "sure": "on"})
    cast.staff.refresh_from_db()
    assert cast.staff.is_active


def test_the_officer_deletes_the_data_of_who_asked_for_it(as_, cast, officer, region):
    asked = DataRequestFactory(region=region, kind="deletion", person=cast.staff)
    page, forget = (reverse(f"portal:data-request{end}", args=[asked.pk]) for end in ("", "-forget"))
    assert as_(officer).get(page).context["forget"] is not None
    unsure = as_(officer).post(forget, {"reason": "permintaan lisan"})
    cast.staff.refresh_from_db()
    assert cast.staff.is_active, "it has to be confirmed"
    form = unsure.context["forget"]
    assert (unsure.status_code, form["reason"].value(), [*form.errors]) == (422, "permintaan lisan", ["sure"])
    assert as_(officer).get(forget)["Location"] == page
    as_(officer).post(forget, {"reason": "permintaan", "sure": "on"})
    cast.staff.refresh_from_db()
    assert not cast.staff.is_active
    assert as_(officer).get(page).context["forget"] is None


def test_what_opens_an_account_is_in_nobodys_own_file_or_page(as_, cast):
    secret = give_app(cast.staff)
    give_codes(cast.staff)
    stored = [str(value) for row in Authenticator.objects.all() for value in row.data.values()]
    file = as_(cast.staff).post(reverse("portal:own-data-file")).content.decode()
    page = as_(cast.staff).get(reverse("portal:own-data")).content.decode()
    told = {each["table"]: each["rows"] for each in json.loads(file)["tables"]}["mfa.Authenticator"]
    assert sorted(row["type"] for row in told) == ["recovery_codes", "totp"]
    assert not [each for each in (secret, *stored) if len(each) > 8 and (each in file or each in page)]
    for holding in filter(lambda each: each.person, HOLDINGS):
        columns = set(own_data._columns(holding))
        assert not columns & {"password", "data", "secret", "token", "digest", "session_key", "session_data"}


def test_a_closed_breach_is_only_read(as_, officer, region):
    row = DataBreachFactory(region=region)
    page = reverse("portal:breach", args=[row.pk])
    save = "device-floppy"
    assert save in as_(officer).get(page).content.decode()
    DataBreach.objects.filter(pk=row.pk).update(closed_at=timezone.now())
    shown = as_(officer).get(page)
    assert save not in shown.content.decode()
    assert all(field.disabled for field in shown.context["form"].fields.values())


def test_a_closed_breach_is_not_changed_by_a_page_that_was_open(as_, officer, region):
    row = DataBreachFactory(region=region)
    DataBreach.objects.filter(pk=row.pk).update(closed_at=timezone.now())
    page = reverse("portal:breach", args=[row.pk])
    answer = as_(officer).post(page, WRITTEN | {"version": row.version, "title": "Ditulis kemudian"})
    assert answer.status_code == 422
    assert answer.context["form"]["title"].value() == "Ditulis kemudian"
    row.refresh_from_db()
    assert row.title != "Ditulis kemudian"


def test_own_acts_are_told_in_words(as_, cast):
    audit.record(cast.staff, "account.logged_in", cast.staff, region=None, way="totp", role="verifier")
    page = as_(cast.staff).get(reverse("portal:own-data")).content.decode()
    assert "account.logged_in" not in page
    for words in ("masuk", "dengan: aplikasi autentikator", "peran: Verifikator"):
        assert words in page


def test_rules_shorter_than_a_day_are_told_in_hours(settings):
    settings.SESSION_COOKIE_AGE = 12 * 3600
    with override("id"):
        assert BY_CODE["sessions"].words == "12 jam"


@pytest.mark.parametrize(("language", "word"), [("id", "Hak Anda"), ("en", "Your rights")])
def test_everybody_reads_the_privacy_notice(client, language, word):
    page = client.get(reverse("portal:public-privacy"), {"bahasa": language}).content.decode()
    assert word in page
    assert page.count('class="privacy"') == len(HOLDINGS)


def test_ones_own_data_tell_the_time_of_ones_region(as_, officer, region):
    assert region.time_zone == "Asia/Makassar"
    with time_machine.travel("2026-11-02 01:15:00+00:00", tick=False):
        audit.record(officer, "account.logged_in", officer, region=region)
        assert "2 November 2026 09.15" in as_(officer).get(reverse("portal:own-data")).content.decode()


def test_ones_own_notices_are_told_as_the_bell_tells_them(as_, cast):
    Notice.objects.create(user=cast.staff, kind="account.factor_added", params={"factor": "totp", "at": "2026-11-02"})
    page = as_(cast.staff).get(reverse("portal:own-data")).content.decode()
    assert "account.factor_added" not in page
    assert "Ditambahkan ke akun Anda: aplikasi autentikator" in page
