"""Evidence handed in by another system: what it proves, wrong types, too large, twice, for others."""

import json
from itertools import count
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.progress import IndicatorValue, ProgressReport
from tests.exchange.conftest import send
from tests.factories.quickwins import QuickWinFactory

pytestmark = pytest.mark.django_db
KEYS = count(1)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def hand_in(client, case, *, content=PDF, name="laporan.pdf", key=None, query="", **said):
    body = {"region": "52.07", "period": "2026-3", "program": case.program.code} | said
    body = {field: value for field, value in body.items() if value is not None}
    headers = {"idempotency-key": key or f"bukti {next(KEYS)}"}
    if "link" in said:
        text = json.dumps(body)
        return client.post(f"/api/v1/evidence/hand-in/{query}", text, content_type="application/json", headers=headers)
    return client.post(
        f"/api/v1/evidence/hand-in/{query}", body | {"file": SimpleUploadedFile(name, content)}, headers=headers
    )


def first_error(answer):
    found = answer.json()["errors"][0]
    return answer.status_code, found["code"], found["attr"]


def test_a_file_proves_the_report_that_is_opened_for_it(case, cast, system):
    answer = hand_in(system(cast.staff), case, title="Laporan", kind="photo", latitude="-8.75", longitude="116.9")
    assert answer.status_code == 201, answer.json()
    told, row = answer.json(), Evidence.objects.get()
    assert (told["evidence"]["uid"], told["evidence"]["title"]) == (str(row.uid), "Laporan")
    assert (row.uploaded_by, str(row.latitude)) == (cast.staff, "-8.750000")
    report = ProgressReport.objects.get()
    assert EvidenceUse.objects.get(pk=told["use"]).progress_report == report
    assert told["report"] == {"id": report.pk, "uid": str(report.uid), "version": report.version, "state": "draft"}
    assert row.stored_file.file.read() == PDF
    assert row.history.first().history_change_reason == "handed in · REST: SIPD"


def test_a_link_proves_an_indicator_value_once_it_is_entered(case, cast, system):
    client, said = system(cast.staff), {"link": "https://drive.example.id/x", "indicator": "Cakupan desa"}
    assert first_error(hand_in(client, case, **said)) == (400, "invalid", "indicator")
    assert not ProgressReport.objects.exists(), "what is refused opens no draft"
    send(client, "indicator-values", {"program": case.program.code, "indicator": "Cakupan desa", "value": 5})
    assert hand_in(client, case, **said).status_code == 201
    assert EvidenceUse.objects.get().indicator_value == IndicatorValue.objects.get()


def test_a_quick_win_is_named_by_its_identifier(case, cast, system, agency):
    quick_win = QuickWinFactory(region=case.period.region, agency=agency, year=2026)
    answer = hand_in(system(cast.staff), case, program=None, quick_win=str(quick_win.uid))
    assert answer.status_code == 201, answer.json()
    assert EvidenceUse.objects.get().quick_win_report.quick_win == quick_win


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": "program.exe", "content": b"MZ"}, (400, "invalid", "file")),
        ({"name": "laporan.pdf", "content": b"no pdf"}, (400, "invalid", "file")),
        ({"name": "kosong.pdf", "content": b""}, (400, "invalid", "file")),
        ({"link": "javascript:alert(1)"}, (400, "invalid", "link")),
        ({"kind": "gosip"}, (400, "invalid_choice", "kind")),
        ({"dated_on": "kemarin"}, (400, "invalid", "dated_on")),
        ({"program": None}, (400, "invalid", "program")),
        ({"program": "tidak ada"}, (400, "unknown_program", "program")),
        ({"period": "2031-1"}, (400, "unknown_period", "period")),
        ({"region": "52.04"}, (400, "unknown_region", "region")),
        ({"latitude": "3"}, (400, "invalid", "longitude")),
        ({"warna": "merah"}, (400, "unknown_field", "warna")),
        ({"quick_win": "0b1f7a0a-8f4e-4b5e-9a52-3f1c8d9e2b11"}, (400, "invalid", "program")),
    ],
)
def test_what_is_wrong_is_told_at_its_field(case, cast, system, said, expected):
    answer = hand_in(system(cast.staff), case, **said)
    assert first_error(answer) == expected
    assert not Evidence.objects.exists()
    assert not ProgressReport.objects.exists()


def test_a_file_that_is_too_large_is_413(case, cast, system, settings):
    settings.EVIDENCE_MAX_BYTES = 20
    assert first_error(hand_in(system(cast.staff), case))[:2] == (413, "too_large")
    assert not StoredFile.objects.exists()


def test_the_same_file_twice_is_refused_and_repeated_with_its_key_answered_again(case, cast, system):
    client = system(cast.staff)
    first = hand_in(client, case, key="a")
    again = hand_in(client, case, key="a")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, first.json(), "true")
    assert first_error(hand_in(client, case)) == (400, "invalid", "file")
    assert hand_in(client, case, key="a", content=PDF + b"%").status_code == 422
    assert EvidenceUse.objects.count() == 1


def test_the_same_file_elsewhere_is_taken_and_told(case, cast, system):
    client = system(cast.staff)
    hand_in(client, case)
    answer = hand_in(client, case, program=case.programs[1].code)
    assert answer.json()["also_used_by"] == [str(case.program)]
    assert StoredFile.objects.count() == 1


def test_not_for_others_not_without_the_right_not_into_a_locked_period(case, cast, system):
    foreign = {"program_uid": str(case.foreign.uid), "program": None}
    assert hand_in(system(cast.staff), case, **foreign).status_code == 403
    for who in ("verifier", "council", "admin", "assessor", "national", "nobody"):
        assert hand_in(system(getattr(cast, who)), case).status_code == 403
    assert first_error(hand_in(system(cast.foreign_agency_staff), case)) == (400, "unknown_region", "region")
    case.period.locked_at = case.period.created_at
    case.period.save()
    assert first_error(hand_in(system(cast.staff), case))[:2] == (409, "refused")
    assert not Evidence.objects.exists()


def test_a_trial_tells_what_would_be_refused_and_keeps_nothing(case, cast, system, settings):
    client, trial = system(cast.staff), "?dry_run=true"
    tried = hand_in(client, case, query=trial)
    assert (tried.status_code, tried.json()) == (
        200, {"dry_run": True, "evidence": None, "use": None, "report": None, "also_used_by": []},
    )  # fmt: skip
    assert not ProgressReport.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert first_error(hand_in(client, case, query=trial, name="x.exe", content=b"MZ"))[::2] == (400, "file")
    done = hand_in(client, case).json()
    assert done["dry_run"] is False
    again = hand_in(client, case, query=trial)
    assert first_error(again)[::2] == (400, "file"), "it is attached already"
    link = hand_in(client, case, query=trial, link="https://drive.example.id/y").json()
    assert (link["dry_run"], link["report"]["id"], EvidenceUse.objects.count()) == (True, done["report"]["id"], 1)


def test_a_trial_needs_no_key_and_its_switch_is_read_strictly(case, cast, system):
    client, said = system(cast.staff), {"region": "52.07", "period": "2026-3", "program": case.program.code}
    body = json.dumps(said | {"link": "https://drive.example.id/y"})
    address = "/api/v1/evidence/hand-in/?dry_run="
    assert client.post(f"{address}true", body, content_type="application/json").status_code == 200
    assert client.post(f"{address}maybe", body, content_type="application/json").status_code == 400
