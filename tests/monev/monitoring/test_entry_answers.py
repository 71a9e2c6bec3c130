"""What a browser that sends in the background is answered: the protocol of docs/entry.md, case by case."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.models.sending import Receipt
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.services.entry import enter, save_draft
from monev.monitoring.services.steps import take_step
from tests.factories.monitoring import ProgressReportFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def url(case):
    return reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])


@pytest.fixture
def send(as_, cast, case, url):
    """Post as the browser does; `who` of the cast."""

    def post(action="autosave", version=0, who="staff", **more):
        data = {
            "action": action,
            "seen_version": version,
            "key": str(uuid4()),
            "physical_percent": "62",
            f"spending_{case.pad.pk}": "412.500.000",
            "narrative": "Posyandu dibangun",
            **more,
        }
        data = {name: value for name, value in data.items() if value is not None}
        return as_(getattr(cast, who)).post(url, data, **JSON)

    return post


@pytest.fixture
def stored(case, cast):
    """What staff saved and both people saw."""
    data = ReportData(physical_percent=Decimal(50), narrative="Awal", spending={case.pad.pk: Decimal(100)})
    return enter(case.program, case.period, data, by=cast.staff, seen_version=0)


def test_a_save_says_version_state_and_what_was_understood(send, case):
    answer = send("save").json()
    report = ProgressReport.objects.get()
    assert (answer["version"], answer["state"], answer["errors"]) == (report.version, "draft", {})
    assert "Rp 412.500.000" in answer["understood"][f"spending_{case.pad.pk}"]
    assert "10.00" in answer["status"]
    assert "-8,0" in answer["figures"]
    assert "theirs" not in answer


def test_what_cannot_be_read_keeps_what_is_stored(send, stored):
    response = send(version=stored.version, physical_percent="enam")
    assert response.status_code == 200
    assert list(response.json()["errors"]) == ["physical_percent"]
    assert ProgressReport.objects.get().physical_percent == 50
    assert ProgressReport.objects.get().narrative == "Posyandu dibangun"


def test_an_input_that_did_not_come_keeps_what_is_stored(send, stored):
    send(version=stored.version, narrative=None, physical_percent=None)
    report = ProgressReport.objects.get()
    assert (report.narrative, report.physical_percent) == ("Awal", 50)


def test_sending_answers_where_the_report_is(send):
    answer = send("submit").json()
    report = ProgressReport.objects.get()
    assert report.state == "submitted"
    assert answer["sent"] is True
    assert answer["url"] == reverse("monitoring:report-detail", args=[report.pk])


def test_sending_an_incomplete_report_keeps_the_draft_and_names_the_field(send, case):
    response = send("submit", **{f"spending_{case.pad.pk}": ""})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [f"spending_{case.pad.pk}"]
    report = ProgressReport.objects.get()
    assert (report.state, report.physical_percent) == ("draft", 62)
    assert response.json()["version"] == report.version


@pytest.mark.parametrize("action", ["autosave", "submit", "nil"])
def test_the_same_key_gets_the_same_answer_and_the_work_is_done_once(send, action):
    key, more = str(uuid4()), {"reason": "funds"} if action == "nil" else {}
    empty = {"physical_percent": "", "narrative": ""} if action == "nil" else {}
    first = send(action, key=key, **more, **empty)
    again = send(action, key=key, **more, **empty)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 200
    assert Receipt.objects.count() == 1
    assert Transition.objects.count() == (0 if action == "autosave" else 1)
    assert ProgressReport.objects.get().history.count() == first.json().get("version", 3)


def test_a_refusal_is_repeated_too(send):
    key = str(uuid4())
    first = send("submit", key=key, physical_percent="")
    again = send("submit", key=key)
    assert first.status_code == again.status_code == 422
    assert ProgressReport.objects.get().state == "draft"


def test_another_key_after_sending_is_told_that_it_is_closed(send):
    send("submit")
    response = send("submit")
    assert response.status_code == 409
    body = response.json()
    assert body["closed"] is True
    assert body["url"] == reverse("monitoring:report-detail", args=[ProgressReport.objects.get().pk])
    assert Transition.objects.count() == 1


def test_a_key_that_is_none_is_refused(send):
    response = send("submit", key="bukan-kunci")
    assert response.status_code == 422
    assert "key" in response.json()["errors"]
    assert not ProgressReport.objects.exists()


def test_a_key_of_somebody_else_gives_nothing_away(send):
    key = str(uuid4())
    send("save", key=key)
    response = send("save", key=key, who="head")
    assert response.status_code == 403
    assert set(response.json()) == {"notice"}


def test_a_locked_period_answers_closed(send, case):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    body = send().json()
    assert body["closed"] is True
    assert body["url"] == reverse("monitoring:work-list")


def change(report, by, **data):
    return save_draft(report, ReportData(**data), by=by, seen_version=report.version)


def test_only_what_both_changed_is_a_conflict(send, case, cast, stored):
    change(stored, cast.head, physical_percent=Decimal(70), narrative="Dari kepala", follow_up="Lanjut")
    response = send(version=stored.version, narrative="Awal", **{f"spending_{case.pad.pk}": "200"})
    body = response.json()
    assert response.status_code == 409
    assert body["conflict"] is True
    assert [(row["name"], row["mine"], row["stored"]) for row in body["rows"]] == [("physical_percent", "62", "70")]
    assert body["theirs"]["narrative"] == {"value": "Dari kepala", "shown": "Dari kepala"}
    assert body["theirs"]["physical_percent"] == {"value": "70", "shown": "70"}
    assert body["by"] == cast.head.name
    assert body["at"] == "10.00"
    report = ProgressReport.objects.get()
    assert (report.physical_percent, body["version"]) == (70, report.version)
    assert report.spending.get().amount == 100


def test_different_fields_of_two_people_are_both_kept(send, case, cast, stored):
    change(
        stored, cast.head, physical_percent=Decimal(50), narrative="Dari kepala", spending={case.pad.pk: Decimal(300)}
    )
    response = send(
        version=stored.version, narrative="Awal", physical_percent="62", **{f"spending_{case.pad.pk}": "100"}
    )
    body = response.json()
    assert response.status_code == 200
    assert body["theirs"]["narrative"]["value"] == "Dari kepala"
    assert body["theirs"][f"spending_{case.pad.pk}"]["value"] == "300"
    assert "physical_percent" not in body["theirs"]
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.narrative) == (62, "Dari kepala")
    assert report.spending.get().amount == 300
    assert body["version"] == report.version


def test_the_same_change_by_both_is_saved(send, case, cast, stored):
    change(stored, cast.head, physical_percent=Decimal(62), narrative="Posyandu dibangun")
    response = send(version=stored.version, **{f"spending_{case.pad.pk}": "100"})
    assert response.status_code == 200
    assert response.json()["version"] == ProgressReport.objects.get().version


def test_what_the_browser_says_it_saw_counts_before_history(send, case, cast, stored):
    """A draft that waited offline: the browser saw 40 and never changed it, so 70 is taken over."""
    change(stored, cast.head, physical_percent=Decimal(70), narrative="Awal")
    body = send(
        version=stored.version,
        physical_percent="40",
        base_physical_percent="40",
        narrative="Awal",
        **{f"spending_{case.pad.pk}": "100"},
    ).json()
    assert body["theirs"]["physical_percent"]["value"] == "70"
    assert ProgressReport.objects.get().physical_percent == 70


def test_lines_that_end_differently_are_no_conflict(send, case, cast, stored):
    change(stored, cast.head, physical_percent=Decimal(50), narrative="Satu\nDua")
    response = send(
        version=stored.version, narrative="Satu\r\nDua", physical_percent="50", **{f"spending_{case.pad.pk}": "100"}
    )
    assert response.status_code == 200
    assert ProgressReport.objects.get().narrative == "Satu\nDua"


def test_after_choosing_the_chosen_values_are_saved(send, case, cast, stored):
    change(stored, cast.head, physical_percent=Decimal(70), narrative="B")
    version = send(version=stored.version).json()["version"]
    response = send("save", version=version, keep_physical_percent="stored", keep_narrative="mine")
    assert response.status_code == 200
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.narrative) == (70, "Posyandu dibangun")


def test_a_source_that_both_added_is_for_a_person_to_choose(send, case, cast, stored):
    change(stored, cast.head, physical_percent=Decimal(50), narrative="Awal", spending={case.csr.pk: Decimal(7)})
    added = {"extra_source": str(case.csr.pk), "extra_amount": "9", f"spending_{case.pad.pk}": "100"}
    body = send(version=stored.version, narrative="Awal", physical_percent="50", **added).json()
    assert [row["stored"] for row in body["rows"]] == ["7"]
    assert ProgressReport.objects.get().spending.get(source_of_funds=case.csr).amount == 7


def test_evidence_is_attached_without_touching_the_figures(send, case, stored):
    link = {"evidence_link": "https://contoh.example/a", "evidence_kind": "decree", "evidence_expires": "2027-01-01"}
    place = {"evidence_latitude": "-8,7421", "evidence_longitude": "116,8765"}
    nothing = {"seen_version": None, "physical_percent": None, "narrative": None, f"spending_{case.pad.pk}": None}
    response = send("attach", **link, **place, **nothing)
    assert response.status_code == 200, response.json()
    evidence = EvidenceUse.objects.get().evidence
    assert (evidence.kind, str(evidence.expires_on)) == ("decree", "2027-01-01")
    assert (evidence.latitude, evidence.longitude) == (Decimal("-8.742100"), Decimal("116.876500"))
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.version) == (50, stored.version)


def test_evidence_opens_a_draft_where_there_is_none(send, case):
    response = send("attach", seen_version=None, evidence_file=SimpleUploadedFile("a.pdf", PDF))
    assert response.status_code == 200
    assert EvidenceUse.objects.get().progress_report == ProgressReport.objects.get()


def test_a_refused_file_is_named_at_its_field(send):
    response = send("attach", evidence_file=SimpleUploadedFile("a.exe", b"MZ"))
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["evidence_file"]
    assert ProgressReport.objects.get().physical_percent == 62


def test_evidence_may_prove_one_value(send, case):
    value = f"value_{case.indicator.pk}"
    response = send("attach", evidence_link="contoh.example/b", evidence_proves=value, **{value: "41"})
    assert response.status_code == 200, response.json()
    assert EvidenceUse.objects.get().indicator_value.indicator == case.indicator


def test_nihil_is_one_sending(send, case):
    ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(48))
    empty = {"physical_percent": None, "narrative": None, f"spending_{case.pad.pk}": None, "seen_version": None}
    answer = send("nil", reason="others", nil_words="Perbup", **empty).json()
    report = ProgressReport.objects.get(period=case.period)
    assert answer["sent"] is True
    assert (report.state, report.physical_percent) == ("submitted", 48)
    assert report.nil_reason.endswith(": Perbup")


def test_nihil_without_a_reason_is_refused(send):
    response = send("nil")
    assert response.status_code == 422
    assert "nil_words" in response.json()["errors"]


def test_what_is_stored_is_told_with_a_fresh_token(as_, cast, case, url, stored):
    body = as_(cast.staff).get(url, **JSON).json()
    assert body["version"] == stored.version
    assert body["state"] == "draft"
    assert body["values"]["physical_percent"] == "50"
    assert body["values"][f"spending_{case.pad.pk}"] == "100"
    assert body["values"][f"action_{case.step.pk}"] == ""
    assert "seen_version" not in body["values"]
    assert len(body["csrf"]) > 20
    assert "live-figures" in body["figures"]


def test_before_the_first_save_the_version_is_zero(as_, cast, url):
    body = as_(cast.staff).get(url, **JSON).json()
    assert (body["version"], body["state"], body["saved_at"]) == (0, "", "")
    assert not ProgressReport.objects.exists()


def test_asking_for_a_sent_report_answers_closed(as_, cast, send, url):
    send("submit")
    response = as_(cast.staff).get(url, **JSON)
    assert response.status_code == 409
    assert response.json()["closed"] is True


def test_somebody_logged_out_is_told_where_to_log_in(client, url):
    for response in (client.get(url, **JSON), client.post(url, {"action": "autosave"}, **JSON)):
        assert response.status_code == 401
        assert response.json()["login"] == reverse("account_login")
    assert client.get(url).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("verifier", 403), ("colleague", 403), ("foreign_agency_staff", 404)])
def test_who_may_not_is_told_in_json(send, who, status):
    response = send(who=who)
    assert response.status_code == status
    if status == 403:
        assert response.json()["notice"]


def test_the_list_of_evidence_comes_alone(as_, cast, url, send):
    assert b"<html" not in as_(cast.staff).get(url, {"bagian": "bukti"}).content
    send("attach", evidence_link="https://contoh.example/a", evidence_title="Foto jembatan")
    page = as_(cast.staff).get(url, {"bagian": "bukti"}).content.decode()
    assert "Foto jembatan" in page
    assert 'name="detach"' in page
    assert "<html" not in page


def test_evidence_is_taken_away_by_a_sending(as_, cast, url, send):
    send("attach", evidence_link="https://contoh.example/a")
    report = ProgressReport.objects.get()
    use = EvidenceUse.objects.get()
    response = send("save", version=report.version, detach=str(use.pk))
    assert response.status_code == 200
    assert not EvidenceUse.objects.exists()


def test_milestones_travel_as_days(as_, cast, case, region, agency):
    win = QuickWinFactory(region=region, agency=agency, year=2026)
    milestone = MilestoneFactory(quick_win=win, done_on=None)
    address = reverse("monitoring:quick-win-entry", args=[win.pk, case.period.pk])
    browser, name = as_(cast.staff), f"milestone_{milestone.pk}"
    posted = {"action": "autosave", "seen_version": 0, "physical_percent": "20", name: "2026-08-17"}
    answer = browser.post(address, posted, **JSON).json()
    assert "1" in answer["figures"]
    assert browser.get(address, **JSON).json()["values"][name] == "2026-08-17"
    later = posted | {name: "2026-12-01", "seen_version": answer["version"]}
    assert list(browser.post(address, later, **JSON).json()["errors"]) == [name]
    assert str(QuickWinReport.objects.get().milestones.get().done_on) == "2026-08-17"


def test_a_returned_report_is_corrected_and_sent_again(send, cast):
    send("submit")
    report = ProgressReport.objects.get()
    report = take_step(report, "return", by=cast.verifier, reason="Foto kurang")
    assert send("submit", version=report.version, narrative="Foto ditambah").json()["sent"]
    assert ProgressReport.objects.get().narrative == "Foto ditambah"
