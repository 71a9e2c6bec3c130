"""What citizens write: sent, let through or not, answered; who wrote is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.utils import timezone

from citizens.models import Feedback, FeedbackContact
from citizens.services import contacts
from citizens.services.feedback import (
    Sending,
    answer_feedback,
    approve_feedback,
    reject_feedback,
    send_feedback,
)
from core.errors import Refused
from notices.models import Notice
from tests.factories.citizens import FeedbackFactory
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory, adopt

TEXT = "Posyandu di desa kami buka terlalu singkat."
LEAVES = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def program(region, agency, cast):
    version = PlanVersionFactory(plan__region=region)
    row = ProgramFactory(plan_version=version, lead_agency=agency, name="Posyandu digital")
    adopt(version)
    return row


def test_moderators_are_told_and_nobody_else(program, cast):
    send_feedback(program, Sending(TEXT))
    told = set(Notice.objects.filter(kind="feedback.sent").values_list("user", flat=True))
    assert told == {cast.verifier.pk, cast.admin.pk}


def test_the_row_does_not_say_who_wrote_it(program):
    row = send_feedback(program, Sending(TEXT, name="Siti", email="siti@contoh.example", sender="abc"))
    stored = {str(value) for value in Feedback.objects.filter(pk=row.pk).values().get().values()}
    stored |= {str(value) for each in Feedback.history.values() for value in each.values()}
    assert not [value for value in stored if "siti" in value.lower() or "abc" in value]
    assert row.contact.email == "siti@contoh.example"


def test_the_same_text_is_not_taken_twice(program):
    send_feedback(program, Sending(TEXT))
    with pytest.raises(Refused) as refused:
        send_feedback(program, Sending(f"  {TEXT.upper()} !"))
    assert refused.value.field == "text"
    assert Feedback.objects.count() == 1


@override_settings(FEEDBACK_PER_ADDRESS=2)
def test_one_address_does_not_flood_a_region(program):
    for number in range(2):
        send_feedback(program, Sending(f"{TEXT} {number}", sender="a"))
    with pytest.raises(Refused):
        send_feedback(program, Sending(f"{TEXT} tiga", sender="a"))
    send_feedback(program, Sending(f"{TEXT} empat", sender="b"))
    assert Feedback.objects.count() == 3


def test_a_moderator_lets_it_through_and_the_opd_answers(program, cast):
    row = send_feedback(program, Sending(TEXT))
    approve_feedback(row, by=cast.verifier)
    told = set(Notice.objects.filter(kind="feedback.approved").values_list("user", flat=True))
    assert told == {cast.staff.pk, cast.head.pk}
    answer_feedback(row, "Mulai November dibuka dua hari.", by=cast.staff)
    row.refresh_from_db()
    assert (row.state, row.answered_by, row.moderated_by) == ("answered", cast.staff, cast.verifier)


def test_nobody_answers_what_is_not_shown_and_no_other_opd_answers(program, cast):
    row = send_feedback(program, Sending(TEXT))
    with pytest.raises(Refused):
        answer_feedback(row, "Ya.", by=cast.staff)
    approve_feedback(row, by=cast.admin)
    with pytest.raises(PermissionDenied):
        answer_feedback(row, "Ya.", by=cast.colleague)
    row.refresh_from_db()
    assert (row.state, row.answer) == ("approved", "")


def test_nobody_of_another_region_moderates(program, cast):
    row = send_feedback(program, Sending(TEXT))
    with pytest.raises(PermissionDenied):
        approve_feedback(row, by=cast.foreign_verifier)
    assert Feedback.objects.get().state == "new"


def test_what_is_rejected_has_a_reason_and_forgets_its_writer(program, cast):
    row = send_feedback(program, Sending(TEXT, email="siti@contoh.example"))
    with pytest.raises(Refused):
        reject_feedback(row, " ", by=cast.verifier)
    reject_feedback(row, "Iklan", by=cast.verifier)
    assert Feedback.objects.get().state == "rejected"
    assert not FeedbackContact.objects.exists()


def test_two_moderators_at_once_decide_once(program, cast):
    row = send_feedback(program, Sending(TEXT))
    same = Feedback.objects.get(pk=row.pk)
    approve_feedback(row, by=cast.verifier)
    with pytest.raises(Refused):
        approve_feedback(same, by=cast.admin)
    assert Feedback.objects.get().moderated_by == cast.verifier


@override_settings(**LEAVES)
def test_the_answer_goes_to_the_writer_once_and_the_address_is_deleted(program, cast):
    row = send_feedback(program, Sending(TEXT, name="Siti", email="siti@contoh.example"))
    approve_feedback(row, by=cast.verifier)
    assert contacts.mail_answers() == 0
    answer_feedback(row, "Mulai November dibuka dua hari.", by=cast.staff)
    mail.outbox.clear()
    assert [contacts.mail_answers(), contacts.mail_answers()] == [1, 0]
    [message] = mail.outbox
    assert message.to == ["siti@contoh.example"]
    assert "Mulai November dibuka dua hari." in message.body
    assert cast.staff.name not in message.body
    assert not FeedbackContact.objects.exists()


def test_an_address_that_is_not_needed_is_deleted_in_time(program, settings):
    row = send_feedback(program, Sending(TEXT, email="siti@contoh.example"))
    assert contacts.forget_contacts() == 0
    old = timezone.now() - timedelta(days=settings.FEEDBACK_CONTACT_DAYS + 1)
    FeedbackContact.objects.filter(feedback=row).update(created_at=old)
    assert contacts.forget_contacts() == 1


@override_settings(**LEAVES)
def test_what_a_killed_sender_left_is_taken_up(region, agency):
    row = FeedbackFactory(agency=agency, state="answered", answer="Ya.", answered_at=timezone.now())
    contact = FeedbackContact.objects.create(feedback=row, email="siti@contoh.example", claimed_at=timezone.now())
    assert contacts.mail_answers() == 0
    FeedbackContact.objects.filter(pk=contact.pk).update(claimed_at=timezone.now() - timedelta(hours=3))
    assert contacts.mail_answers() == 1
