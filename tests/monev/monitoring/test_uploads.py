"""Files that arrive in pieces: they go on after a break, become evidence once, and belong to one person."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monev.monitoring.models.evidence import Evidence, EvidenceUse, PartialUpload
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.services import uploads
from monev.monitoring.services.entry import open_report
from monev.monitoring.tasks import sweep_uploads
from tests.factories.quickwins import QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 60 + b"%%EOF\n"


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def staff(as_, cast):
    return as_(cast.staff)


def begin(browser, case, **changed):
    """Name a file; what is answered."""
    said = {
        "uid": str(uuid.uuid4()),
        "kind": "progress",
        "subject": case.program.pk,
        "period": case.period.pk,
        "name": "berita acara.pdf",
        "size": len(PDF),
        "words": {"kind": "handover", "title": "Berita acara", "dated_on": "2026-09-28"},
    } | changed
    answer = browser.post(reverse("monitoring:evidence-pieces"), json.dumps(said), content_type="application/json")
    return answer, said["uid"]


def put(browser, uid, piece, offset):
    address = reverse("monitoring:upload-pieces", args=[uid])
    return browser.put(address, piece, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)})


def pieces_left(folder):
    return [path for path in Path(folder).rglob("*.part") if path.is_file()]


def test_a_file_in_pieces_becomes_evidence_of_the_report(
    staff, case, cast, settings, django_capture_on_commit_callbacks
):
    answer, uid = begin(staff, case)
    assert answer.json()["received"] == 0
    assert put(staff, uid, PDF[:500], 0).json()["received"] == 500
    with django_capture_on_commit_callbacks(execute=True):
        last = put(staff, uid, PDF[500:], 500).json()
    evidence = Evidence.objects.get()
    assert last == {
        "uid": uid,
        "received": len(PDF),
        "size": len(PDF),
        "done": True,
        "refusal": "",
        "evidence": evidence.pk,
    }
    assert (evidence.title, evidence.kind, str(evidence.dated_on)) == ("Berita acara", "handover", "2026-09-28")
    assert evidence.stored_file.file.read() == PDF
    assert EvidenceUse.objects.get().progress_report == ProgressReport.objects.get(program=case.program)
    assert evidence.uploaded_by == cast.staff
    assert pieces_left(settings.MEDIA_ROOT) == []


def test_it_goes_on_where_it_broke_off(staff, case):
    _, uid = begin(staff, case)
    put(staff, uid, PDF[:700], 0)
    again, _ = begin(staff, case, uid=uid)
    assert again.json()["received"] == 700
    assert staff.get(reverse("monitoring:upload-pieces", args=[uid])).json()["received"] == 700
    gap = put(staff, uid, PDF[900:], 900)
    assert (gap.status_code, gap.json()) == (409, {"received": 700})
    twice = put(staff, uid, PDF[:700], 0)
    assert (twice.status_code, twice.json()) == (409, {"received": 700})
    assert put(staff, uid, PDF[700:], 700).json()["done"]


@pytest.mark.parametrize("words", [{"dated_on": 5}, {"dated_on": ["2026-09-28"]}, {"latitude": {}, "longitude": 1}])
def test_words_that_are_no_texts_are_refused(staff, case, words):
    answer, _ = begin(staff, case, words=words)
    assert (answer.status_code, answer.json()["field"]) == (422, "words")


def test_an_offset_that_no_file_has_is_refused(staff, case):
    _, uid = begin(staff, case)
    assert put(staff, uid, PDF[:500], "9" * 5000).status_code == 400


def test_the_last_piece_twice_makes_one_piece_of_evidence(staff, case):
    """The answer was lost, so the browser asks again."""
    _, uid = begin(staff, case)
    first = put(staff, uid, PDF, 0).json()
    assert put(staff, uid, PDF, 0).json() == first
    assert begin(staff, case, uid=uid)[0].json() == first
    assert EvidenceUse.objects.count() == 1


@given(cuts=st.lists(st.integers(1, len(PDF) - 1), max_size=6), repeated=st.sets(st.integers(0, 6)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_cut_the_bytes_are_the_same(staff, case, cuts, repeated):
    EvidenceUse.objects.all().delete()
    _, uid = begin(staff, case)
    edges = [0, *sorted(set(cuts)), len(PDF)]
    for number, (start, end) in enumerate(pairwise(edges)):
        for _attempt in range(2 if number in repeated else 1):
            put(staff, uid, PDF[start:end], start)
    use = EvidenceUse.objects.get()
    assert use.evidence.stored_file.file.read() == PDF


def test_the_place_of_a_photo_is_kept_when_it_is_given(staff, case):
    _, uid = begin(staff, case, words={"kind": "photo", "latitude": -8.73421555, "longitude": 116.8234})
    assert put(staff, uid, PDF, 0).json()["done"]
    evidence = Evidence.objects.get()
    assert (evidence.latitude, evidence.longitude) == (Decimal("-8.734216"), Decimal("116.823400"))


@pytest.mark.parametrize(
    "words", [{"kind": "poem"}, {"proves": "everything"}, {"latitude": 91}, {"dated_on": "kemarin"}]
)
def test_words_that_cannot_be_are_refused_at_once(staff, case, words):
    answer, _ = begin(staff, case, words=words)
    assert answer.status_code == 422
    assert answer.json()["refusal"]
    assert not PartialUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "size"), [("program.exe", 10), ("tabel.xlsm", 10), ("foto.jpg", 0), ("foto.jpg", 10**9)]
)
def test_what_cannot_be_accepted_is_refused_before_it_is_sent(staff, case, name, size):
    answer, _ = begin(staff, case, name=name, size=size)
    assert answer.status_code == 422
    assert answer.json()["refusal"]
    assert not PartialUpload.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused_and_removed(
    staff, case, settings, django_capture_on_commit_callbacks
):
    _, uid = begin(staff, case, name="foto.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        answer = put(staff, uid, PDF, 0).json()
    assert answer["done"]
    assert "foto.jpg" in answer["refusal"]
    assert not EvidenceUse.objects.exists()
    assert pieces_left(settings.MEDIA_ROOT) == []
    assert put(staff, uid, PDF, 0).json() == answer


def test_a_period_that_was_locked_meanwhile_refuses_the_file(staff, case):
    _, uid = begin(staff, case)
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    assert put(staff, uid, PDF, 0).json()["refusal"]
    assert not Evidence.objects.exists()


def test_a_file_for_a_quick_win_opens_its_report(staff, case, agency):
    quick_win = QuickWinFactory(region=agency.region, agency=agency, year=case.period.year)
    _, uid = begin(staff, case, kind="quick-win", subject=quick_win.pk)
    assert put(staff, uid, PDF, 0).json()["done"]
    assert QuickWinReport.objects.get().evidence_uses.count() == 1


def test_more_bytes_than_were_announced_are_not_taken(staff, case):
    _, uid = begin(staff, case, size=100)
    assert put(staff, uid, PDF, 0).status_code == 409
    assert PartialUpload.objects.get().received == 0


def test_a_piece_that_is_too_large_or_has_no_place_is_not_taken(staff, case, monkeypatch):
    _, uid = begin(staff, case)
    address = reverse("monitoring:upload-pieces", args=[uid])
    assert staff.put(address, PDF, content_type="application/octet-stream").status_code == 400
    monkeypatch.setattr("monev.monitoring.views.uploads.LARGEST_PIECE", 100)
    assert put(staff, uid, PDF, 0).status_code == 413


def test_an_upload_is_found_by_its_owner_only(staff, as_, cast, case):
    _, uid = begin(staff, case)
    put(staff, uid, PDF[:100], 0)
    address = reverse("monitoring:upload-pieces", args=[uid])
    for other in (as_(cast.head), as_(cast.verifier), as_(cast.foreign_agency_staff)):
        assert other.get(address).status_code == 404
        assert put(other, uid, PDF[100:], 100).status_code == 404
        assert other.delete(address).status_code == 404
    assert begin(as_(cast.head), case, uid=uid)[0].status_code == 404
    assert PartialUpload.objects.get().received == 100


@pytest.mark.parametrize(("person", "status"), [("colleague", 403), ("verifier", 403), ("foreign_agency_staff", 404)])
def test_nobody_uploads_for_another_opd(as_, cast, case, person, status):
    assert begin(as_(getattr(cast, person)), case)[0].status_code == status
    assert not PartialUpload.objects.exists()


def test_a_program_that_is_not_due_is_not_found(staff, case, other_region):
    assert begin(staff, case, period=10**9)[0].status_code == 404


def test_somebody_who_is_logged_out_is_told_where_to_log_in(client, case):
    answer = client.get(reverse("monitoring:evidence-pieces"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"login": reverse("account_login")})
    assert client.get(reverse("monitoring:evidence-pieces")).status_code == 302


def test_the_browser_learns_who_is_logged_in(staff, cast):
    assert staff.get(reverse("monitoring:evidence-pieces")).json()["person"] == str(cast.staff.uid)


def test_a_person_has_so_many_files_under_way(staff, case, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    first = begin(staff, case)[1]
    begin(staff, case)
    assert begin(staff, case)[0].status_code == 429
    put(staff, first, PDF, 0)
    assert begin(staff, case)[0].status_code == 200


def test_what_is_cancelled_is_gone_and_what_is_evidence_stays(
    staff, case, settings, django_capture_on_commit_callbacks
):
    _, cancelled = begin(staff, case)
    put(staff, cancelled, PDF[:100], 0)
    _, kept = begin(staff, case)
    with django_capture_on_commit_callbacks(execute=True):
        put(staff, kept, PDF, 0)
        for uid in (cancelled, kept):
            assert staff.delete(reverse("monitoring:upload-pieces", args=[uid])).status_code == 204
    assert [str(each.uid) for each in PartialUpload.objects.all()] == [kept]
    assert EvidenceUse.objects.count() == 1
    assert pieces_left(settings.MEDIA_ROOT) == []


def test_what_stopped_arriving_is_swept(staff, case, settings, django_capture_on_commit_callbacks):
    _, stale = begin(staff, case)
    put(staff, stale, PDF[:100], 0)
    _, finished = begin(staff, case)
    _, fresh = begin(staff, case)
    old = timezone.now() - timedelta(days=uploads.UNFINISHED_DAYS + 1)
    with django_capture_on_commit_callbacks(execute=True):
        put(staff, finished, PDF, 0)
        PartialUpload.objects.exclude(uid=fresh).update(updated_at=old)
        sweep_uploads()
    assert {str(each.uid) for each in PartialUpload.objects.all()} == {finished, fresh}
    assert pieces_left(settings.MEDIA_ROOT) == []
    PartialUpload.objects.filter(uid=finished).update(
        updated_at=timezone.now() - timedelta(days=uploads.FINISHED_DAYS + 1)
    )
    sweep_uploads()
    assert [str(each.uid) for each in PartialUpload.objects.all()] == [fresh]


def test_a_report_that_was_sent_takes_no_more_files(staff, case, cast):
    report = open_report(case.program, case.period, by=cast.staff)
    ProgressReport.objects.filter(pk=report.pk).update(state="submitted")
    answer, _ = begin(staff, case)
    assert answer.status_code == 422
    assert answer.json()["refusal"]
