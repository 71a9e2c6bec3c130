"""What may go wrong on the machines, really done to a real worker: no lost and no double report, no half file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from monev.reports.models import CompiledReport, ReportFile, ReportRun, Snapshot
from notices.models import Mail, Notice
from notices.services.preferences import keep_preferences
from organizations.models import AuditEntry
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.machines import Machines, kill
from tests.monev.reports.conftest import make_plan, reopen
from tests.notices.smtp import Server
from tests.servers import PostgresServer, RedisServer, postgres_programs
from tests.workers import BEAT, database_url

STALE_SECONDS = 2
PATIENT = "8"
"""Seconds without a sign of life, where attempts are counted: a step of a busy machine takes longer than two."""
PATIENCE = 120
ASK = """
from monev.monitoring.models.periods import Period
from monev.reports.wishes import Wish
from monev.reports.services.requests import request_report
from organizations.models import User
period = Period.objects.get(pk={period})
print(request_report("quarterly", Wish(period.region, "id", period=period), by=User.objects.get(pk={person})).pk)
"""
START_RUN = """
from monev.reports.services.runs import start_run
from organizations.models import Region, User
regions = Region.objects.filter(code__in={codes})
print(start_run("quarterly", {{"period": "2026-3"}}, regions, by=User.objects.get(pk={person})).pk)
"""
ASK_FOR_ALL = """
from monev.reports.models import ReportRun
from monev.reports.services.runs import ask_for_run
ask_for_run(ReportRun.objects.get().pk)
"""
SEND_AGAIN = """
from smartcity.celery import app
for _each in range({times}):
    app.signature("monev.reports.tasks.compile_report", args=({report},)).apply_async()
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def machines(tmp_path):
    made = Machines(tmp_path, REPORT_STALE_SECONDS=str(STALE_SECONDS))
    yield made
    made.end()


@pytest.fixture
def plan(region, agency):
    yield make_plan(region, agency, programs=8)
    reopen()


@pytest.fixture
def ask(plan, cast, machines):
    """`ask()`: the web process asks for the report; returns its row."""

    def asked() -> CompiledReport:
        return CompiledReport.objects.get(
            pk=int(machines.web(ASK.format(period=plan.period.pk, person=cast.verifier.pk)))
        )

    return asked


def state_of(report) -> str:
    return CompiledReport.objects.values_list("state", flat=True).get(pk=report.pk)


def require_whole(report: CompiledReport, folder: Path) -> None:
    """Each format once, as its hash says; nothing unfinished beside them; told once."""
    kept = list(ReportFile.objects.filter(report=report))
    assert len({each.format for each in kept}) == len(kept) >= 2
    for each in kept:
        content = (folder / "files" / each.file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each.sha256
    assert not list((folder / "files").rglob("*.part"))
    assert AuditEntry.objects.filter(verb="compiled_report.done", subject_uid=str(report.uid)).count() == 1


@contextmanager
def workbook_held(report: CompiledReport) -> Iterator[None]:
    """Whoever comes as far as keeping the workbook, the last step, waits there: it is over too soon to be seen for
    certain. (SQLite knows no such lock.)"""
    if connection.vendor != "postgresql":
        yield
        return
    other = psycopg2.connect(database_url())
    try:
        columns = "(report_id, format, part, file, sha256, size, created_at)"
        kept = f"INSERT INTO reports_reportfile {columns} VALUES (%s, 'xlsx', 1, '', '', 0, now())"  # noqa: S608
        other.cursor().execute(kept, [report.pk])
        yield
    finally:
        other.rollback()
        other.close()


def test_a_worker_killed_at_every_step_still_yields_one_report(ask, machines):
    """Killed as soon as a step is seen, one step further each time; the next worker goes on from there."""
    report = ask()
    killed = []
    with workbook_held(report):
        for step in ("snapshot", "document", "pdf", "xlsx"):
            worker = machines.start()
            machines.wait(lambda step=step: CompiledReport.objects.filter(pk=report.pk, step=step).exists())
            kill(worker)
            killed.append(state_of(report))
    assert killed == ["running"] * 4, "each worker was killed before it had finished"
    machines.start()
    machines.wait(lambda: state_of(report) == "done")
    report.refresh_from_db()
    assert 2 <= report.attempt <= 5
    assert Snapshot.objects.count() == 1
    assert Notice.objects.filter(kind="report.done").count() == 1
    require_whole(report, machines.folder)


def test_a_message_that_comes_five_times_to_two_workers_is_obeyed_once(ask, machines):
    machines.environment["REPORT_STALE_SECONDS"] = PATIENT
    report = ask()
    machines.web(SEND_AGAIN.format(times=5, report=report.pk))
    machines.start()
    machines.start()
    machines.wait(lambda: machines.log().count("compile_report") and state_of(report) == "done")
    time.sleep(1)
    report.refresh_from_db()
    assert report.attempt == 1
    assert Snapshot.objects.count() == 1
    require_whole(report, machines.folder)


def test_a_full_disk_leaves_no_half_file_and_the_report_is_finished_when_there_is_room(ask, machines):
    """A file system of 64 kB under the files of the portal: the writing itself fails with ENOSPC."""
    files = machines.folder / "files"
    files.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(files)], capture_output=True)
    if mounted.returncode:
        _require_or_skip("mounting a small file system needs root")
    try:
        (files / "other").write_bytes(b"x" * 60_000)
        report = ask()
        machines.start()
        machines.wait(lambda: report.log.filter(code="interrupted").exists())
        assert report.log.filter(code="interrupted").first().params == {"error": os.strerror(28)}
        assert state_of(report) == "running"
        assert not list(files.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=16m", str(files)], check=True)
        machines.start(command=BEAT)
        machines.wait(lambda: state_of(report) == "done")
        require_whole(report, machines.folder)
    finally:
        machines.end()
        subprocess.run(["umount", "-l", str(files)], check=True)


def test_mail_that_cannot_leave_waits_and_leaves_when_the_server_is_back(ask, machines, region, cast):
    """The report is ready and told in the portal all the same."""
    region.quiet_from = region.quiet_until
    region.store(by=None)
    keep_preferences(cast.verifier, language="id", digest_hour=None, mails={"files": "once"})
    server = Server()
    server.start()
    server.stop()
    machines.environment |= {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_TIMEOUT": "2",
    }
    report = ask()
    machines.start()
    machines.start(command=BEAT)
    machines.wait(lambda: state_of(report) == "done")
    assert Notice.objects.filter(kind="report.done", user=cast.verifier).count() == 1
    machines.wait(lambda: Mail.objects.exclude(error="").exists())
    assert Mail.objects.get().state == "waiting"
    server.start_again()
    try:
        machines.wait(lambda: Mail.objects.get().state == "sent")
        assert len(server.received) == 1
    finally:
        server.stop()


@pytest.fixture
def nation(region, agency, cast):
    """Four regions with a plan each."""
    made = [make_plan(region, agency, programs=2)]
    regions = [region]
    for number in range(3):
        other = RegionFactory(code=f"35.1{number}")
        made.append(make_plan(other, AgencyFactory(region=other), programs=2))
        regions.append(other)
    yield regions
    reopen()


def start_run(machines, regions, cast) -> ReportRun:
    codes = [each.code for each in regions]
    return ReportRun.objects.get(pk=int(machines.web(START_RUN.format(codes=codes, person=cast.national.pk))))


def done_of(run) -> int:
    return CompiledReport.objects.filter(run=run, state="done").count()


def run_state(run) -> str:
    return ReportRun.objects.values_list("state", flat=True).get(pk=run.pk)


def test_a_national_run_killed_in_the_middle_ends_with_one_report_for_each_region(nation, cast, machines):
    run = start_run(machines, nation, cast)
    worker = machines.start()
    machines.wait(lambda: done_of(run) >= 1)
    kill(worker)
    assert run_state(run) in ("queued", "running")
    assert done_of(run) < len(nation)
    machines.start()
    machines.start(command=BEAT)
    machines.wait(lambda: run_state(run) == "done")
    reports = CompiledReport.objects.filter(run=run)
    assert [reports.count(), reports.filter(state="done").count()] == [len(nation)] * 2
    assert Snapshot.objects.count() == len(nation)
    assert Notice.objects.filter(user=cast.national).count() == 1
    for each in reports:
        require_whole(each, machines.folder)


def test_a_single_report_does_not_wait_for_a_national_run(nation, plan_of_the_asker, cast, machines):
    """One worker, one slot, both queues; all reports of the run were asked for before the single one."""
    codes = [each.code for each in nation]
    asked = machines.web(
        START_RUN.format(codes=codes, person=cast.national.pk)
        + ASK_FOR_ALL
        + ASK.format(period=plan_of_the_asker.period.pk, person=cast.foreign_verifier.pk)
    )
    report = CompiledReport.objects.get(pk=int(asked))
    of_the_run = CompiledReport.objects.exclude(run=None)
    assert of_the_run.count() == len(nation)
    machines.start("-c", "1")
    machines.wait(lambda: state_of(report) == "done")
    report.refresh_from_db()
    before = of_the_run.filter(finished_at__lte=report.started_at).count()
    assert before <= 1, "at most the one long task that a worker has at hand"
    machines.wait(lambda: done_of(ReportRun.objects.get()) == len(nation))


@pytest.fixture
def plan_of_the_asker(other_region):
    yield make_plan(other_region, AgencyFactory(region=other_region), programs=1)
    reopen()


@pytest.mark.redis
@pytest.mark.parametrize("keeps", [True, False], ids=["messages kept", "messages lost"])
def test_redis_restarted_while_reports_wait(keeps, ask, machines):
    server = RedisServer(keeps=keeps)
    try:
        server.start()
        machines.environment |= {"REDIS_URL": server.url, "REPORT_STALE_SECONDS": PATIENT}
        report = ask()
        server.stop()
        server.start()
        machines.start()
        server.stop()
        time.sleep(0.5)
        server.start()
        machines.start(command=BEAT)
        machines.wait(lambda: state_of(report) == "done")
        report.refresh_from_db()
        assert report.attempt == 1
        require_whole(report, machines.folder)
    finally:
        machines.end()
        server.remove()


@pytest.mark.postgres
def test_postgresql_restarted_while_a_report_is_compiled(ask, machines):
    programs = postgres_programs()
    if programs is None:
        _require_or_skip("no initdb, postgres, pg_dump and psql")
    report = ask()
    server = PostgresServer(programs)
    try:
        server.start()
        server.copy_of(database_url())
        machines.environment |= {"DATABASE_URL": server.url, "REPORT_STALE_SECONDS": PATIENT}
        machines.web(SEND_AGAIN.format(times=1, report=report.pk))

        def told(column: str) -> object:
            columns = ("state", "step", "attempt")
            found = server.one("SELECT state, step, attempt FROM reports_compiledreport WHERE id = %s", report.pk)
            return dict(zip(columns, found, strict=True))[column]

        machines.start()
        machines.wait(lambda: told("step") in ("document", "pdf"))
        server.stop()
        time.sleep(1)
        server.start()
        assert told("state") == "running"
        machines.start(command=BEAT)
        machines.wait(lambda: told("state") == "done")
        assert told("attempt") == 2
        counted = "SELECT count(*), count(DISTINCT format) FROM reports_reportfile WHERE report_id = %s"
        kept = server.one(counted, report.pk)
        assert kept[0] == kept[1] >= 2
        assert server.one("SELECT count(*) FROM reports_snapshot") == (1,)
    finally:
        machines.end()
        server.remove()


def _require_or_skip(reason: str) -> None:
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"Required here: {reason}")
    pytest.skip(reason)
