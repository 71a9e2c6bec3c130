"""Reports go from desk to desk through REST by the table of the workflow, each step by whom it belongs to."""

import json

import pytest

from monev.monitoring.models.trail import Transition
from tests.exchange.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(case, cast, system):
    row = {
        "program": case.program.code,
        "physical_percent": 40,
        "spending": [{"source_of_funds": case.pad.code, "amount": 5}],
    }
    return send(system(cast.staff), "progress-reports", row).json()["rows"][0]


def step(client, key, name, table="progress-reports", headers=None, **body):
    address = f"/api/v1/{table}/{key}/{name}/"
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers or {})


def test_from_draft_to_verified_and_back(case, cast, system, report):
    staff, verifier = system(cast.staff), system(cast.verifier)
    sent = step(staff, report["uid"], "submit", version=report["version"])
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")
    assert step(staff, report["id"], "withdraw").json()["state"] == "draft"
    assert step(staff, report["id"], "submit").status_code == 200
    done = step(verifier, report["id"], "verify")
    assert (done.json()["state"], bool(done.json()["verified_at"])) == ("verified", True)
    without = step(verifier, report["id"], "return")
    assert (without.status_code, without.json()["errors"][0]["attr"]) == (400, "reason")
    back = step(verifier, report["id"], "return", reason="Angka salah")
    assert (back.json()["state"], back.json()["return_reason"]) == ("returned", "Angka salah")
    assert Transition.objects.count() == 5


def test_the_head_approves_where_the_region_asks_for_it(case, cast, system, report):
    case.period.region.head_approves = True
    case.period.region.save()
    step(system(cast.staff), report["id"], "submit")
    assert step(system(cast.verifier), report["id"], "verify").status_code == 409
    assert step(system(cast.head), report["id"], "approve").json()["state"] == "approved"


def test_an_older_version_and_a_wrong_state_are_conflicts(case, cast, system, report):
    client = system(cast.staff)
    old = step(client, report["id"], "submit", version=report["version"] - 1)
    assert (old.status_code, old.json()["errors"][0]["code"]) == (409, "conflict")
    wrong = step(client, report["id"], "withdraw")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (409, "refused")


def test_a_key_makes_a_step_repeatable(case, cast, system, report):
    client, key = system(cast.staff), {"idempotency-key": "kirim"}
    first = step(client, report["id"], "submit", headers=key)
    again = step(client, report["id"], "submit", headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Transition.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((who, 403) for who in ("colleague", "assessor", "council", "verifier", "admin", "nobody")),
        *((who, 404) for who in ("foreign_agency_staff", "foreign_verifier", "foreign_assessor")),
    ],
)
def test_who_may_not_submit(case, cast, system, report, who, status):
    assert step(system(getattr(cast, who)), report["id"], "submit").status_code == status
    assert not Transition.objects.exists()


@pytest.mark.parametrize(
    ("key", "name", "table"),
    [
        ("0", "submit", "progress-reports"),
        ("0b1f7a0a-8f4e-4b5e-9a52-3f1c8d9e2b11", "submit", "pledge-reports"),
        ("-----------------------------------x", "submit", "pledge-reports"),
        ("1", "vanish", "progress-reports"),
        ("1", "submit", "evidence"),
    ],
)
def test_what_is_not_there_is_404(case, cast, system, key, name, table):
    assert step(system(cast.staff), key, name, table).status_code == 404


def test_an_unknown_field_is_refused(case, cast, system, report):
    answer = step(system(cast.staff), report["id"], "submit", alasan="x")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "alasan")
