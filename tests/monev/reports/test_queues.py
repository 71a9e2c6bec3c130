"""Which work waits where."""

import pytest
from django.conf import settings

from smartcity.celery import app

LONG = {
    "monev.reports.tasks.ask_for_run",
    "monev.evaluation.tasks.work_for_stage",
    "monev.monitoring.tasks.check_for_viruses",
    "monev.monitoring.tasks.check_links",
    "monev.monitoring.tasks.sweep_uploads",
    "operations.tasks.run_planned_backup",
    "portal.tasks.carry_out_retention",
    "portal.tasks.check_audit",
}


def queue_of(task: str) -> str:
    return app.amqp.router.route({}, task)["queue"].name


def ours() -> list[str]:
    app.loader.import_default_modules()
    return sorted(name for name in app.tasks if not name.startswith("celery."))


def test_long_work_waits_in_a_queue_of_its_own():
    assert {name for name in ours() if queue_of(name) == "long"} == LONG


def test_what_the_timetable_starts_is_known():
    started = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert started <= set(ours())


@pytest.mark.parametrize("name", ["quick", "long"])
def test_a_worker_without_a_choice_serves_both(name):
    assert [queue.name for queue in settings.CELERY_TASK_QUEUES] == ["quick", "long"]
    assert name in app.amqp.queues
