"""Processes are killed in the middle of their work, twice as many run as should, clocks are wrong: what people entered
is there once, and nothing is half (docs/reliability.md)."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from shutil import which

import psutil
import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks.handling import handle_workbook
from monev.monitoring.services.workbooks.sending import send_workbook, take_over
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from notices.models import Mail
from organizations.models import AuditEntry
from tests.browser.cases import in_days
from tests.factories.notices import MailFactory
from tests.machines import kill
from tests.monev.monitoring.workbook.workbook_case import Sheets, make_workbook
from tests.monev.monitoring.workbook.workbook_case import make_case as make_workbook_case
from tests.notices.smtp import Server
from tests.reliability.clerk import BACKGROUND, entry, form
from tests.workers import BEAT, COMMAND, database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
MAILS = 12


@contextmanager
def audit_shut():
    """Nobody writes into the audit log, with which each step ends: whoever saves stops in the middle and waits."""
    other = psycopg2.connect(database_url())
    try:
        other.cursor().execute("LOCK TABLE organizations_auditentry IN EXCLUSIVE MODE")
        yield
    finally:
        other.rollback()
        other.close()


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.postgres
def test_a_web_process_killed_in_a_save_leaves_nothing_half(case, cast, machines):
    """What was sent when the process died is sent again by the browser, with the same key: it is there once."""
    serving = machines.serve()
    clerk = machines.visitor(cast.staff)
    sent = form(case, 62) | {"action": "submit"}
    lost = []

    def send() -> None:
        try:
            clerk.ask(entry(case), sent, accept=BACKGROUND)
        except (OSError, http.client.HTTPException) as problem:
            lost.append(problem)

    with audit_shut():
        sending = threading.Thread(target=send)
        sending.start()
        machines.wait(is_waiting)
        for worker in psutil.Process(serving.pid).children():
            worker.send_signal(signal.SIGKILL)
        sending.join(timeout=60)
    assert lost, "the browser was told that its save did not arrive"
    machines.wait(lambda: not is_waiting())
    assert not ProgressReport.objects.exists()
    first, again = (json.loads(clerk.ask(entry(case), sent, accept=BACKGROUND)[1]) for _time in range(2))
    assert first["sent"]
    assert first == again
    report = ProgressReport.objects.get()
    assert (report.state, report.physical_percent) == ("submitted", 62)
    assert report.spending.count() == report.indicator_values.count() == 1
    assert AuditEntry.objects.filter(subject_uid=str(report.uid), verb__contains="submit").count() <= 1
    status, page = clerk.ask(entry(case), sent)
    assert status == 409
    assert "sudah berstatus “Diajukan”" in page, "a browser without scripts is told so too"


def test_a_worker_killed_in_an_import_is_followed_by_one_who_finishes_it(region, agency, other_agency, cast, machines):
    """Rows that were taken over before the kill are not taken over again."""
    case = make_workbook_case(region, agency, other_agency, programs=30)
    in_days(case.period, -5)
    sheets = Sheets(make_workbook(case, cast.staff))
    for row in range(2, 31):
        sheets.set("programs", "physical_percent", row, 70)
        sheets.set("programs", "nil_reason", row, None)
    upload = send_workbook(agency, case.period, sheets.upload(), by=cast.staff)
    handle_workbook(upload.pk)
    take_over(WorkbookUpload.objects.get(pk=upload.pk), by=cast.staff)
    taken = ProgressReport.objects.filter(period=case.period, physical_percent=70)
    first = machines.start()
    machines.wait(lambda: taken.count() >= 3)
    kill(first)
    reached = taken.count()
    assert WorkbookUpload.objects.get(pk=upload.pk).state == "applying", "killed in the middle"
    machines.start()
    machines.start(command=BEAT)
    machines.wait(lambda: WorkbookUpload.objects.get(pk=upload.pk).state == "applied")
    assert reached < taken.count()
    entered = Counter(taken.values_list("program", flat=True))
    assert set(entered.values()) == {1}
    assert all(each.history.filter(history_change_reason__contains="workbook").count() <= 1 for each in taken)


@pytest.fixture
def post(machines, region):
    """A mail server of this machine; the region has no quiet hours."""
    type(region).objects.filter(pk=region.pk).update(quiet_from=region.quiet_until)
    server = Server()
    server.start()
    machines.environment |= {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_TIMEOUT": "30",
    }
    yield server
    server.stop()


def test_a_worker_killed_while_it_sends_mails_loses_none(region, cast, machines, post):
    """Only the mail that was on its way may come twice, with the same Message-ID, by which a mailbox knows it."""
    MailFactory.create_batch(MAILS, user=cast.staff, region=region)
    post.silent_from = 4
    first = machines.start()
    machines.start(command=BEAT)
    machines.wait(lambda: post.began >= 4)
    kill(first)
    post.silent_from = None
    machines.environment["MAIL_UNFINISHED_MINUTES"] = "0"
    machines.start("-c", "1")
    machines.wait(lambda: not Mail.objects.exclude(state="sent").exists())
    counted = Counter(post.ids)
    assert set(counted) == set(Mail.objects.values_list("message_id", flat=True))
    assert sum(counted.values()) <= MAILS + 1


def test_two_timetables_at_once_do_the_work_once(case, region, cast, machines, post):
    """Each sends its messages every second; two workers obey them."""
    machines.environment["REPORT_STALE_SECONDS"] = "60"  # nobody is silent: each step is a sign of life
    MailFactory.create_batch(MAILS, user=cast.staff, region=region)
    report = request_report("quarterly", Wish(region, "id", period=case.period), by=cast.verifier)
    for number in range(2):
        machines.start(command=[*BEAT, "--schedule", str(machines.folder / f"beat-{number}")])
        machines.start()
    machines.wait(lambda: CompiledReport.objects.get(pk=report.pk).state == "done")
    machines.wait(lambda: not Mail.objects.filter(state="waiting").exists())
    time.sleep(3)
    assert max(Counter(post.ids).values()) == 1
    assert CompiledReport.objects.get(pk=report.pk).attempt == 1
    assert CompiledReport.objects.count() == 1
    assert AuditEntry.objects.filter(verb="compiled_report.done", subject_uid=str(report.uid)).count() == 1


@pytest.mark.parametrize("hours", [2, -2], ids=["ahead", "behind"])
def test_a_report_taken_by_a_clock_that_was_wrong_is_finished_when_it_is_right(case, region, cast, machines, hours):
    """A worker whose host is two hours ahead (or behind) is killed; the next one does not wait for that hour."""
    program = which("faketime")
    if program is None:
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail("Required here: faketime")
        pytest.skip("faketime is not installed")
    machines.environment["REPORT_STALE_SECONDS"] = "8"  # a step of a busy machine takes longer than two
    report = request_report("quarterly", Wish(region, "id", period=case.period), by=cast.verifier)
    sign = "+" if hours > 0 else "-"
    wrong = machines.start(command=[program, "-f", f"{sign}{abs(hours)}h", *COMMAND])
    machines.wait(lambda: CompiledReport.objects.get(pk=report.pk).state == "running")
    subprocess.run(["pkill", "-KILL", "-g", str(wrong.pid)], check=False)
    wrong.wait(timeout=30)
    taken = CompiledReport.objects.get(pk=report.pk)
    if taken.state == "running":
        apart = (taken.heartbeat_at - timezone.now()).total_seconds() / 3600
        assert abs(apart - hours) < 0.2
    machines.start()
    machines.start(command=BEAT)
    machines.wait(lambda: CompiledReport.objects.get(pk=report.pk).state == "done")
    assert CompiledReport.objects.get(pk=report.pk).attempt <= 2
    assert timezone.now() - CompiledReport.objects.get(pk=report.pk).finished_at < timedelta(minutes=2)
