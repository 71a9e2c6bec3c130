"""Background jobs of the evaluation: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from monev.evaluation.services import follow_up_reminders, stage_jobs


@shared_task(acks_late=True, ignore_result=True)
def work_for_stage(job_id: int) -> None:
    """Compute or carry over the results of one stage."""
    stage_jobs.run_job(job_id)


@shared_task(acks_late=True, ignore_result=True)
def take_up_stale_stage_jobs() -> None:
    """Take up the work whose worker was killed or whose message was lost."""
    stage_jobs.take_up_stale_jobs()


@shared_task(acks_late=True, ignore_result=True)
def compile_follow_up_reminders() -> None:
    """Tell OPDs which recommendations are due soon or overdue, once."""
    follow_up_reminders.compile_follow_up_reminders()
