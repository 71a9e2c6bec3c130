"""Prometheus is told what happened and how things are; nobody else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from core import counting, pulses
from monev.monitoring.models.trail import QualityFlag
from notices.models import Mail
from operations.selectors.metrics import GAUGES
from tests.factories.monitoring import ProgressReportFactory

TOKEN = "a-token-that-nobody-guesses-42"
FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def counted(settings):
    """Metrics are asked for, with a token."""
    settings.METRICS_TOKEN = TOKEN
    return settings


def told(client, **more) -> dict[tuple, float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}, **more)
    assert answer.status_code == 200, answer.content
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("token", "networks", "asked", "status"),
    [
        ("", [], {}, 404),
        (TOKEN, [], {}, 404),
        (TOKEN, [], {"HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        (TOKEN, [], {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ("", [], {"HTTP_AUTHORIZATION": "Bearer "}, 404),
        ("", ["203.0.113.0/24"], {}, 200),
        ("", ["10.0.0.0/8"], {}, 404),
        ("", ["203.0.113.0/24"], {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        (TOKEN, ["203.0.113.0/24"], {"HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
    ],
)
@pytest.mark.django_db
def test_they_are_there_only_for_whom_they_are_meant(client, settings, token, networks, asked, status):
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = token, networks
    assert client.get("/metrics", **FAR, **asked).status_code == status


@pytest.mark.django_db
def test_a_request_is_counted_by_its_name_not_by_its_address(client, counted):
    before = told(client)
    for _each in range(3):
        client.get("/akun/login/")
    for number in range(20):
        client.get(f"/no/such/page/{number}/")
    after = told(client)

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert more("smartcity_requests_total", "200", "GET", "account_login") == 3
    assert more("smartcity_requests_total", "-", "404", "GET") == 20
    assert more("smartcity_request_seconds_count", "GET", "account_login") == 3
    assert not [key for key in after if any("such" in str(part) for part in key)]


@pytest.mark.django_db
def test_an_invented_method_makes_no_row_of_its_own(client, counted):
    for number in range(5):
        client.generic(f"METHOD{number}", "/akun/login/")
    assert not [key for key in told(client) if any("METHOD" in str(part) for part in key)]


@pytest.mark.django_db
def test_probes_are_not_counted(client, counted):
    before = told(client)
    told(client)
    client.get("/health/live")
    assert {key: value for key, value in told(client).items() if "requests_total" in key[0]} == {
        key: value for key, value in before.items() if "requests_total" in key[0]
    }


@pytest.mark.django_db
def test_queries_of_pages_are_counted(cast, as_, counted, client):
    key = ("smartcity_database_queries_total", "page")
    before = told(client).get(key, 0)
    as_(cast.staff).get("/profil/")
    assert told(client)[key] - before >= 3


@pytest.mark.django_db
def test_a_log_in_counts_by_how_it_ended(cast, client, counted):
    ok, failed = ("smartcity_logins_total", "", "ok"), ("smartcity_logins_total", "credentials", "failed")
    before = told(client)
    cast.staff.set_password("Benar-Sekali-2026")
    cast.staff.save()
    client.post("/akun/login/", {"login": cast.staff.email, "password": "salah"})
    client.post("/akun/login/", {"login": cast.staff.email, "password": "Benar-Sekali-2026"})
    after = told(client)
    assert after[ok] - before.get(ok, 0) == 1
    assert after[failed] - before.get(failed, 0) == 1


@pytest.mark.django_db
def test_the_state_of_work_and_data_is_told(client, counted, cast, region, agency):
    now = timezone.now()
    for number, state in enumerate(("waiting", "failed", "failed")):
        Mail.objects.create(
            user=cast.staff, to="a@b.example", subject="s", body="b", message_id=f"<{number}@x>", state=state,
            not_before=now - timedelta(minutes=10),
        )  # fmt: skip
    report = ProgressReportFactory()
    place = {"region": report.program.plan_version.plan.region, "agency": report.program.lead_agency}
    QualityFlag.objects.create(progress_report=report, code="x", severity="warning", **place)
    QualityFlag.objects.create(progress_report=report, code="y", severity="warning", settled_at=now, **place)
    pulses.tell("worker", "quick@here", queues=["quick"])
    found = told(client)
    assert found["smartcity_mails", "failed"] == 2
    assert 590 < found["smartcity_waiting_oldest_seconds", "mails"] < 660
    assert found["smartcity_quality_flags_open", "warning"] == 1
    assert found["smartcity_processes", "worker"] == 1
    assert found["smartcity_processes", "beat"] == 0
    assert found["smartcity_disk_free_bytes", "var"] > 0
    assert ("smartcity_backup_age_seconds",) not in found


@pytest.mark.django_db
def test_what_cannot_be_read_hides_nothing_else(client, counted, monkeypatch):
    def broken():
        raise OSError("no such disk")

    words, labels, _read = GAUGES["disk_free_bytes"]
    monkeypatch.setitem(GAUGES, "disk_free_bytes", (words, labels, broken))
    found = told(client)
    assert not [key for key in found if key[0] == "smartcity_disk_free_bytes"]
    assert [key for key in found if key[0] == "smartcity_queue_waiting"]


def test_nothing_is_counted_where_nobody_may_ask(settings, monkeypatch):
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = "", []
    monkeypatch.setattr(counting, "_make", lambda name: pytest.fail("the library was loaded"))
    monkeypatch.setattr(counting, "_made", {})
    counting.count("logins", result="ok", reason="")
    counting.observe("job_seconds", 1.0, task="x")


@pytest.mark.parametrize("name", counting.COUNTED)
def test_each_name_is_one_that_prometheus_takes(name, settings):
    settings.METRICS_TOKEN = TOKEN
    labels = dict.fromkeys(counting.COUNTED[name].labels, "x")
    if counting.COUNTED[name].steps:
        counting.observe(name, 0.2, **labels)
    else:
        counting.count(name, **labels)


def test_what_dead_processes_of_this_host_left_is_removed(settings):
    import os
    import socket

    settings.METRICS_TOKEN = TOKEN
    here, folder = socket.gethostname(), settings.METRICS_DIR
    names = {
        f"web-{here}-4194999": False,  # beyond the greatest number of a process
        f"worker-{here}-{os.getppid()}": True,
        "web-another-host-77": True,
        f"web-{here}-{os.getpid()}": True,
    }
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "counter_1.db").write_bytes(b"")
    own = counting.settle("web")
    try:
        assert {each.name for each in folder.iterdir()} == {name for name, stays in names.items() if stays}
        assert list(own.iterdir()) == []
    finally:
        os.environ.pop(counting.FOLDER)
