"""A program asks for a report through REST, follows it, downloads it and its data; all bytes have their SHA-256."""

import hashlib
import json
from datetime import date

import pytest
import time_machine
from django.test import Client

from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from organizations.services.keys import make_key
from tests.monev.reports.conftest import make_plan

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/compiled-reports/"


@pytest.fixture(autouse=True)
def _files_and_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield


@pytest.fixture
def plan(region, agency):
    return make_plan(region, agency)


@pytest.fixture
def program(cast):
    """`program(person)`: a program that holds a key of that person."""

    def holding(person) -> Client:
        _key, secret = make_key(person, "SPBE")
        return Client(headers={"authorization": f"Api-Key {secret}"})

    return holding


def ask(client, **body):
    wanted = {"kind": "quarterly", "region": "52.07", "period": "2026-3"} | body
    return client.post(ADDRESS, json.dumps(wanted), content_type="application/json")


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_ask_follow_and_download(plan, program, cast):
    client = program(cast.verifier)
    asked = ask(client, number="050/12", dated_on="2026-10-05")
    assert asked.status_code == 201
    row = asked.json()
    assert (row["state"], row["number"], row["dated_on"]) == ("queued", "050/12", "2026-10-05")
    assert row["requested_by"] == cast.verifier.name
    again = ask(client)
    assert (again.status_code, again.json()["id"]) == (200, row["id"])
    fill_report(row["id"])
    done = client.get(asked["Location"]).json()
    assert (done["state"], done["progress"], done["step"]) == ("done", 100, "")
    files = client.get("/api/v1/report-files/", {"report": row["id"]}).json()["results"]
    assert {"pdf", "xlsx"} <= {each["format"] for each in files}
    for each in files:
        address = f"/api/v1/report-files/{each['id']}/file/"
        answer = client.get(address)
        assert hashlib.sha256(content(answer)).hexdigest() == each["sha256"]
        assert answer["ETag"] == f'"{each["sha256"]}"'
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    words = [each["words"] for each in client.get("/api/v1/report-logs/", {"report": row["id"]}).json()["results"]]
    assert any(cast.verifier.name in each for each in words)


def test_the_frozen_data_have_the_sha_256_of_the_snapshot(plan, program, cast):
    client = program(cast.council)
    row = ask(program(cast.verifier)).json()
    address = f"{ADDRESS}{row['id']}/snapshot/"
    assert client.get(address).status_code == 404, "nothing is frozen yet"
    fill_report(row["id"])
    stated = client.get(f"{ADDRESS}{row['id']}/").json()["snapshot"]["sha256"]
    answer = client.get(address)
    data = content(answer)
    assert hashlib.sha256(data).hexdigest() == stated
    assert json.loads(data)["region"]["code"] == "52.07"
    assert answer["ETag"] == f'"{stated}"'
    assert client.get(address, headers={"if-none-match": f'"{stated}"'}).status_code == 304
    assert program(cast.foreign_verifier).get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "gone"}, "kind"),
        ({"period": "2031-1"}, "period"),
        ({"period": "soon"}, "period"),
        ({"period": None}, "period"),
        ({"year": 2026}, "year"),
        ({"agency": "00000000-0000-0000-0000-000000000000"}, "agency"),
        ({"region": "99.99"}, "region"),
        ({"region": "52.04"}, "region"),
        ({"region": ""}, "region"),
        ({"language": "fr"}, "language"),
        ({"dated_on": "kemarin"}, "dated_on"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(plan, other_region, program, cast, body, field):
    answer = ask(program(cast.verifier), **body)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, field)
    assert not CompiledReport.objects.exists()


def test_a_parameter_that_is_missing_is_named(plan, program, cast):
    body = json.dumps({"kind": "quarterly", "region": "52.07"})
    answer = program(cast.verifier).post(ADDRESS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "period")


def test_without_the_right_it_is_403_and_a_hidden_region_reads_like_a_missing_one(plan, program, cast):
    assert ask(program(cast.council)).status_code == 403
    hidden, missing = (ask(program(cast.foreign_verifier), region=code) for code in ("52.07", "99.99"))
    assert hidden.status_code == missing.status_code == 400
    assert hidden.json() == missing.json()


def test_too_many_at_once_is_a_conflict_in_words(plan, program, cast, settings):
    settings.REPORTS_PER_PERSON = 0
    answer = ask(program(cast.verifier))
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "refused"
    assert not CompiledReport.objects.exists()


def test_too_often_is_429(plan, program, cast, monkeypatch):
    from organizations.throttling import OwnThrottle

    monkeypatch.setattr(OwnThrottle, "rate", "2/min", raising=False)
    client = program(cast.verifier)
    assert [ask(client, kind="gone").status_code for _time in range(3)] == [400, 400, 429]
    assert client.get(ADDRESS).status_code == 200, "reading has a limit of its own"


def test_a_preview_says_what_it_would_hold_and_asks_for_nothing(plan, program, cast):
    body = json.dumps({"kind": "quarterly", "region": "52.07", "period": "2026-3"})
    answer = program(cast.verifier).post(f"{ADDRESS}preview/", body, content_type="application/json")
    found = answer.json()
    assert answer.status_code == 200
    assert found["rows"] > 3, "programs, and what the annexes list"
    assert found["lacks"]
    assert not CompiledReport.objects.exists()


def test_cancelled_and_asked_for_again(plan, program, cast):
    client = program(cast.verifier)
    row = ask(client).json()
    cancelled = client.post(f"{ADDRESS}{row['id']}/cancel/")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert client.post(f"{ADDRESS}{row['id']}/cancel/").status_code == 409
    again = client.post(f"{ADDRESS}{row['id']}/retry/")
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    assert program(cast.council).post(f"{ADDRESS}{row['id']}/cancel/").status_code == 403
    assert program(cast.foreign_verifier).post(f"{ADDRESS}{row['id']}/cancel/").status_code == 404


def test_a_browser_session_needs_the_token_of_the_page(plan, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.verifier)
    assert ask(browser).status_code == 403
    assert not CompiledReport.objects.exists()


def test_the_catalogue_says_what_each_report_needs(program, cast):
    found = program(cast.council).get("/api/v1/report-kinds/").json()["results"]
    quarterly = next(each for each in found if each["code"] == "quarterly")
    assert quarterly["parameters"] == ["period", "include_preliminary"]
    assert quarterly["needs"] == "compile"
    assert {"pdf", "xlsx"} <= set(quarterly["formats"])
    assert quarterly["title"] != ""


def test_reports_of_a_schedule_and_a_series_are_found(plan, program, cast):
    client = program(cast.verifier)
    row = ask(client).json()
    found = client.get(ADDRESS, {"series": row["series"], "edition": 1, "state": "queued", "kind": "quarterly"}).json()
    assert [each["id"] for each in found["results"]] == [row["id"]]
    assert client.get(ADDRESS, {"schedule": 999}).status_code == 400
