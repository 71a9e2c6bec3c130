"""A report made again from its snapshot is the same file; whoever changes a file or a snapshot is found out."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from monev.monitoring.models.progress import ProgressReport
from monev.reports.models import CompiledReport, Snapshot
from monev.reports.services.compiling import fill_report
from monev.reports.services.letterheads import save_letterhead
from monev.reports.services.requests import request_report
from monev.reports.services.verifying import verify_report
from monev.reports.wishes import Wish
from tests.drawings import SHIELD
from tests.factories.reports import SignatoryFactory

pytestmark = pytest.mark.django_db
WORDS = {"institution": "Pemerintah Kabupaten\nDinas", "address": "Jalan 1", "place": "Taliwang"}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(plan, region, cast) -> CompiledReport:
    save_letterhead(region, WORDS, by=cast.admin, arms=SHIELD)
    SignatoryFactory(region=region)
    row = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier, number="050/1")
    return fill_report(row.pk)


def stored(report) -> CompiledReport:
    return CompiledReport.objects.select_related("region", "snapshot").get(pk=report.pk)


def verdicts(report) -> dict[str, str]:
    return {each.format: each.verdict for each in verify_report(stored(report))}


def command(*args) -> str:
    said = StringIO()
    call_command("verify_reports", *args, stdout=said)
    return said.getvalue()


def test_each_file_is_the_same_byte_for_byte_whatever_changed_since(report, region, cast):
    ProgressReport.objects.update(physical_percent=1, hindering_factors="Diubah kemudian")
    save_letterhead(region, WORDS | {"institution": "Lain"}, by=cast.admin, seen_version=1, without_arms=True)
    region.name = "Kabupaten Lain"
    region.store(by=None)
    found = verdicts(report)
    assert set(found.values()) == {"same"}
    assert set(found) == {"", *report.files.values_list("format", flat=True)}
    assert "0 with differences" in command("--report", str(report.pk))


def test_a_file_that_was_changed_or_removed_is_found(report):
    pdf, xlsx = report.files.get(format="pdf"), report.files.get(format="xlsx")
    with Path(pdf.file.path).open("ab") as file:
        file.write(b" ")
    xlsx.file.storage.delete(xlsx.file.name)
    found = verdicts(report)
    assert (found["pdf"], found["xlsx"]) == ("tampered", "missing")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_reports", stdout=said)
    assert "THE STORED FILE DOES NOT MATCH ITS SHA-256" in said.getvalue()


def test_a_snapshot_that_was_changed_is_found(report):
    data = dict(stored(report).snapshot.data)
    data["total"] = data["total"] | {"spending": "1"}
    Snapshot.objects.filter(pk=report.snapshot_id).update(data=data)
    assert verdicts(report) == {"": "snapshot"}


def test_a_file_that_another_snapshot_would_give_is_found(report):
    CompiledReport.objects.filter(pk=report.pk).update(frame=report.frame | {"number": "999"})
    found = verdicts(report)
    assert {found["pdf"], found["xlsx"]} == {"differs"}


def test_a_report_whose_kind_is_gone_is_told_and_does_not_stop_the_others(report):
    CompiledReport.objects.filter(pk=report.pk).update(kind="gone")
    assert "broken" in {each.verdict for each in verify_report(stored(report))}


def test_another_version_of_the_software_is_named(report):
    Snapshot.objects.filter(pk=report.snapshot_id).update(code_version="0.0.1")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_reports", stdout=said)
    assert "compiled by version 0.0.1" in said.getvalue()


def test_a_number_that_no_report_has_is_told(db):
    with pytest.raises(CommandError):
        command("--report", "4711")
