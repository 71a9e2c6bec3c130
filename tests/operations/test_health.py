"""A probe learns whether the portal lives and whether it is ready, whatever is broken, and nothing else."""

from __future__ import annotations

import threading
import time

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from operations.selectors import health
from operations.selectors.health import CHECKS, HANGS, OK

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def ready(client: Client, **more):
    answer = client.get("/health/ready", **more)
    return answer.status_code, answer.json()


def test_a_process_that_lives_says_so_without_the_database(client):
    """No mark for the database: a query would fail the test."""
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"state": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_everything_that_pages_rest_on_is_asked(client):
    status, body = ready(client)
    assert (status, body["state"]) == (200, "ok")
    assert body["parts"] == dict.fromkeys(("database", "migrations", "cache", "broker", "files"), "ok")


@pytest.mark.django_db(transaction=True)
def test_a_proxy_may_ask_by_address_and_without_https(client, settings):
    """Neither ALLOWED_HOSTS nor the redirect to https is in its way; a person's page has both."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["portal.example"], True
    assert ready(client, headers={"host": "10.0.0.7:8000"})[0] == 200
    assert client.get("/akun/login/", headers={"host": "portal.example"}).status_code == 301
    assert client.get("/akun/login/", headers={"host": "10.0.0.7"}, secure=True).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_probe_leaves_no_line_no_session_and_no_cookie(client, caplog):
    with caplog.at_level("INFO"):
        answer = client.get("/health/ready")
    assert not [record for record in caplog.records if record.name == "core.requests"]
    assert not answer.cookies


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_is_missing_makes_the_portal_unready(client):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, app, name, applied FROM django_migrations WHERE app = 'notices' ORDER BY id DESC")
        row = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE id = %s", [row[0]])
    try:
        status, body = ready(client)
        assert (status, body["parts"]["migrations"], body["parts"]["database"]) == (503, "failed", "ok")
        assert f"notices.{row[2]}" in body["details"]["migrations"]["detail"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", row)


@pytest.mark.django_db(transaction=True)
def test_a_folder_of_files_that_takes_nothing_makes_it_unready(client, settings, tmp_path):
    """Also for root, whom no rights stop: the folder is a file."""
    broken = tmp_path / "not-a-folder"
    broken.write_text("")
    settings.MEDIA_ROOT = str(broken)
    default_storage._wrapped = default_storage._wrapped.__class__()
    status, body = ready(client)
    assert (status, body["parts"]["files"]) == (503, "failed")


@pytest.mark.django_db(transaction=True)
def test_a_part_that_hangs_does_not_hang_the_answer(client, settings, monkeypatch):
    """It is waited for as long as agreed, once: a second probe starts no second thread beside the first."""
    settings.HEALTH_SECONDS = 0.3
    asked, goes_on = [], threading.Event()

    def hang() -> str:
        asked.append(1)
        goes_on.wait(60)
        return ""

    monkeypatch.setitem(CHECKS, "cache", hang)
    began = time.monotonic()
    try:
        status, body = ready(client)
        assert (status, body["parts"]["cache"]) == (503, HANGS)
        assert ready(client)[1]["parts"]["cache"] == HANGS
    finally:
        goes_on.set()
    assert time.monotonic() - began < 30
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_the_log_says_once_that_a_part_fell_ill_and_once_that_it_is_well(client, monkeypatch, caplog):
    well = CHECKS["cache"]
    ready(client)
    monkeypatch.setitem(CHECKS, "cache", lambda: 1 / 0)
    for _each in range(3):
        assert ready(client)[0] == 503
    monkeypatch.setitem(CHECKS, "cache", well)
    ready(client)
    said = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert said == ["Not ready: cache failed", "Ready again: cache"]


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_told_only_to_those_who_look_after_it(client, cast, as_, settings, monkeypatch):
    settings.HEALTH_NETWORKS = ["10.20.0.0/16"]
    monkeypatch.setitem(CHECKS, "broker", lambda: 1 / 0)
    assert "details" not in ready(client, **ELSEWHERE)[1]
    assert "details" not in ready(as_(cast.staff), **ELSEWHERE)[1]
    assert "details" not in ready(as_(cast.admin), **ELSEWHERE)[1]
    assert "ZeroDivision" in ready(as_(cast.national), **ELSEWHERE)[1]["details"]["broker"]["detail"]
    assert "details" in ready(client, REMOTE_ADDR="10.20.3.4")[1]


@pytest.mark.django_db(transaction=True)
def test_a_proxy_that_nobody_told_of_does_not_make_the_internet_local(client, settings):
    settings.HEALTH_NETWORKS = ["127.0.0.0/8"]
    assert "details" in ready(client)[1]
    assert "details" not in ready(client, headers={"x-forwarded-for": "127.0.0.1"})[1]
    settings.BEHIND_PROXY = True
    assert "details" not in ready(client, headers={"x-forwarded-for": "127.0.0.1, 203.0.113.9"})[1]
    assert "details" in ready(client, headers={"x-forwarded-for": "203.0.113.9, 127.0.0.1"})[1]


@pytest.mark.django_db(transaction=True)
def test_who_asks_often_makes_no_work(client, monkeypatch):
    monkeypatch.setattr(health, "KEPT_SECONDS", 60.0)
    asked = []
    monkeypatch.setitem(CHECKS, "cache", lambda: asked.append(1) or "")
    for _each in range(5):
        assert ready(client)[1]["parts"]["cache"] == OK
    assert len(asked) == 1
