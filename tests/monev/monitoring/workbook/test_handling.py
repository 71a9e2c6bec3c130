"""The job behind an uploaded workbook: checked once, taken over once, whoever is killed on the way."""

from __future__ import annotations

from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from core.errors import Refused
from monev.monitoring.models.progress import ActionItemProgress, MilestoneProgress, PledgeReport, ProgressReport
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks import handling
from monev.monitoring.services.workbooks.findings import Result
from monev.monitoring.services.workbooks.handling import MOST_ATTEMPTS, handle_workbook, take_up_stale_workbooks
from monev.monitoring.services.workbooks.sending import send_workbook, take_over
from organizations.models import AuditEntry
from tests.monev.monitoring.workbook.workbook_case import Sheets, make_workbook, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(case, cast):
    """Two good programs and a bad one, a quick win and a pledge."""
    made = Sheets(make_workbook(case, cast.staff))
    made.set("programs", "physical_percent", 2, 70)
    made.set("spending", "amount", 2, "400 juta")
    made.set("indicators", "value", 2, 44)
    made.set("action_items", "action_state", 2, "selesai")
    made.set("programs", "physical_percent", 3, "banyak")
    made.set("programs", "nil_reason", 4, "=HYPERLINK(1)")
    made.cell("programs", "nil_reason", 4).data_type = "s"
    made.set("milestones", "done_on", 1, "15/09/2026")
    made.set("pledges", "pledge_state", 1, "berjalan")
    return made


@pytest.fixture
def upload(case, cast, sheets):
    return send_workbook(case.agency, case.period, sheets.upload(), by=cast.staff)


def grow_old(upload: WorkbookUpload) -> None:
    """As if its worker had given no sign of life for an hour."""
    past = timezone.now() - timedelta(hours=1)
    WorkbookUpload.objects.filter(pk=upload.pk).update(heartbeat_at=past, updated_at=past)


def killed(*args, **kwargs):
    raise SystemExit("killed")


def taken(upload: WorkbookUpload, cast) -> WorkbookUpload:
    handle_workbook(upload.pk)
    take_over(upload, by=cast.staff)
    done = handle_workbook(upload.pk)
    assert done is not None
    return done


def test_the_check_says_what_is_good_and_what_is_not_and_changes_nothing(case, upload):
    before = list(ProgressReport.objects.values_list("pk", "version"))
    done = handle_workbook(upload.pk)
    result = Result.from_json(done.result)
    assert (done.state, done.progress, done.attempt) == ("checked", 100, 1)
    assert sorted(row.name for row in result.good) == ["Data terbuka", "Layanan cepat", "Program 2", "Program 4"]
    assert [row.name for row in result.blocked] == ["Program 3"]
    assert list(ProgressReport.objects.values_list("pk", "version")) == before
    assert AuditEntry.objects.get(verb="workbook.checked").details["good"] == 4


def test_the_good_rows_become_drafts_and_the_bad_one_stays(case, cast, upload):
    done = taken(upload, cast)
    result = Result.from_json(done.result)
    assert done.state == "applied"
    assert {row.name: row.outcome for row in result.rows} == {
        "Program 2": "applied",
        "Program 3": "",
        "Program 4": "applied",
        "Layanan cepat": "applied",
        "Data terbuka": "applied",
    }
    report = ProgressReport.objects.get(program=case.programs[1], period=case.period)
    assert (report.state, report.physical_percent, report.entered_by) == ("draft", 70, cast.staff)
    assert report.spending.get().amount == 400_000_000
    assert report.indicator_values.get().value == 44
    assert ActionItemProgress.objects.get(report=report).state == "done"
    assert MilestoneProgress.objects.get().done_on.isoformat() == "2026-09-15"
    assert PledgeReport.objects.get().pledge_state == "running"
    assert ProgressReport.objects.get(program=case.programs[3], period=case.period).nil_reason == "=HYPERLINK(1)"
    assert not ProgressReport.objects.filter(program=case.programs[2], period=case.period).exists()
    assert AuditEntry.objects.get(verb="workbook.applied").details == {"applied": 4, "left": 0}


def test_taking_over_twice_does_nothing_twice(case, cast, upload):
    taken(upload, cast)
    versions = list(ProgressReport.objects.values_list("pk", "version"))
    assert take_over(upload, by=cast.staff).state == "applied"
    assert handle_workbook(upload.pk) is None
    assert list(ProgressReport.objects.values_list("pk", "version")) == versions
    assert AuditEntry.objects.filter(verb="workbook.take_over").count() == 1


def test_a_worker_killed_while_taking_over_leaves_what_the_next_one_finishes(case, cast, upload, monkeypatch):
    handle_workbook(upload.pk)
    take_over(upload, by=cast.staff)
    real, calls = handling.enter, []

    def enter_twice(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs) if len(calls) < 3 else killed()

    with monkeypatch.context() as patched:
        patched.setattr(handling, "enter", enter_twice)
        with pytest.raises(SystemExit):
            handle_workbook(upload.pk)
    versions = dict(ProgressReport.objects.values_list("pk", "version"))
    assert handle_workbook(upload.pk) is None, "its heart still beats"
    grow_old(upload)
    done = handle_workbook(upload.pk)
    assert (done.state, done.attempt) == ("applied", 2)
    assert {row.outcome for row in Result.from_json(done.result).good} == {"applied"}
    after = dict(ProgressReport.objects.values_list("pk", "version"))
    assert {key: after[key] for key in versions} == versions, "what was taken over is not saved again"


def test_a_worker_killed_while_checking_is_taken_up_by_the_sweep(
    upload, monkeypatch, django_capture_on_commit_callbacks
):
    with monkeypatch.context() as patched:
        patched.setattr(handling, "check_workbook", killed)
        with pytest.raises(SystemExit):
            handle_workbook(upload.pk)
    assert take_up_stale_workbooks() == 0
    grow_old(upload)
    assert take_up_stale_workbooks() == 1
    assert handle_workbook(upload.pk).attempt == 2


def test_too_many_tries_are_given_up(upload):
    WorkbookUpload.objects.filter(pk=upload.pk).update(state="checking", attempt=MOST_ATTEMPTS)
    grow_old(upload)
    assert take_up_stale_workbooks() == 0
    upload.refresh_from_db()
    assert (upload.state, str(MOST_ATTEMPTS) in upload.error) == ("failed", True)


def test_a_worker_that_lost_its_claim_writes_nothing(upload, monkeypatch):
    def slow(*args, alive, **kwargs):
        WorkbookUpload.objects.filter(pk=upload.pk).update(attempt=7)
        alive(1, 1)

    monkeypatch.setattr(handling, "check_workbook", slow)
    assert handle_workbook(upload.pk) is None
    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("checking", 7)


def test_what_nobody_foresaw_is_told_as_a_failure(upload, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(handling, "check_workbook", broken)
    assert handle_workbook(upload.pk).state == "failed"


def test_a_report_saved_between_check_and_taking_over_is_left_with_the_reason(case, cast, upload):
    handle_workbook(upload.pk)
    report = ProgressReport.objects.create(program=case.programs[1], period=case.period, entered_by=cast.head)
    take_over(upload, by=cast.staff)
    result = Result.from_json(handle_workbook(upload.pk).result)
    left = [row for row in result.rows if row.outcome == "left"]
    assert [(row.name, bool(row.note)) for row in left] == [("Program 2", True)]
    report.refresh_from_db()
    assert report.physical_percent is None


def test_a_workbook_that_is_not_checked_is_not_taken_over(cast, upload):
    with pytest.raises(Refused):
        take_over(upload, by=cast.staff)


def test_a_workbook_without_a_good_row_is_not_taken_over(case, cast):
    made = Sheets(make_workbook(case, cast.staff))
    made.set("programs", "physical_percent", 3, "banyak")
    upload = send_workbook(case.agency, case.period, made.upload(), by=cast.staff)
    handle_workbook(upload.pk)
    with pytest.raises(Refused):
        take_over(upload, by=cast.staff)


def test_the_workbook_comes_back_with_its_problems_marked(case, cast, sheets, upload):
    sheets.page("programs").cell(40, 30).value = "catatan saya"
    upload = send_workbook(case.agency, case.period, sheets.upload(), by=cast.staff)
    done = handle_workbook(upload.pk)
    book = openpyxl.load_workbook(done.marked_file.open("rb"))
    cell = book["Program"][place("physical_percent", 3, "programs")]
    assert "bukan angka" in cell.comment.text
    assert cell.fill.fgColor.rgb.endswith("F9D4D0")
    assert cell.value == "banyak"
    assert book["Program"].cell(40, 30).value == "catatan saya", "the person's own content stays"
    assert book["Program"].protection.sheet
    listed = book.worksheets[0]
    assert (listed.title, listed["A2"].value, listed["B2"].value) == ("Masalah", "Program", cell.coordinate)
    assert listed["B2"].hyperlink.location == f"'Program'!{cell.coordinate}"
    texts = [c for row in book["Program"].iter_rows() for c in row if c.value == "=HYPERLINK(1)"]
    assert [c.data_type for c in texts] == ["s"], "a text stays a text"


def test_the_marked_workbook_can_be_corrected_and_sent_again(case, cast, upload):
    done = handle_workbook(upload.pk)
    again = Sheets(done.marked_file.open("rb").read())
    again.set("programs", "physical_percent", 3, 66)
    second = send_workbook(case.agency, case.period, again.upload(), by=cast.staff)
    result = Result.from_json(handle_workbook(second.pk).result)
    assert (len(result.good), result.findings, result.notes) == (5, [], [])


def test_an_emptied_cell_is_taken_over_once_although_the_worker_was_killed(case, cast, monkeypatch):
    made = Sheets(make_workbook(case, cast.staff))
    made.set("spending", "amount", 1, None)
    upload = send_workbook(case.agency, case.period, made.upload(), by=cast.staff)
    handle_workbook(upload.pk)
    take_over(upload, by=cast.staff)
    with monkeypatch.context() as patched:
        patched.setattr(handling, "_finish_apply", killed)
        with pytest.raises(SystemExit):
            handle_workbook(upload.pk)
    assert not case.draft.spending.exists()
    grow_old(upload)
    result = Result.from_json(handle_workbook(upload.pk).result)
    assert [(row.outcome, row.note) for row in result.rows] == [("applied", "")]
