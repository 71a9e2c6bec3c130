"""Each line of the log says to which request or job it belongs, and nothing about anybody."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from django.db import connection
from django.test import Client

from core import incidents, job_log
from core.logs import InContext, JsonLines, PlainLines

OURS = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
FOREIGN = "b0d1f1b6-7b7e-4f6d-9d0c-2f6d1a1a2b3c"


@pytest.fixture
def lines():
    """What is logged, as the console would show it in JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(InContext())
    handler.setFormatter(JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda name="": [
        line for each in stream.getvalue().splitlines() if (line := json.loads(each))["logger"].startswith(name)
    ]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
def test_one_line_tells_of_a_request(cast, as_, lines, region):
    answer = as_(cast.staff).get(f"/daerah/{region.code}/dasbor/?cari=rahasia")
    (line,) = lines("core.requests")
    assert line["message"] == f"GET /daerah/{region.code}/dasbor/"
    assert (line["status"], line["view"], line["region"]) == (200, "portal:dashboard", region.code)
    assert line["person"] == str(cast.staff.uid)
    assert line["queries"] > 3
    assert line["request"] == answer.headers["X-Request-ID"]
    said = json.dumps(line)
    assert cast.staff.email not in said
    assert cast.staff.name not in said
    assert "rahasia" not in said
    assert "address" not in line


@pytest.mark.django_db
def test_the_address_is_written_down_only_where_that_is_wanted(client, lines, settings):
    settings.LOG_ADDRESSES = True
    client.get("/akun/login/", REMOTE_ADDR="203.0.113.9")
    assert lines("core.requests")[0]["address"] == "203.0.113.9"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("behind", "given", "is_kept"),
    [
        (True, FOREIGN, True),
        (True, "K7QM-2RTX-9ABC", True),
        (False, FOREIGN, False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "a b c d e f g h", False),
        (True, '"><script>alert(1)</script>', False),
        (True, "", False),
    ],
)
def test_a_number_that_comes_in_is_kept_only_from_our_proxy_and_if_it_is_one(client, settings, behind, given, is_kept):
    settings.BEHIND_PROXY = behind
    answer = client.get("/akun/login/", headers={"x-request-id": given})
    number = answer.headers["X-Request-ID"]
    assert (number == given) is is_kept
    assert is_kept or OURS.fullmatch(number)


@pytest.mark.django_db
def test_two_requests_have_two_numbers_and_nothing_stays(client):
    first, second = (client.get("/akun/login/").headers["X-Request-ID"] for _each in range(2))
    assert first != second
    assert incidents.number() == ""


@pytest.mark.django_db
def test_a_slow_query_is_written_down_without_its_values(settings, lines):
    settings.SLOW_QUERY_MS = 0.0001
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["siti@dinkes.example"])
    settings.SLOW_QUERY_MS = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
    (line,) = lines("core.slow_queries")
    assert line["sql"] == "SELECT %s"
    assert "siti" not in json.dumps(line)


@pytest.mark.django_db
def test_an_error_comes_with_the_place_in_the_code_under_the_same_number(cast, lines, monkeypatch):
    from portal.views.home import Home

    monkeypatch.setattr(Home, "get", lambda *_args, **_more: 1 / 0)
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.staff)
    answer = browser.get("/")
    (error,) = [line for line in lines("django.request") if line["level"] == "ERROR"]
    assert "ZeroDivisionError" in error["trace"]
    assert error["request"] == lines("core.requests")[0]["request"] == answer.headers["X-Request-ID"]
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_a_job_goes_on_under_the_number_of_what_asked_for_it(lines):
    """As a worker does it: the head of the message is stamped there, and read here."""

    class Task:
        name = "x.tasks.do"

    with incidents.numbered("K7QM-2RTX-9ABC"):
        headers: dict = {}
        job_log.stamp(headers=headers)
    Task.request = type("Context", (), headers | {"delivery_info": {"routing_key": "quick"}})
    job_log.begin(task_id="1", task=Task)
    assert incidents.number() == "K7QM-2RTX-9ABC"
    logging.getLogger("x").info("at work")
    job_log.end(task_id="1", task=Task, state="SUCCESS")
    assert incidents.number() == ""
    assert {line["request"] for line in lines() if line["logger"] in ("x", "core.jobs_done")} == {"K7QM-2RTX-9ABC"}


def test_a_job_of_the_timetable_has_a_number_of_its_own():
    headers: dict = {}
    job_log.stamp(headers=headers)
    assert OURS.fullmatch(headers["incident"])


def record(message: str, **extra) -> logging.LogRecord:
    made = logging.getLogger("t").makeRecord("t", logging.INFO, "f", 1, message, (), None, extra=extra)
    made.incident = "K7QM-2RTX-9ABC"
    return made


def test_nobody_writes_a_line_of_their_own_into_the_log():
    forged = "GET /x\n2026-11-29 10:00:00 INFO core.requests all is well"
    for formatter in (PlainLines(), JsonLines()):
        assert len(formatter.format(record(forged, fields={"region": "a\nb"})).splitlines()) == 1


def test_words_for_people():
    line = PlainLines().format(record("GET /", fields={"status": 200, "ms": 31}))
    assert line.endswith("INFO t GET / [K7QM-2RTX-9ABC] status=200 ms=31")
