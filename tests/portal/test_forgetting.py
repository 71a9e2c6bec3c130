"""Forgetting a person: their data are gone, their official acts stay, and the audit log still verifies."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Device, Invitation
from core.errors import Refused
from exchange.models import IdempotentRequest
from monev.monitoring.models.sending import Receipt
from notices.models import Mail, Notice
from organizations import audit
from organizations.models import ApiKey, AuditEntry, DataRequest, Membership, PullEntry, RetentionRun, User
from organizations.services.keys import make_key
from organizations.services.requests import forget_contacts_of_requests
from organizations.services.sealing import seal_entries
from organizations.services.verifying import verify
from portal.personal_data.retention import BY_CODE, RULES
from portal.services import data_requests, retention
from portal.services.forgetting import forget_person, is_forgotten, may_forget, pseudonym_of
from tests.factories.accounts import InvitationFactory
from tests.factories.frozen import thawed
from tests.factories.notices import MailFactory, NoticeFactory
from tests.factories.organizations import DataRequestFactory, MembershipFactory, PullEntryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def siti(cast, region):
    """Somebody of the OPD with everything that an account leaves behind."""
    person = cast.staff
    person.name, person.email, person.nip = "Siti Nurhaliza", "siti.n@ksb.example", "198001012005012001"
    person.save()
    MailFactory(user=person, region=region, to=person.email)
    NoticeFactory(user=person, region=region)
    PullEntryFactory(user=person, region=region, address="203.0.113.7", parameters={"search": "x"})
    DataRequestFactory(region=region, person=person, name="Siti Nurhaliza")
    make_key(person, "SIPD")
    held = person.memberships.get()
    audit.record(cast.admin, "post.handed_over", held, region=region, to="Siti Nurhaliza", note="siti.n@ksb.example")
    audit.record(cast.admin, "region.settings", region, region=region, note="tidak menyebut siapa pun")
    audit.record(person, "report.saved", region, region=region)
    seal_entries()
    return person


def everything_said(**also: object) -> str:
    """All that the audit log says in clear."""
    return json.dumps([*AuditEntry.objects.values_list("subject_label", "details")])


def test_nothing_names_the_person_any_more(siti, cast):
    forget_person(siti, by=cast.national, reason="permintaan penghapusan")
    siti.refresh_from_db()
    assert (siti.name, siti.nip, siti.is_active, siti.has_usable_password()) == (pseudonym_of(siti), "", False, False)
    assert "siti" not in siti.email
    for secret in ("Siti Nurhaliza", "siti.n@ksb.example", "198001012005012001"):
        assert secret not in everything_said()
    assert not Mail.objects.filter(user=siti).exists()
    assert not Notice.objects.filter(user=siti).exists()
    assert PullEntry.objects.get(user=siti).address is None
    assert not ApiKey.objects.filter(user=siti, revoked_at=None).exists()
    asked = DataRequest.objects.get(person=siti)
    assert (asked.name, asked.text) == ("", "")
    assert not DataRequest.history.filter(name__gt="").exists()


def test_what_others_were_told_does_not_name_the_person_any_more(siti, cast, region):
    data_requests.ask_about_oneself(siti, DataRequest.Kind.DELETION, "Hapus data saya")
    stands = {"answer": {"entered_by": {"name": "Siti Nurhaliza"}, "notes": ["dari siti.n@ksb.example"]}}
    IdempotentRequest.objects.create(user=cast.head, key="a", request_sha256="", status=200, **stands)
    Receipt.objects.create(user=cast.head, key=uuid4(), **stands)
    assert "Siti Nurhaliza" in Mail.objects.get(user=cast.admin).body
    forget_person(siti, by=cast.national, reason="permintaan penghapusan")
    told = json.dumps(
        [
            *Notice.objects.values_list("params", flat=True),
            *Mail.objects.values_list("subject", "body"),
            *IdempotentRequest.objects.values_list("answer", flat=True),
            *Receipt.objects.values_list("answer", flat=True),
        ]
    )
    for secret in ("Siti Nurhaliza", "siti.n@ksb.example"):
        assert secret not in told
    assert Mail.objects.get(user=cast.admin).subject.startswith(pseudonym_of(siti))
    assert IdempotentRequest.objects.get().answer["entered_by"] == {"name": pseudonym_of(siti)}


def test_official_acts_and_roles_stay(siti, cast):
    acts = AuditEntry.objects.filter(by=siti).count()
    forget_person(siti, by=cast.national, reason="x")
    assert AuditEntry.objects.filter(by=siti).count() == acts
    held = Membership.objects.get(user=siti)
    assert (held.role, held.ends_on) == ("agency_staff", timezone.localdate() - timedelta(days=1))


def test_the_chain_still_verifies_and_says_what_was_made_unreadable(siti, cast):
    before = list(AuditEntry.objects.order_by("pk").values_list("hash", flat=True))
    done = forget_person(siti, by=cast.national, reason="x")
    seal_entries()
    assert done.redacted >= 1
    assert list(AuditEntry.objects.order_by("pk").values_list("hash", flat=True))[: len(before)] == before
    assert verify().is_intact
    told = AuditEntry.objects.get(verb="audit.redacted")
    assert set(told.details["entries"]) == {
        str(pk) for pk in AuditEntry.objects.filter(redacted_by=told).values_list("pk", flat=True)
    }


def test_what_was_made_unreadable_cannot_be_changed_again_unnoticed(siti, cast):
    forget_person(siti, by=cast.national, reason="x")
    seal_entries()
    entry = AuditEntry.objects.filter(redacted_by__isnull=False).first()
    with thawed("sealed_organizations_auditentry_update"):
        AuditEntry.objects.filter(pk=entry.pk).update(details={"to": "Orang lain"})
    (problem,) = verify().problems
    assert (problem.kind, problem.number) == ("content", entry.pk)


def test_the_old_hash_does_not_tell_what_stood_there(siti, cast):
    """With the salt gone, guessing the right name does not show that it was right."""
    from organizations.chaining import content_of

    entry = AuditEntry.objects.filter(verb="post.handed_over").get()
    label, details, content = entry.subject_label, entry.details, entry.content
    assert content_of(entry.salt, label, details) == content
    forget_person(siti, by=cast.national, reason="x")
    entry.refresh_from_db()
    assert entry.content == content
    assert content_of(entry.salt, label, details) != content


def test_two_people_in_one_entry_are_forgotten_one_after_the_other(siti, cast, region):
    cast.head.name = "Budi Santoso"
    cast.head.save()
    audit.record(cast.admin, "post.handed_over", region, region=region, to="Budi Santoso", about="Siti Nurhaliza")
    forget_person(siti, by=cast.national, reason="x")
    forget_person(cast.head, by=cast.national, reason="y")
    seal_entries()
    assert "Budi Santoso" not in everything_said()
    assert "Siti Nurhaliza" not in everything_said()
    assert verify().is_intact


def test_a_person_named_in_the_reason_of_another_is_forgotten_too(siti, cast):
    cast.head.name = "Ahmad Fauzi"
    cast.head.save()
    forget_person(siti, by=cast.national, reason="diminta lewat Ahmad Fauzi")
    forget_person(cast.head, by=cast.national, reason="pensiun")
    seal_entries()
    assert "Ahmad Fauzi" not in everything_said()
    assert AuditEntry.objects.filter(verb="audit.redacted").count() == 2
    assert verify().is_intact


@pytest.mark.parametrize("name", ["Siti Nurhaliza", "Melati"])
def test_the_reason_does_not_name_the_person(siti, cast, name):
    siti.name = name
    siti.save()
    forget_person(siti, by=cast.national, reason=f"{name} (siti.n@ksb.example) meminta")
    kept = [*Membership.history.filter(user=siti).values_list("history_change_reason", flat=True)]
    said = AuditEntry.objects.get(verb="person.forgotten").details["reason"]
    assert pseudonym_of(siti) in said
    assert name not in f"{said} {kept}"
    assert "siti.n@" not in f"{said} {kept}"


def test_invitations_do_not_name_the_person_any_more(siti, cast, region):
    old = InvitationFactory(region=region, email="dahulu@ksb.example", name=siti.name, invited_by=cast.admin)
    old.accepted_by, old.accepted_at = siti, timezone.now()
    old.store(by=siti, reason="accepted")
    waiting = InvitationFactory(region=region, email="Siti.N@ksb.example", name=siti.name, invited_by=cast.admin)
    other = InvitationFactory(region=region, email="lain@ksb.example", name="Orang Lain", invited_by=cast.admin)
    forget_person(siti, by=cast.national, reason="x")
    for row in (old, waiting):
        row.refresh_from_db()
        versions = [*row.history.values_list("email", "name"), (row.email, row.name)]
        assert {*versions} == {(User.objects.get(pk=siti.pk).email, pseudonym_of(siti))}
    assert waiting.withdrawn_at is not None
    other.refresh_from_db()
    assert (other.name, other.withdrawn_at) == ("Orang Lain", None)


def test_a_region_does_not_forget_its_administrator_nor_who_opens_the_administration(siti, cast, region):
    officer = UserFactory()
    MembershipFactory(user=officer, role="data_officer", region=region)
    assert may_forget(officer, siti)
    assert not may_forget(officer, cast.admin)
    assert may_forget(cast.national, cast.admin)
    for power in ("is_staff", "is_superuser"):
        person = UserFactory(**{power: True})
        MembershipFactory(user=person, role="verifier", region=region)
        assert not may_forget(officer, person)
        assert not may_forget(cast.national, person)
        chief = UserFactory(is_superuser=True)
        MembershipFactory(user=chief, role="national_admin", region=None)
        assert may_forget(chief, person)


def test_a_single_name_is_taken_out_only_where_it_is_the_whole_text(siti, cast, region):
    siti.name = "Melati"
    siti.save()
    audit.record(cast.admin, "post.handed_over", region, region=region, to="Melati", note="Jalan Melati 4")
    forget_person(siti, by=cast.national, reason="x")
    details = AuditEntry.objects.filter(verb="post.handed_over").latest("pk").details
    assert details == {"to": pseudonym_of(siti), "note": "Jalan Melati 4"}


def test_they_can_not_log_in_and_are_out_at_once(siti, cast, as_):
    browser = as_(siti)
    assert browser.get(reverse("portal:home")).status_code == 200
    forget_person(siti, by=cast.national, reason="x")
    assert browser.get(reverse("portal:home")).status_code == 302


def test_officers_forget_people_of_their_region_only(siti, cast, other_region):
    assert may_forget(cast.admin, siti)
    MembershipFactory(user=siti, role="assessor", region=other_region)
    assert not may_forget(cast.admin, siti)
    assert may_forget(cast.national, siti)
    assert not may_forget(cast.admin, cast.admin)
    assert not may_forget(cast.verifier, siti)
    with pytest.raises(Refused):
        forget_person(siti, by=cast.admin, reason="x")


def test_nobody_is_forgotten_twice_or_without_a_reason(siti, cast):
    with pytest.raises(Refused) as refused:
        forget_person(siti, by=cast.national, reason=" ")
    assert refused.value.field == "reason"
    forget_person(siti, by=cast.national, reason="x")
    assert is_forgotten(siti)
    with pytest.raises(Refused):
        forget_person(siti, by=None, reason="x")


def test_the_command_forgets_too(siti):
    said = io.StringIO()
    call_command("forget_person", siti.email, reason="pensiun", stdout=said)
    assert is_forgotten(User.objects.get(pk=siti.pk))
    assert "audit entries made unreadable" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("forget_person", "siapa@tidak.example", reason="x")


def test_every_rule_is_carried_out_each_night_and_written_down(region, cast):
    with time_machine.travel(timezone.now() - timedelta(days=800), tick=False):
        MailFactory(user=cast.staff, region=region, state=Mail.State.SENT, sent_at=timezone.now())
        waiting = MailFactory(user=cast.staff, region=region, state=Mail.State.WAITING)
        NoticeFactory(user=cast.staff, region=region)
        PullEntryFactory(user=cast.staff, region=region)
    fresh = NoticeFactory(user=cast.staff, region=region)
    runs = {run.rule: run for run in retention.carry_out()}
    assert set(runs) == {rule.code for rule in RULES}
    assert [runs[rule].rows for rule in ("mails", "notices", "pulls")] == [1, 1, 1]
    assert [*Mail.objects.all()] == [waiting]
    assert [*Notice.objects.all()] == [fresh]
    assert RetentionRun.objects.count() == len(RULES)


def test_devices_of_who_came_no_more_are_forgotten(cast, settings):
    settings.KNOWN_DEVICE_DAYS = 30
    now = timezone.now()
    Device.objects.create(user=cast.staff, digest="a", address="203.0.113.7", last_seen_at=now - timedelta(days=31))
    used = Device.objects.create(user=cast.staff, digest="b", last_seen_at=now - timedelta(days=29))
    assert BY_CODE["devices"].run() == 1
    assert [*Device.objects.all()] == [used]


def test_invitations_that_led_to_nothing_lose_whom_they_were_sent_to(cast, region, settings):
    settings.INVITATION_KEEP_DAYS = 30
    now = timezone.now()
    old, young = now - timedelta(days=31), now - timedelta(days=29)
    twice = [InvitationFactory(region=region, email=f"b{n}@ksb.example", name="Bu Rina", expires_at=old) for n in "12"]
    withdrawn = InvitationFactory(region=region, name="Bu Rina", expires_at=old, withdrawn_at=old)
    kept = [
        InvitationFactory(region=region, expires_at=young),
        InvitationFactory(region=region, expires_at=old, withdrawn_at=young),
        InvitationFactory(region=region, expires_at=old, accepted_at=old, accepted_by=cast.staff),
    ]
    names = [row.name for row in kept]
    assert BY_CODE["invitations"].run() == 3
    assert BY_CODE["invitations"].run() == 0
    for row in (*twice, withdrawn):
        row.refresh_from_db()
        assert (row.email, row.name, row.state, row.digest) == ("", "", "withdrawn", None)
    assert "Bu Rina" not in json.dumps([*Invitation.history.values_list("name", "email")])
    assert [*Invitation.objects.exclude(email="").order_by("pk").values_list("name", flat=True)] == names


def test_a_rule_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    from dataclasses import replace

    def broken() -> int:
        raise ValueError("disk full")

    monkeypatch.setattr(retention, "RULES", (replace(RULES[0], run=broken), *RULES[1:]))
    runs = retention.carry_out()
    assert [run.problem for run in runs] == ["disk full", *[""] * (len(RULES) - 1)]


def test_who_asked_is_forgotten_some_time_after_the_answer(region):
    old = DataRequestFactory(
        region=region, state="done", answered_at=timezone.now() - timedelta(days=800), answer="Sudah kami jawab"
    )
    DataRequestFactory(region=region)
    assert forget_contacts_of_requests() == 1
    assert forget_contacts_of_requests() == 0
    old.refresh_from_db()
    assert (old.name, old.contact, old.text, old.state) == ("", "", "", "done")
    assert not old.history.exclude(contact="").exists()
