"""A real worker that gets the same message twice: one notice, one mail at a real SMTP server."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from masterplan.models.plans import PlanVersion
from notices.models import Mail, Notice
from notices.services.preferences import keep_preferences
from tests.factories.masterplan import MasterPlanFactory, PlanVersionFactory, ProgramFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.notices.smtp import Server
from tests.workers import run_in, starting, worker_environment

PATIENCE = 120
TWICE = """
from smartcity.celery import app
for _each in range(2):
    app.signature("{task}").apply_async()
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server():
    found = Server()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def environment(tmp_path, server) -> dict[str, str]:
    return worker_environment(
        tmp_path,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(server.port),
        EMAIL_TIMEOUT="5",
    )


@pytest.fixture
def start(environment, tmp_path):
    """`start()` starts a worker."""
    yield from starting(environment, tmp_path)


@pytest.fixture
def due(region, agency, cast):
    """A program in a period that opened today; its clerk wants deadlines by mail at once; no quiet hours."""
    region.quiet_from = region.quiet_until
    region.store(by=None)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region, start_year=2020, end_year=2099))
    ProgramFactory(plan_version=version, lead_agency=agency, start_year=2020, end_year=2099)
    adopt(version)
    today = timezone.localdate()
    opened = today - timedelta(days=2)
    days = [opened + timedelta(days=number) for number in (0, 8, 15, 30)]
    columns = dict(zip(("opens_on", "warns_on", "closes_on", "locks_on"), days, strict=True))
    yield PeriodFactory(region=region, year=today.year, number=4, **columns)
    PlanVersion.objects.update(status=PlanVersion.Status.DRAFT)


def wait_until(condition, folder) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail((folder / "worker.log").read_text()[-3000:])


def finished(folder, task: str, times: int) -> bool:
    return (folder / "worker.log").read_text().count(f"core.jobs_done {task} [") >= times


def test_a_reminder_goes_out_once_though_its_message_comes_twice(due, cast, environment, start, server, tmp_path):
    """Two workers, every message twice: whichever comes first does it."""
    keep_preferences(cast.staff, language="id", digest_hour=None, mails={"deadlines": "once"})
    start()
    start()
    for task in ("monev.monitoring.tasks.compile_reminders", "notices.tasks.send_mails"):
        run_in(environment, TWICE.format(task=task))
        wait_until(lambda task=task: finished(tmp_path, task, 2), tmp_path)
    assert Notice.objects.filter(user=cast.staff).count() == 1
    mail = Mail.objects.get(user=cast.staff)
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert server.ids == [mail.message_id]
