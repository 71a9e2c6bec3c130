"""Whatever goes wrong, the person reads what to do and a number to tell; REST gets a problem."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from operations.views import errors
from portal.views.home import Home


@pytest.fixture
def browser():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def says_its_number(answer) -> bool:
    return f'<strong class="incident">{answer.headers["X-Request-ID"]}</strong>' in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there(browser):
    answer = browser.get("/no/such/page/")
    assert answer.status_code == 404
    assert says_its_number(answer)


@pytest.mark.django_db
def test_a_page_that_is_not_allowed(browser, cast):
    browser.force_login(cast.staff)
    answer = browser.get("/status/")
    assert answer.status_code == 403
    assert says_its_number(answer)


@pytest.mark.django_db
def test_a_form_that_was_open_too_long(browser):
    answer = browser.post("/akun/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "CSRF" in answer.content.decode()
    assert says_its_number(answer)


@pytest.mark.django_db
def test_a_host_that_is_not_ours(browser, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    answer = browser.get("/akun/login/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert says_its_number(answer)


@pytest.mark.django_db
def test_our_mistake(browser, cast, monkeypatch):
    monkeypatch.setattr(Home, "get", lambda *_args, **_more: 1 / 0)
    browser.force_login(cast.staff)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert says_its_number(answer)


@pytest.mark.django_db
def test_a_database_that_is_away_is_no_mistake_and_passes(browser, cast, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Home, "get", away)
    browser.force_login(cast.staff)
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "server closed" not in answer.content.decode()
    assert says_its_number(answer)


def test_without_any_database_the_page_can_still_be_made(browser, monkeypatch):
    """No mark for the database: a query here, or on the error page itself, would fail the test."""

    def away(*_args, **_more):
        raise OperationalError("no connection")

    monkeypatch.setattr(Home, "dispatch", away)
    answer = browser.get("/")
    assert answer.status_code == 503
    assert says_its_number(answer)


def test_an_error_page_that_is_broken_itself_still_tells_the_number(browser, monkeypatch):
    monkeypatch.setattr(Home, "dispatch", lambda *_args, **_more: 1 / 0)
    monkeypatch.setattr(errors, "broken", lambda *_args: 1 / 0)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.content.decode()


@pytest.mark.parametrize("by_file", [True, False])
def test_while_it_is_worked_on_everybody_is_told(browser, settings, tmp_path, by_file):
    """No mark for the database: it may be away meanwhile."""
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE = not by_file
    settings.MAINTENANCE_FILE.write_text("Kembali pukul 14.00 WITA." if by_file else "")
    page = browser.get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "300")
    assert ("14.00 WITA" in page.content.decode()) is by_file
    assert says_its_number(page)
    problem = browser.get("/api/v1/regions/")
    assert (problem.status_code, problem.headers["Content-Type"]) == (503, "application/problem+json")
    assert (problem.json()["code"], problem.json()["status"]) == ("unavailable", 503)
    assert problem.headers["Retry-After"] == "300"
    assert browser.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_the_file_is_gone_and_all_is_as_before(browser, settings, tmp_path, monkeypatch):
    from core import maintenance

    monkeypatch.setattr(maintenance, "LOOKED_EVERY", -1.0)
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.touch()
    assert browser.get("/akun/login/").status_code == 503
    settings.MAINTENANCE_FILE.unlink()
    assert browser.get("/akun/login/").status_code == 200


def test_what_is_written_for_everybody_is_text(browser, settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.write_text("<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/").content.decode()
