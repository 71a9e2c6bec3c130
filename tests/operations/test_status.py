"""The state of the portal as its administrators see it: what is well, what is not, and what to do."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from core import pulses
from core.pulses import Pulse
from notices.models import Mail
from operations.selectors import health, status_processes
from operations.selectors import status as page
from operations.selectors.certificates import KEY, SeenCertificate
from operations.selectors.machine import Disk
from operations.selectors.queues import QueueState
from operations.selectors.state import ATTENTION, BROKEN, GOOD, UNKNOWN
from organizations.models import AuditEntry
from tests.factories.exchange import ExportFactory
from tests.factories.operations import BackupRunFactory

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def alive(**changed) -> None:
    """A worker for both queues, and the timetable."""
    pulses.tell("worker", "quick@here", queues=["quick", "long"])
    pulses.tell("beat", "here")


def section(code: str, **more):
    return next(each for each in page.status(regions=None).sections if each.code == code)


def advice(code: str) -> str:
    return " ".join(map(str, section(code).advice))


def test_an_administrator_of_the_nation_sees_all_of_it(cast, as_):
    alive()
    text = as_(cast.national).get("/status/").content.decode()
    for code in page.SECTIONS:
        assert f'id="part-{code}"' in text
    assert 'action="/status/surel/"' in text


def test_an_administrator_of_a_region_sees_a_small_part_without_the_machine(cast, as_, region, other_region):
    mine = ExportFactory(region=region, state="failed", error="Traceback\nValueError: milik sendiri")
    ExportFactory(region=other_region, state="failed", error="ValueError: milik daerah lain")
    text = as_(cast.admin).get("/status/").content.decode()
    assert [code for code in (*page.SECTIONS, *page.SHORT) if f'id="part-{code}"' in text] == [
        *("parts", "queues", "backup"), *("parts", "queues", "backup"),
    ]  # fmt: skip
    assert "milik sendiri" in text
    assert "milik daerah lain" not in text
    assert 'action="/status/surel/"' not in text
    assert mine.state == "failed"


@pytest.mark.parametrize("who", ["staff", "head", "verifier", "council", "assessor"])
def test_nobody_else_sees_it(cast, as_, who):
    assert as_(getattr(cast, who)).get("/status/").status_code == 403


def test_who_looks_after_the_machine_sees_it_without_any_role(cast, as_):
    cast.nobody.is_superuser = True
    cast.nobody.save()
    assert as_(cast.nobody).get("/status/").status_code == 200


def test_what_a_worker_serves_and_the_time_are_said_in_words():
    alive()
    with override("id"), time_machine.travel("2026-11-30 02:05:09+00:00", tick=False):
        (_web, worker, _beat) = section("processes").lines
        assert "pekerjaan singkat, pekerjaan panjang" in str(worker[1]).lower()
        assert str(section("clock").lines[-1][1]) == "30 November 2026, 09.05.09 WIB"


def test_without_a_worker_it_says_what_waits_and_what_to_do():
    assert section("processes").state == BROKEN
    alive()
    assert section("processes").state == GOOD


def test_each_queue_needs_a_worker():
    pulses.tell("beat", "here")
    pulses.tell("worker", "quick@here", queues=["quick"])
    assert section("processes").state == BROKEN
    pulses.tell("worker", "long@here", queues=["long"])
    assert section("processes").state == GOOD


def test_two_timetables_and_an_old_version_need_attention():
    alive()
    pulses.tell("beat", "there")
    assert section("processes").state == ATTENTION
    pulses.forget("beat", "there")
    pulses._keep(Pulse("worker", "old@here", time.time(), version="0.5.9", said={"queues": ["quick"]}))
    assert section("processes").state == ATTENTION
    assert "0.5.9" in advice("processes")


@pytest.mark.parametrize(
    ("name", "oldest", "state"),
    [
        ("quick", 20, GOOD),
        ("quick", 400, ATTENTION),
        ("quick", 4000, BROKEN),
        ("long", 400, GOOD),
        ("long", 9e4, BROKEN),
    ],
)
def test_what_waits_too_long_is_said(monkeypatch, name, oldest, state):
    monkeypatch.setattr(status_processes, "queues", lambda: [QueueState(name, 3, oldest)])
    assert section("queues").state == state


def test_a_broker_that_is_away_does_not_hide_the_rest(monkeypatch):
    def away():
        raise OSError("connection refused")

    monkeypatch.setattr(status_processes, "queues", away)
    assert section("queues").state == UNKNOWN
    assert section("clock").state == GOOD


@pytest.mark.parametrize(
    ("hours", "has_failed", "state"),
    [(None, False, ATTENTION), (2, False, GOOD), (2, True, ATTENTION), (30, False, ATTENTION), (80, False, BROKEN)],
)
def test_the_age_of_the_last_backup(db, hours, has_failed, state):
    if hours is not None:
        BackupRunFactory(finished_at=timezone.now() - timedelta(hours=hours), database_bytes=10**9)
    if has_failed:
        BackupRunFactory(state="failed", finished_at=timezone.now(), error="disk full")
    assert section("backup").state == state


def test_why_the_first_backup_of_all_failed_is_said(db):
    BackupRunFactory(state="failed", finished_at=timezone.now(), error="Permission denied: /mnt/backup")
    assert "Permission denied: /mnt/backup" in [said for _name, said in section("backup").lines]
    assert "BACKUP_TARGET" not in advice("backup")


@pytest.mark.parametrize(("free", "state"), [(50, GOOD), (12, ATTENTION), (3, BROKEN)])
def test_space_on_the_disk(monkeypatch, free, state):
    monkeypatch.setattr(page, "disks", lambda: [Disk("var", free, 100)])
    assert section("space").state == state


@pytest.mark.parametrize(
    ("days", "problem", "state"),
    [(60, "", GOOD), (15, "", ATTENTION), (2, "", BROKEN), (60, "self-signed", BROKEN), (None, "no answer", ATTENTION)],
)
def test_the_certificate(settings, days, problem, state):
    from dataclasses import asdict

    from django.core.cache import cache

    settings.PORTAL_URL = "https://portal.example"
    assert section("certificate").state == UNKNOWN
    ends = None if days is None else timezone.now() + timedelta(days=days)
    cache.set(KEY, asdict(SeenCertificate(timezone.now(), ends, problem)))
    assert section("certificate").state == state


@pytest.mark.parametrize(("drift", "state"), [(0.2, GOOD), (-5.0, ATTENTION), (120.0, BROKEN)])
def test_clocks_that_differ(monkeypatch, drift, state):
    monkeypatch.setattr(page, "clock_drift", lambda: drift)
    assert section("clock").state == state


def test_mails_that_are_overdue_and_the_last_error(settings, cast):
    settings.EMAIL_BACKEND = SMTP
    assert section("mail").state == GOOD
    Mail.objects.create(
        user=cast.staff, to="a@b.example", subject="s", body="b", message_id="<1@x>", error="ConnectionRefusedError",
        not_before=timezone.now() - timedelta(minutes=30),
    )  # fmt: skip
    assert section("mail").state == ATTENTION
    assert "ConnectionRefusedError" in str(section("mail").lines)


def test_a_part_that_does_not_answer_is_broken_and_has_advice(monkeypatch):
    monkeypatch.setitem(health.CHECKS, "files", lambda: 1 / 0)
    found = section("parts")
    assert found.state == BROKEN
    assert found.advice


def test_what_failed_is_listed_newest_first_without_names_of_people(cast, as_, region):
    ExportFactory(region=region, state="failed", error="Traceback ...\nValueError: apa yang salah")
    Mail.objects.create(
        user=cast.staff, to=cast.staff.email, subject=f"Untuk {cast.staff.name}", body="b", message_id="<1@x>",
        state="failed", error="550 no such user", region=region,
    )  # fmt: skip
    text = as_(cast.national).get("/status/").content.decode()
    assert "ValueError: apa yang salah" in text
    assert "550 no such user" in text
    assert cast.staff.email not in text
    assert cast.staff.name not in text


def test_a_test_mail_goes_to_whoever_asks_once_a_minute(cast, as_):
    browser = as_(cast.national)
    browser.post("/status/surel/")
    browser.post("/status/surel/")
    assert [each.to for each in mail.outbox] == [[cast.national.email]]
    assert AuditEntry.objects.filter(verb="operations.test_mail", by=cast.national).count() == 1


def test_the_words_of_a_mail_server_that_is_away_are_shown(cast, as_, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 9
    browser = as_(cast.national)
    text = browser.post("/status/surel/", follow=True).content.decode()
    assert "ConnectionRefusedError" in text
    assert not AuditEntry.objects.filter(verb="operations.test_mail").exists()


def test_an_administrator_of_a_region_sends_no_test_mail(cast, as_):
    assert as_(cast.admin).post("/status/surel/").status_code == 403
    assert mail.outbox == []


def test_more_failures_need_no_more_queries(cast, as_, region, django_assert_max_num_queries):
    browser = as_(cast.national)
    for _each in range(8):
        ExportFactory(region=region, state="failed", error="x")
    browser.get("/status/")
    with django_assert_max_num_queries(34):
        browser.get("/status/")
