"""A real Celery worker in a process of its own, killed without warning and started again: one report comes out."""

import hashlib
import time
from pathlib import Path

import pytest
from django.db import connection

from monev.reports.models import CompiledReport, ReportFile, Snapshot
from organizations.models import AuditEntry
from tests.monev.reports.conftest import make_plan, reopen
from tests.workers import run_in, starting, worker_environment

PATIENCE = 90
ASK = """
from monev.monitoring.models.periods import Period
from monev.reports.wishes import Wish
from monev.reports.services.requests import request_report
from organizations.models import User
period = Period.objects.get(pk={period})
print(request_report("quarterly", Wish(period.region, "id", period=period), by=User.objects.get(pk={person})).pk)
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    return worker_environment(tmp_path)


@pytest.fixture
def start(environment, tmp_path):
    """`start()` starts a worker."""
    yield from starting(environment, tmp_path)


@pytest.fixture
def asked(environment, region, agency, cast):
    """A report that the web process asked for."""
    plan = make_plan(region, agency, programs=12)
    said = run_in(environment, ASK.format(period=plan.period.pk, person=cast.verifier.pk))
    yield CompiledReport.objects.get(pk=int(said.splitlines()[-1]))
    reopen()


def wait_until(report: CompiledReport, condition, tmp_path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        report.refresh_from_db()
        if condition(report):
            return
        time.sleep(0.01)
    pytest.fail(f"{report.state} {report.step}: {(tmp_path / 'worker.log').read_text()[-3000:]}")


def require_one_whole_report(report: CompiledReport, folder: Path) -> None:
    """One PDF, one workbook, one snapshot, each as its hash says, and nothing unfinished beside them."""
    kept = list(ReportFile.objects.all())
    assert sorted(each.format for each in kept) == ["docx", "pdf", "xlsx"]
    for each in kept:
        content = (folder / "files" / each.file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each.sha256
    assert sum(path.is_file() for path in (folder / "files").rglob("*")) == 3
    assert Snapshot.objects.count() == 1
    assert CompiledReport.objects.count() == 1
    assert AuditEntry.objects.filter(verb="compiled_report.done").count() == 1


def test_a_worker_compiles_what_was_asked_for(asked, start, tmp_path):
    start()
    wait_until(asked, lambda row: row.state == "done", tmp_path)
    assert asked.attempt == 1
    require_one_whole_report(asked, tmp_path)


@pytest.mark.redis
@pytest.mark.postgres
def test_in_production_the_same_code_runs_on_redis_and_postgresql(asked, environment):
    assert connection.vendor == "postgresql"
    assert environment["REDIS_URL"].startswith("redis")
