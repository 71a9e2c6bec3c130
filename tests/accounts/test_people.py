"""The people of a region on its pages: who sees them, gives roles, ends them, closes accounts."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from accounts.services.inviting import Wanted, invite
from accounts.services.people import close_account, end_role, give_role, may_close, open_account
from core.errors import Refused
from organizations.models import AuditEntry, Membership
from organizations.roles import Role
from tests.accounts.conftest import give_app
from tests.factories.accounts import InvitationFactory
from tests.factories.organizations import MembershipFactory
from tests.people import person as somebody
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def test_the_list_names_people_roles_and_who_is_invited(cast, region, as_):
    InvitationFactory(region=region, name="Rina Diundang")
    page = as_(cast.admin).get(reverse("people:list", args=[region.code])).content.decode()
    for word in (cast.staff.name, cast.verifier.email, "Rina Diundang", "Dinas Kesehatan"):
        assert word in page
    assert cast.foreign_verifier.email not in page


def test_more_people_cost_no_more_queries(cast, region, as_):
    browser, address = as_(cast.admin), reverse("people:list", args=[region.code])
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _each in range(12):
        give_app(somebody(Role.COUNCIL, region))
        InvitationFactory(region=region)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(few) == len(many) <= 14


def test_the_page_of_a_person_costs_the_same_for_many_roles(cast, region, as_):
    browser, address = as_(cast.admin), reverse("people:person", args=[region.code, cast.council.uid])
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for role in (Role.VERIFIER, Role.SECRETARY):
        MembershipFactory(user=cast.council, region=region, role=role)
        InvitationFactory(region=region, email=cast.council.email, role=role)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(few) == len(many) <= 18


def test_the_list_says_who_has_no_second_factor_though_the_role_needs_one(cast, region, as_, settings):
    settings.MFA_REQUIRED_ROLES = ["verifier", "council"]
    give_app(cast.council)
    browser, address = as_(cast.admin), reverse("people:list", args=[region.code])
    found = {line.person: line.safety for line in browser.get(address).context["page"]}
    assert (found[cast.verifier].is_missing, found[cast.council].is_missing) == (True, False)
    assert (found[cast.staff].is_required, found[cast.council].factors) == (False, 1)
    narrowed = browser.get(address, {"keadaan": "unprotected"}).context["page"]
    assert [line.person for line in narrowed] == [cast.verifier]


def test_of_who_left_neither_log_in_nor_factors_are_told(cast, region, as_):
    give_app(cast.verifier)
    cast.verifier.last_login = datetime(2021, 3, 14, tzinfo=UTC)
    cast.verifier.save()
    cast.verifier.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    browser = as_(cast.admin)
    listed = browser.get(reverse("people:list", args=[region.code]))
    page = browser.get(reverse("people:person", args=[region.code, cast.verifier.uid]))
    assert next(line for line in listed.context["page"] if line.person == cast.verifier).safety is None
    for answer in (listed, page):
        assert cast.verifier.email in answer.content.decode()
        assert not re.search(r"(?<![-\w])2021(?!\w)", answer.content.decode()), "as a year; identifiers may have it"
    assert reverse("people:factors", args=[region.code, cast.verifier.uid]) not in page.content.decode()


def test_the_page_of_a_person_offers_what_may_be_done(cast, region, other_region, as_):
    browser = as_(cast.admin)
    for who in (cast.verifier, cast.assessor, cast.admin):
        give_app(who)
        as_(who)
    MembershipFactory(user=cast.assessor, role=Role.ASSESSOR, region=other_region)
    InvitationFactory(region=region, email=cast.verifier.email)

    def offered(who):
        page = browser.get(reverse("people:person", args=[region.code, who.uid])).content.decode()
        steps = ("sessions", "factors", "account")
        return [each for each in steps if f'action="{reverse(f"people:{each}", args=[region.code, who.uid])}"' in page]

    assert offered(cast.verifier) == ["sessions", "factors", "account"]
    assert offered(cast.assessor) == ["sessions"]
    assert offered(cast.admin) == []
    shown = browser.get(reverse("people:person", args=[region.code, cast.verifier.uid])).context
    assert [row.email for row in shown["invitations"]] == [cast.verifier.email]


def test_the_list_is_narrowed(cast, region, as_):
    browser, address = as_(cast.admin), reverse("people:list", args=[region.code])
    assert cast.staff.email not in browser.get(address, {"peran": Role.VERIFIER}).content.decode()
    cast.staff.is_active = False
    cast.staff.save()
    shown = browser.get(address, {"keadaan": "closed"}).content.decode()
    assert cast.staff.email in shown
    assert cast.verifier.email not in shown


def test_the_nation_sees_its_administrators_and_the_assessors(cast, as_):
    page = as_(cast.national).get(reverse("people:national-list")).content.decode()
    assert cast.assessor.email in page
    assert cast.staff.email not in page


def test_inviting_on_the_page(cast, region, as_):
    browser = as_(cast.admin)
    words = {"email": "Rina@ksb.go.id", "name": "Rina", "role": Role.COUNCIL, "starts_on": "2026-12-01"}
    answer = browser.post(reverse("people:invite", args=[region.code]), words)
    assert answer["Location"] == reverse("people:list", args=[region.code])
    assert Invitation.objects.get().email == "rina@ksb.go.id"
    again = browser.post(reverse("people:invite", args=[region.code]), words)
    assert again.status_code == 422


def test_an_opd_role_without_an_opd_is_refused_at_its_field(cast, region, as_):
    words = {"email": "r@ksb.go.id", "name": "Rina", "role": Role.AGENCY_STAFF, "starts_on": "2026-12-01"}
    answer = as_(cast.admin).post(reverse("people:invite", args=[region.code]), words)
    assert answer.status_code == 422
    assert "agency" in answer.context["form"].errors


def test_steps_of_an_invitation_are_for_its_administrators(cast, region, other_region, as_):
    row = InvitationFactory(region=other_region)
    address = reverse("people:invitation-step", args=[row.pk])
    assert as_(cast.admin).post(address, {"step": "withdraw"}).status_code == 404
    assert as_(cast.verifier).post(address, {"step": "withdraw"}).status_code == 403
    assert as_(cast.foreign_region_admin).post(address, {"step": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_one_more_role(cast, region):
    give_role(cast.council, Wanted("", "", Role.VERIFIER, region), by=cast.admin)
    assert cast.council.memberships.count() == 2
    with pytest.raises(Refused):
        give_role(cast.council, Wanted("", "", Role.VERIFIER, region), by=cast.admin)


def test_nobody_makes_themselves_more(cast, region):
    with pytest.raises(Refused):
        give_role(cast.admin, Wanted("", "", Role.VERIFIER, region), by=cast.admin)
    with pytest.raises(Refused):
        end_role(cast.admin.memberships.get(), by=cast.admin, last_day=timezone.localdate())
    with pytest.raises(Refused):
        close_account(cast.admin, by=cast.admin, region=region)


def test_strangers_are_not_given_roles_but_invited(cast, region):
    with pytest.raises(PermissionDenied):
        give_role(cast.foreign_verifier, Wanted("", "", Role.VERIFIER, region), by=cast.admin)


def test_a_role_ends_on_its_day(cast, region):
    today = timezone.localdate()
    row = cast.verifier.memberships.get()
    end_role(row, by=cast.admin, last_day=today - timedelta(days=1))
    assert not Membership.objects.in_force(today).filter(pk=row.pk).exists()
    with pytest.raises(Refused):
        end_role(row, by=cast.admin, last_day=today)


def test_ending_a_role_never_makes_it_last_longer(cast, region, as_):
    today = timezone.localdate()
    row = cast.verifier.memberships.get()
    row.ends_on = today + timedelta(days=3)
    row.store(by=cast.admin, reason="planned")
    with pytest.raises(Refused) as refused:
        end_role(row, by=cast.admin, last_day=today + timedelta(days=4))
    assert refused.value.field == "last_day"
    page = as_(cast.admin).get(reverse("people:person", args=[region.code, cast.verifier.uid])).content.decode()
    assert f'max="{row.ends_on:%Y-%m-%d}"' in page
    end_role(row, by=cast.admin, last_day=today + timedelta(days=2))
    row.refresh_from_db()
    assert row.ends_on == today + timedelta(days=2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2020-01-05", "Pilih hari dalam 31 hari terakhir"),
        ("", "wajib diisi"),
        ("kemarin", "tanggal yang valid"),
        ("9998-01-01", "Peran ini sudah berakhir lebih awal"),
    ],
)
def test_a_last_day_that_is_refused_is_said_at_its_field(cast, region, as_, typed, words):
    row = cast.verifier.memberships.get()
    other = MembershipFactory(user=cast.verifier, region=region, role=Role.COUNCIL)
    row.ends_on = timezone.localdate() + timedelta(days=300)
    row.store(by=cast.admin, reason="planned")
    browser = as_(cast.admin)
    answer = browser.post(reverse("people:role-end", args=[row.pk]), {f"role-{row.pk}-last_day": typed})
    assert answer.status_code == 422
    shown = {each.pk: each.end_form["last_day"] for each in answer.context["line"].roles}
    assert words in str(shown[row.pk].errors)
    assert shown[row.pk].value() == typed
    assert not shown[other.pk].errors
    page = answer.content.decode()
    assert f'href="#id_role-{row.pk}-last_day"' in page, "the list of what is wrong leads to the field"
    assert f'action="{reverse("people:person", args=[region.code, cast.verifier.uid])}"' in page, "the other form"
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate() + timedelta(days=300)


def test_a_last_day_is_refused_at_its_field_for_people_of_the_nation_too(cast, as_):
    other = somebody(Role.NATIONAL_ADMIN, None)
    row = other.memberships.get()
    answer = as_(cast.national).post(reverse("people:role-end", args=[row.pk]), {f"role-{row.pk}-last_day": "x"})
    assert (answer.status_code, answer.context["line"].person) == (422, other)
    again = as_(cast.national).get(reverse("people:role-end", args=[row.pk]))
    assert again["Location"] == reverse("people:national-person", args=[other.uid])


def test_the_nation_can_do_what_the_page_of_its_assessor_offers(cast, as_):
    browser = as_(cast.national)

    def step(name, **given):
        return browser.post(reverse(f"people:national-{name}", args=[cast.assessor.uid]), given).status_code

    assert browser.get(reverse("people:national-person", args=[cast.assessor.uid])).context["may_close"]
    assert step("sessions") == 302
    assert step("account", step="close") == 302
    cast.assessor.refresh_from_db()
    assert not cast.assessor.is_active
    assert step("account", step="open") == 302
    given = {"role": Role.NATIONAL_ADMIN.value, "starts_on": timezone.localdate().isoformat()}
    assert step("person", **given) == 302
    assert cast.assessor.memberships.filter(role=Role.NATIONAL_ADMIN, region=None).exists()
    assert step("person", **given) == 422
    with pytest.raises(PermissionDenied):
        close_account(cast.verifier, by=cast.national, region=None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_role_and_one_refusal(cast, region):
    def once() -> str:
        try:
            return give_role(cast.council, Wanted("", "", Role.VERIFIER, region), by=cast.admin).role
        except Refused as refused:
            return refused.field

    assert sorted(at_once(once, 4)) == ["role", "role", "role", "verifier"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_sends_one_invitation(cast, region):
    def once() -> str:
        try:
            return invite(Wanted("baru@kota.example", "Baru", Role.VERIFIER, region), by=cast.admin).role
        except Refused as refused:
            return refused.field

    assert sorted(at_once(once, 4)) == ["email", "email", "email", "verifier"]


def test_an_assessor_is_not_sent_home_by_the_region(cast):
    with pytest.raises(Refused):
        end_role(cast.assessor.memberships.get(), by=cast.admin, last_day=timezone.localdate())


def test_a_closed_account_is_out_at_once_and_comes_back(cast, region, as_):
    browser = as_(cast.verifier)
    assert browser.get(reverse("portal:home")).status_code == 200
    close_account(cast.verifier, by=cast.admin, region=region)
    assert browser.get(reverse("portal:home")).status_code == 302
    cast.verifier.refresh_from_db()
    open_account(cast.verifier, by=cast.admin, region=region)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"person.closed", "person.opened"}


def test_an_account_is_not_closed_over_the_head_of_another_region(cast, region, other_region):
    MembershipFactory(user=cast.council, region=other_region, role=Role.COUNCIL)
    assert not may_close(cast.council, by=cast.admin)
    with pytest.raises(Refused):
        close_account(cast.council, by=cast.admin, region=region)
    assert may_close(cast.council, by=cast.national)


def test_neither_staff_of_the_server_nor_the_nation_is_closed_by_a_region(cast, region):
    cast.verifier.is_staff = True
    cast.verifier.save()
    assert not may_close(cast.verifier, by=cast.admin)
    assert not may_close(cast.national, by=cast.admin)


def upload(browser, region, name: str, content: bytes):
    return browser.post(reverse("people:import", args=[region.code]), {"file": SimpleUploadedFile(name, content)})


HEAD = "E-mail;Nama;Peran;OPD;Mulai;Sampai\n"


def test_many_are_invited_from_a_file(cast, region, agency, as_):
    rows = "satu@ksb.go.id;Satu;Verifikator;;01/12/2026;\ndua@ksb.go.id;Dua;Petugas OPD;dinkes;;2027-12-31\n"
    answer = upload(as_(cast.admin), region, "orang.csv", ("\ufeff" + HEAD + rows).encode())
    assert answer.status_code == 302
    made = Invitation.objects.get(email="dua@ksb.go.id")
    assert (made.agency, made.role, str(made.ends_on)) == (agency, Role.AGENCY_STAFF, "2027-12-31")
    assert Invitation.objects.count() == 2


def test_a_workbook_does_as_well(cast, region, as_):
    book = openpyxl.Workbook()
    book.active.append(["nama", "email", "role", "mulai"])
    book.active.append(["Satu", "satu@ksb.go.id", "verifier", timezone.localdate()])
    content = io.BytesIO()
    book.save(content)
    assert upload(as_(cast.admin), region, "orang.xlsx", content.getvalue()).status_code == 302
    assert Invitation.objects.get().starts_on == timezone.localdate()


def test_each_wrong_row_says_what_is_wrong_and_none_is_saved(cast, region, as_):
    InvitationFactory(region=region, email="ada@ksb.go.id")
    rows = (
        "baik@ksb.go.id;Baik;Verifikator;;;\n"
        "bukan-alamat;X;Verifikator;;;\n"
        "a@ksb.go.id;A;Admin nasional;;;\n"
        "b@ksb.go.id;B;Petugas OPD;TIDAKADA;;\n"
        "c@ksb.go.id;C;Verifikator;;besok;\n"
        "baik@ksb.go.id;Lagi;Verifikator;;;\n"
        "ada@ksb.go.id;Ada;Verifikator;;;\n"
        "d@ksb.go.id;D;Verifikator;;2027-01-02;2027-01-01\n"
    )
    answer = upload(as_(cast.admin), region, "orang.csv", (HEAD + rows).encode())
    assert answer.status_code == 422
    assert [line.number for line in answer.context["wrong"]] == [3, 4, 5, 6, 7, 8, 9]
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orang.csv", b"satu;dua\nx;y\n"),
        ("orang.csv", b"email;nama;peran\n"),
        ("orang.xlsx", b"not a workbook"),
        ("orang.pdf", b"%PDF-1.7\n"),
    ],
)
def test_a_file_that_is_none_is_refused_with_words(cast, region, as_, name, content):
    answer = upload(as_(cast.admin), region, name, content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_the_example_file_can_be_used(cast, region, agency, as_):
    browser = as_(cast.admin)
    content = browser.get(reverse("people:import-template", args=[region.code])).content
    assert upload(browser, region, "contoh.csv", content).status_code == 302
