"""Jobs read and write with the rights of the person who asked, as they are when the work is done: every kind of job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from exchange.services.compiling import fill_export
from exchange.services.exports import request_export
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks.handling import handle_workbook
from monev.monitoring.services.workbooks.sending import send_workbook, take_over
from monev.reports.models import CompiledReport, ReportSchedule
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.services.runs import ask_for_run, start_run
from monev.reports.services.schedules import create_schedule
from monev.reports.services.turns import run_due_schedules
from monev.reports.wishes import Wish
from organizations.models import User
from smartcity.celery import app
from tests.monev.monitoring.workbook.conftest import _today, case  # noqa: F401 - on the first of October
from tests.monev.monitoring.workbook.workbook_case import Sheets, make_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OURS = tuple(
    f"{each.removesuffix('.apps')}." for each in settings.INSTALLED_APPS if "." not in each or each.startswith("monev")
)
OF_NOBODY = {
    "accounts.tasks.clear_sessions": "a rule of retention",
    "accounts.tasks.forget_attempts": "a rule of retention",
    "accounts.tasks.send_invitation": "a mail of an invitation; it dies with the account of whoever invited",
    "accounts.tasks.send_mail": "mails that are written",
    "accounts.tasks.send_reset": "a link to whom the address belongs",
    "accounts.tasks.send_waiting_invitations": "mails of invitations",
    "monev.monitoring.tasks.check_for_viruses": "looks at files, tells nobody outside",
    "operations.tasks.look_at_certificate": "the portal's own certificate",
    "operations.tasks.run_planned_backup": "the whole portal, to a place that the operator named",
    "operations.tasks.say_that_served": "a sign of life",
    "operations.tasks.tell_of_backups": "those who look after the nation",
    "organizations.tasks.seal_audit": "numbers and hashes of the audit log",
    "portal.tasks.carry_out_retention": "rules of retention",
    "portal.tasks.check_audit": "those who look after the region or the nation",
    "portal.tasks.remind_of_data_requests": "those who look after personal data of the region",
    "citizens.tasks.mail_answers": "answers that an OPD has given",
    "exchange.tasks.forget_old_requests": "a rule of retention",
    "exchange.tasks.remove_expired_exports": "a rule of retention",
    "exchange.tasks.take_up_exports": "wakes the jobs above",
    "monev.evaluation.tasks.compile_follow_up_reminders": "each person is told what is theirs",
    "monev.evaluation.tasks.take_up_stale_stage_jobs": "wakes the jobs above",
    "monev.evaluation.tasks.work_for_stage": "finishes what was done when the stage was closed",
    "monev.monitoring.tasks.check_links": "looks at addresses, tells nobody outside",
    "monev.monitoring.tasks.compile_reminders": "each person is told what is theirs",
    "monev.monitoring.tasks.refresh_standings": "figures that everybody sees who sees the program",
    "monev.monitoring.tasks.sweep_uploads": "a rule of retention",
    "monev.monitoring.tasks.take_up_stale_workbooks": "wakes the jobs above",
    "monev.reports.tasks.take_up_runs": "wakes the jobs above",
    "monev.reports.tasks.take_up_stale_reports": "wakes the jobs above",
    "notices.tasks.compose_digests": "each person's own notices",
    "notices.tasks.send_mails": "mails that are written",
    "portal.tasks.compile_agendas": "each person is told what is theirs",
    "portal.tasks.compile_directive_reminders": "each person is told what is theirs",
    "portal.tasks.remind_of_keys": "each person's own keys",
    "portal.tasks.tell_paused_webhooks": "those who look after the region",
    "webhooks.tasks.forget_old": "a rule of retention",
    "webhooks.tasks.send_waiting": "a region's own receivers, of what is the region's",
}
"""Jobs that nobody asked for, with what they do."""


def ended(person: User) -> None:
    """The last day of all memberships of the person was yesterday."""
    person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    person.__dict__.pop("access", None)


def export_of(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    export = request_export(("programs",), by=world.cast.assessor, file_format="csv", region=world.case.region)
    lose(world.cast.assessor)
    fill_export(export.pk)
    export.refresh_from_db()
    return bool(export.file)


def report_of(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    wish = Wish(region=world.case.region, period=world.case.period, language="id")
    report = request_report("quarterly", wish, by=world.cast.verifier)
    lose(world.cast.verifier)
    fill_report(report.pk)
    return CompiledReport.objects.filter(pk=report.pk, snapshot__isnull=False).exists()


def checked_workbook(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    upload = send_workbook(world.case.agency, world.case.period, filled(world), by=world.cast.staff)
    lose(world.cast.staff)
    handle_workbook(upload.pk)
    return WorkbookUpload.objects.get(pk=upload.pk).state == "checked"


def taken_workbook(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    upload = send_workbook(world.case.agency, world.case.period, filled(world), by=world.cast.staff)
    handle_workbook(upload.pk)
    take_over(upload, by=world.cast.staff)
    before = ProgressReport.objects.filter(physical_percent=70).count()
    lose(world.cast.staff)
    handle_workbook(upload.pk)
    return ProgressReport.objects.filter(physical_percent=70).count() > before


def run_of(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    run = start_run("quarterly", {"period": world.case.period.address}, [world.case.region], by=world.cast.national)
    lose(world.cast.national)
    ask_for_run(run.pk)
    return CompiledReport.objects.filter(run=run).exists()


def turn_of(world: SimpleNamespace, lose: Callable[[User], None]) -> Any:
    about = ReportSchedule(region=world.case.region, kind="quarterly", name="Laporan triwulan", day=10, hour=7)
    schedule = create_schedule(about, recipients=(), by=world.cast.admin)
    lose(world.cast.admin)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        run_due_schedules()
    return CompiledReport.objects.filter(schedule=schedule).exists()


OF_PEOPLE: dict[str, tuple[Callable[..., Any], ...]] = {
    "exchange.tasks.compile_export": (export_of,),
    "monev.reports.tasks.compile_report": (report_of,),
    "monev.monitoring.tasks.handle_workbook": (checked_workbook, taken_workbook),
    "monev.reports.tasks.ask_for_run": (run_of,),
    "monev.reports.tasks.run_schedules": (turn_of,),
}
SCENES = [scene for scenes in OF_PEOPLE.values() for scene in scenes]


def filled(world: SimpleNamespace) -> Any:
    sheets = Sheets(make_workbook(world.case, world.cast.staff))
    sheets.set("programs", "physical_percent", 2, 70)
    return sheets.upload()


@pytest.fixture
def scene(case, cast) -> SimpleNamespace:  # noqa: F811
    return SimpleNamespace(case=case, cast=cast)


def test_every_job_is_known():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if name.startswith(OURS)}
    assert ours == {*OF_NOBODY, *OF_PEOPLE}


@pytest.mark.parametrize("asked", SCENES)
def test_a_job_does_what_its_asker_may(scene, asked):
    """The test below can fail: with the right, the work is done."""
    assert asked(scene, lambda person: None)


@pytest.mark.parametrize("asked", SCENES)
def test_a_job_of_somebody_who_has_left_brings_nothing(scene, asked):
    assert not asked(scene, ended)
