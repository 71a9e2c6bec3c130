"""Mails over a real SMTP server: each once, whatever the server does; never in the quiet hours."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from notices.models import Mail
from notices.services.sending import MOST_ATTEMPTS, send_waiting
from tests.factories.notices import MailFactory
from tests.factories.organizations import UserFactory
from tests.notices.smtp import ACCEPTED, Server
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DAY = "2026-10-05 02:00:00+00:00"
"""10.00 in Sumbawa."""
NIGHT = "2026-10-05 15:00:00+00:00"
"""23.00 in Sumbawa."""


@pytest.fixture
def server(settings):
    found = Server()
    found.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 1
    yield found
    found.stop()


@pytest.fixture
def by_day():
    with time_machine.travel(DAY, tick=False) as clock:
        yield clock


def outbox(region, count: int = 5) -> list[Mail]:
    return [MailFactory(region=region, to=f"orang{number}@contoh.example") for number in range(1, count + 1)]


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_each_mail_is_sent_once(server, region, by_day):
    mails = outbox(region)
    assert send_waiting().sent == 5
    assert send_waiting().sent == 0
    assert server.ids == [mail.message_id for mail in mails]
    assert states() == ["sent"] * 5
    assert Mail.objects.first().sent_at == timezone.now()


def test_what_stands_in_a_mail(server, region, by_day, settings):
    settings.DEFAULT_FROM_EMAIL = "Portal Smart City <portal@contoh.go.id>"
    MailFactory(
        region=region, to="a@contoh.example", subject="TW III 2026 tutup", body="Yth. Ani,\n\nSelamat pagi – 6.\n"
    )
    send_waiting()
    mail = server.received[0]
    assert (mail["To"], mail["Subject"]) == ("a@contoh.example", "TW III 2026 tutup")
    assert mail["From"] == "Portal Smart City <portal@contoh.go.id>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<http://localhost:8000/profil/pemberitahuan/>"
    assert mail.get_payload(decode=True).decode() == "Yth. Ani,\r\n\r\nSelamat pagi – 6.\r\n"
    assert not mail.is_multipart()


def test_a_mail_that_is_refused_for_good_fails_and_the_others_go(server, region, by_day):
    server.rcpt = lambda number: "550 no such mailbox" if number == 3 else ACCEPTED
    mails = outbox(region)
    done = send_waiting()
    assert (done.sent, done.failed, done.stopped) == (4, 1, "")
    assert states() == ["sent", "sent", "failed", "sent", "sent"]
    assert "550 no such mailbox" in Mail.objects.get(pk=mails[2].pk).error
    send_waiting()
    assert len(server.ids) == 4


def test_a_mail_that_is_refused_for_now_is_tried_again_later(server, region, by_day):
    server.rcpt = lambda number: "451 greylisted" if number == 1 else ACCEPTED
    mail = outbox(region, 1)[0]
    assert send_waiting().put_off == 1
    assert send_waiting().sent == 0, "not before the pause is over"
    by_day.shift(timedelta(minutes=6))
    assert send_waiting().sent == 1
    assert server.ids == [mail.message_id]


def test_a_mail_that_is_refused_for_now_again_and_again_fails_in_the_end(server, region, by_day, settings):
    region.quiet_from = region.quiet_until
    region.store(by=None)
    server.data = lambda number: "451 later"
    outbox(region, 1)
    for _each in range(MOST_ATTEMPTS + 2):
        send_waiting()
        by_day.shift(timedelta(hours=7))
    assert states() == ["failed"]
    assert server.began == MOST_ATTEMPTS


def test_a_sender_that_is_refused_costs_no_mail(server, region, by_day, monkeypatch):
    """A mistake in the settings: everything waits until it is mended."""

    async def refuse(*args):
        return "553 sender not allowed"

    server.handle_MAIL, accept = refuse, server.handle_MAIL
    outbox(region, 3)
    assert "553" in send_waiting().stopped
    assert states() == ["waiting"] * 3
    server.handle_MAIL = accept
    by_day.shift(timedelta(minutes=6))
    assert send_waiting().sent == 3


def test_a_server_that_hangs_leaves_the_others_to_the_next_run(server, region, by_day):
    server.silent_from = 3
    mails = outbox(region)
    done = send_waiting()
    assert (done.sent, done.stopped != "") == (2, True)
    assert states() == ["sent", "sent", "sending", "waiting", "waiting"]
    server.silent_from = None
    assert send_waiting().sent == 2
    assert states() == ["sent", "sent", "sending", "sent", "sent"]
    assert len(set(server.ids)) == len(server.ids) == 4
    assert mails[2].message_id not in server.ids


def test_a_server_that_breaks_off_halfway_leaves_the_others_to_the_next_run(server, region, by_day):
    server.cut_after = 2
    outbox(region)
    assert send_waiting().sent == 2
    assert states() == ["sent", "sent", "sending", "waiting", "waiting"]
    server.cut_after = None
    assert send_waiting().sent == 2
    assert len(set(server.ids)) == len(server.ids) == 4


def test_what_was_cut_off_is_sent_once_more_after_a_long_time_with_the_same_message_id(server, region, by_day):
    mail = outbox(region, 1)[0]
    server.cut_after = 0
    send_waiting()
    by_day.shift(timedelta(minutes=119))
    server.cut_after = None
    assert send_waiting().sent == 0
    by_day.shift(timedelta(minutes=2))
    assert send_waiting().sent == 1
    assert server.ids == [mail.message_id]


def test_what_is_cut_off_twice_is_given_up(server, region, by_day):
    outbox(region, 1)
    server.cut_after = 0
    for _each in range(4):
        send_waiting()
        by_day.shift(timedelta(minutes=121))
    assert server.began == 2
    assert states() == ["failed"]


def test_a_server_that_is_away_costs_nothing(server, region, by_day):
    server.stop()
    outbox(region, 3)
    assert "refused" in send_waiting().stopped
    assert set(Mail.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert "refused" in Mail.objects.first().error


def test_a_server_that_never_says_hello_is_given_up_after_the_timeout(region, by_day, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent.getsockname()[1], 1
        outbox(region, 2)
        assert "timed out" in send_waiting().stopped
    assert states() == ["waiting"] * 2


def test_nothing_is_sent_in_the_quiet_hours_of_the_region(server, region, by_day):
    outbox(region, 1)
    by_day.move_to(NIGHT)
    assert send_waiting().sent == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert mail.not_before.isoformat() == "2026-10-05T22:00:00+00:00"
    by_day.move_to("2026-10-05 21:59:00+00:00")
    assert send_waiting().sent == 0
    by_day.move_to("2026-10-05 22:00:00+00:00")
    assert send_waiting().sent == 1


def test_each_region_has_quiet_hours_of_its_own(server, region, other_region, by_day):
    """12.30 UTC: 20.30 in Sumbawa (WITA), 21.30 in Jayapura (WIT)."""
    other_region.time_zone = "Asia/Jayapura"
    other_region.store(by=None)
    here, _there = MailFactory(region=region), MailFactory(region=other_region)
    by_day.move_to("2026-10-05 12:30:00+00:00")
    assert send_waiting().sent == 1
    assert server.ids == [here.message_id]


def test_somebody_who_left_gets_no_mail(server, region, by_day):
    MailFactory(region=region, user=UserFactory(is_active=False))
    assert send_waiting().sent == 0
    assert states() == ["kept"]


def test_without_a_mail_server_nothing_is_sent(region, by_day, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    outbox(region, 1)
    assert send_waiting().sent == 0
    assert states() == ["waiting"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(server, region, by_day):
    mails = outbox(region, 12)
    assert sum(done.sent for done in at_once(send_waiting)) == 12
    assert sorted(server.ids) == sorted(mail.message_id for mail in mails)


def test_a_line_break_in_a_subject_cannot_add_a_header(server, region, by_day):
    """The subject is one line when it is written; one that was stored otherwise is refused by Django, not sent."""
    MailFactory(region=region, subject="Tutup\nBcc: semua@contoh.example")
    MailFactory(region=region)
    done = send_waiting()
    assert done.sent == 1
    assert states() == ["failed", "sent"]
    assert server.received[0]["Bcc"] is None
