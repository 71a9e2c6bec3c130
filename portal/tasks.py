"""Background jobs that combine apps: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from portal.services import agenda, audit_checks, data_requests, directive_reminders, keys, retention, webhooks


@shared_task(acks_late=True, ignore_result=True)
def compile_directive_reminders() -> None:
    """Tell OPDs which directives are due soon or overdue, once."""
    directive_reminders.compile_directive_reminders()


@shared_task(acks_late=True, ignore_result=True)
def compile_agendas() -> None:
    """Bring the agendas of planned meetings up to date."""
    agenda.compile_agendas()


@shared_task(acks_late=True, ignore_result=True)
def tell_paused_webhooks() -> None:
    """Tell the owners of webhooks that were paused, once."""
    webhooks.tell_paused()


@shared_task(acks_late=True, ignore_result=True)
def remind_of_keys() -> None:
    """Tell the owners of API keys that end soon, once."""
    keys.remind_of_keys()


@shared_task(acks_late=True, ignore_result=True)
def check_audit() -> None:
    """Anchor and verify the audit log; administrators are told when it is broken."""
    audit_checks.check_once()


@shared_task(acks_late=True, ignore_result=True)
def carry_out_retention() -> None:
    """Delete and empty what is older than its rule says; every run is written down."""
    retention.carry_out()


@shared_task(acks_late=True, ignore_result=True)
def remind_of_data_requests() -> None:
    """Tell those who look after personal data what the law wants done soon."""
    data_requests.remind()
