"""Every refusal under /api/ is a problem (RFC 9457): in the language asked for, with a code, explained at its type."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from core.errors import Refused
from core.rest.problems import KINDS, ApiProblems, kind_of
from organizations.api import PartnerViewSet
from organizations.services.keys import make_key
from organizations.throttling import OwnThrottle

LIST = "/api/v1/partners/"


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


def is_problem(answer, status, code):
    shown = answer.json()
    assert answer.status_code == shown["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert set(shown) == {"type", "title", "status", "code", "detail", "instance", "errors"}
    assert shown["code"] == code
    assert shown["title"]
    assert shown["detail"]
    assert shown["errors"][0].keys() == {"code", "detail", "attr"}
    assert shown["instance"] == answer.request["PATH_INFO"]
    explained = Client().get(shown["type"])
    assert (explained.status_code, explained.json()["status"]) == (200, status)
    return shown


def test_a_bad_value_names_its_parameter(assessor):
    shown = is_problem(assessor.get(LIST, {"page_size": "0"}), 400, "validation_error")
    assert [each["attr"] for each in shown["errors"]] == ["page_size"]
    assert shown["detail"] == shown["errors"][0]["detail"]


def test_what_cannot_be_read_is_said(assessor):
    answer = assessor.post("/api/v1/compiled-reports/", data="{", content_type="application/json")
    is_problem(answer, 400, "parse_error")


def test_without_log_in_or_with_a_guessed_key(db):
    is_problem(Client().get(LIST), 401, "not_authenticated")
    answer = Client().get(LIST, headers={"Authorization": "Api-Key sc_guessed"})
    is_problem(answer, 401, "authentication_failed")
    assert answer["WWW-Authenticate"] == "Api-Key"


def test_somebody_without_a_role(as_, cast):
    is_problem(as_(cast.nobody).get(LIST), 403, "permission_denied")


@pytest.mark.parametrize(
    "address", ["/api/v1/partners/999999/", "/api/v1/no-such-table/", "/api/v2/", "/api/v1/problems/no_such/"]
)
def test_a_row_and_an_address_that_are_not_there(assessor, address):
    is_problem(assessor.get(address), 404, "not_found")


def test_a_method_a_format_and_a_content_type_that_are_not_taken(assessor):
    answer = assessor.delete(LIST)
    is_problem(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]
    is_problem(assessor.get(LIST, headers={"Accept": "image/png"}), 406, "not_acceptable")
    answer = assessor.post("/api/v1/compiled-reports/", data="x", content_type="text/x-unknown")
    is_problem(answer, 415, "unsupported_media_type")


def test_too_much_at_once(assessor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = assessor.post("/api/v1/compiled-reports/", data='{"kind": "quarterly"}', content_type="application/json")
    assert answer.status_code in (400, 413)
    assert answer["Content-Type"] == "application/problem+json"


def test_too_often(assessor, monkeypatch):
    monkeypatch.setattr(OwnThrottle, "rate", "1/hour", raising=False)
    address = "/api/v1/compiled-reports/preview/"
    assessor.post(address, data="{}", content_type="application/json")
    answer = assessor.post(address, data="{}", content_type="application/json")
    is_problem(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (RuntimeError("the password is 123"), 500, "server_error"),
        (OperationalError("connection refused"), 503, "unavailable"),
        (Refused("Not in this state."), 409, "refused"),
    ],
)
def test_a_fault_tells_nothing_of_the_inside(as_, cast, monkeypatch, fault, status, code):
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr(PartnerViewSet, "get_queryset", fail)
    browser = as_(cast.assessor)
    browser.raise_request_exception = False
    answer = browser.get(LIST)
    is_problem(answer, status, code)
    assert b"password" not in answer.content
    assert answer.has_header("Retry-After") == (status == 503)


@pytest.mark.parametrize("status", [400, 403, 413, 500, 502, 503])
def test_what_fails_outside_of_a_view_is_a_problem_too(status):
    outside = ApiProblems(lambda request: HttpResponse("<h1>Oops</h1>", status=status))
    answer = outside(RequestFactory().get("/api/v1/partners/"))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert b"Oops" not in answer.content
    page = outside(RequestFactory().get("/rencana/"))
    assert page.content == b"<h1>Oops</h1>"


def test_the_language_is_that_of_the_header_for_keys_too(cast):
    _key, secret = make_key(cast.assessor, "bahasa")
    headers = {"Authorization": f"Api-Key {secret}"}
    default = Client().get("/api/v1/partners/9/", headers=headers)
    english = Client().get("/api/v1/partners/9/", headers=headers | {"Accept-Language": "en-GB,en;q=0.9"})
    assert (default["Content-Language"], english["Content-Language"]) == ("id", "en")
    assert default.json()["title"] == "Tidak ditemukan"
    assert english.json()["title"] == "Not found"
    assert "Accept-Language" in english["Vary"]


def test_every_kind_has_a_page_and_every_code_leads_to_one(db):
    listed = Client().get("/api/v1/problems/").json()["results"]
    assert [each["code"] for each in listed] == [each.code for each in KINDS]
    assert all(Client().get(each["type"]).json() == each for each in listed)
    assert kind_of("something_new", 409).code == "refused"
