"""Whoever asked for a report is told what became of it, in the portal and by mail, with the way to its page."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report, retry_report
from monev.reports.wishes import Wish
from notices.kinds import all_groups
from notices.models import Mail, Notice
from notices.services.preferences import keep_preferences
from notices.services.writing import absolute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("samples")]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield


def wants_mail_at_once(user) -> None:
    keep_preferences(user, language="id", digest_hour=None, mails={group.code: "once" for group in all_groups()})


def asked(kind, plan, region, cast):
    """A report of this kind, the person who asked, and its page."""
    wishes = {
        "sample-sheet": (Wish(region, "id", program=plan.silent, period=plan.period), cast.staff),
        "sample-nation": (Wish(None, "id", year=2026), cast.national),
    }
    wish, person = wishes[kind]
    wants_mail_at_once(person)
    report = request_report(kind, wish, by=person)
    return report, person, reverse("reports:report-detail", args=[report.pk])


@pytest.mark.parametrize("kind", ["sample-sheet", "sample-nation"])
def test_the_bell_and_the_mail_lead_to_the_finished_report(plan, region, cast, as_, kind):
    report, person, page = asked(kind, plan, region, cast)
    assert fill_report(report.pk).state == "done"
    notice = Notice.objects.get(user=person)
    assert (notice.kind, notice.url, notice.region) == ("report.done", page, report.region)
    mail = Mail.objects.get(user=person)
    assert absolute(page) in mail.body
    assert report.title in mail.subject
    assert as_(person).get(page).status_code == 200


@pytest.mark.parametrize("kind", ["sample-sheet", "sample-nation"])
def test_a_report_that_failed_is_told_each_time(plan, region, cast, kind):
    report, person, page = asked(kind, plan, region, cast)
    for _try in range(2):
        CompiledReport.objects.filter(pk=report.pk).update(kind="gone")
        assert fill_report(report.pk).state == "failed"
        CompiledReport.objects.filter(pk=report.pk).update(kind=kind)
        retry_report(report, by=person)
    assert list(Notice.objects.values_list("kind", "url")) == [("report.broken", page)] * 2


def test_the_page_of_a_kind_that_is_gone_is_still_read(plan, region, cast, as_):
    report, person, page = asked("sample-sheet", plan, region, cast)
    CompiledReport.objects.filter(pk=report.pk).update(kind="gone", state="failed")
    assert as_(person).get(page).status_code == 200
    assert as_(person).get(reverse("reports:report-queue", args=[region.code])).status_code == 200
