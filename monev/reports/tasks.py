"""Background jobs of reports: thin; a second run does no harm."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from monev.reports.services import compiling, runs, turns


@shared_task(acks_late=True, ignore_result=True)
def compile_report(report_id: int) -> None:
    """Compile one report; the last one of a national run finishes the run."""
    report = compiling.fill_report(report_id)
    if report is not None and report.run_id:
        runs.finish_run(report.run_id)


@shared_task(acks_late=True, ignore_result=True)
def take_up_stale_reports() -> None:
    """Take up the reports whose worker was killed or whose message was lost."""
    compiling.take_up_stale_reports()


@shared_task(acks_late=True, ignore_result=True)
def run_schedules() -> None:
    """Ask for the reports of the schedules that are due; a missed turn is made up once."""
    turns.run_due_schedules()


@shared_task(acks_late=True, ignore_result=True)
def ask_for_run(run_id: int) -> None:
    """Ask for the next reports of a national run."""
    runs.ask_for_run(run_id)


@shared_task(acks_late=True, ignore_result=True)
def take_up_runs() -> None:
    """Take up the national runs whose worker was killed, and finish those whose last report is finished."""
    runs.take_up_runs()


@worker_ready.connect
def sweep_at_start(sender: Any = None, **_: Any) -> None:
    """A worker that starts looks for what the last one left."""
    take_up_stale_reports.apply_async()
    take_up_runs.apply_async()
