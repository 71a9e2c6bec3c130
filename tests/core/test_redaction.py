"""What is written down holds no secret: logs, reports of errors, the access log."""

import io
import logging
import sys
import time
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access_log import AccessLog
from core.exception_filter import WithoutSecrets
from core.redaction import Redacting, one_line, redact, redact_data

SECRET = "Xk9-rahasia_77QzLmN4pR2vT8"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Api-Key sc_{SECRET}",
        f"{{'Authorization': 'Bearer {SECRET}'}}",
        f"Cookie: sessionid={SECRET}; csrftoken={SECRET}",
        f"Set-Cookie: __Host-sessionid={SECRET}; Secure",
        f"GET /x/?token={SECRET}&a=1",
        f"GET /x/?a=1&access_token={SECRET}",
        f"postgres://portal:{SECRET}@db.example:5432/portal",
        f"redis://:{SECRET}@127.0.0.1:6379/0",
        f'{{"password": "{SECRET}"}}',
        f"password={SECRET}",
        f"EMAIL_HOST_PASSWORD={SECRET}",
        f"SECRET_KEY='{SECRET}'",
        f"csrfmiddlewaretoken={SECRET}",
        f"whsec_{SECRET}",
        f"key sc_{SECRET} was used",
        f"https://bucket/x?X-Amz-Signature={SECRET}&X-Amz-Credential={SECRET}",
        f"/akun/password/reset/key/1-{SECRET}/",
        f"/berkas/eyJzIjoiYSJ9:{SECRET}:abcdefghijklmnop",
        f"STORAGE_SECRET_KEY: {SECRET}",
        f"Webhook-Signature: v1,{SECRET}",
        f"eyJhbGciOiJIUzI1NiJ9.{SECRET}.{SECRET}",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----",
        "AGE-SECRET-KEY-1QQPQZRR77QZLMN4PR2VT8XK9",
    ],
)
def test_secrets_are_taken_out_of_text(text):
    found = redact(text)
    assert SECRET not in found
    assert "QZLMN4" not in found
    assert "***" in found


@pytest.mark.parametrize(
    "text",
    [
        "Report 17 stopped in attempt 2",
        "GET /daerah/52.07/monev/ 200",
        "https://smartcity.example.go.id/program/?halaman=2",
        "the passwords of 3 people were checked",
        "SHA-256 9f2c1e5b7a3d4860b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778f",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_structures_lose_what_their_names_call_secret():
    given_data = {
        "user": "ani",
        "password": SECRET,
        "inner": [{"api_key": SECRET, "note": f"token={SECRET}"}],
        "tokens": 3,
    }
    found = redact_data(given_data)
    assert SECRET not in str(found)
    assert (found["user"], found["inner"][0]["api_key"]) == ("ani", "***")


@given(st.text(alphabet=st.sampled_from("abAB01:=@/?&'\"{}[] -_.,\n"), max_size=400))
@settings(max_examples=150, deadline=None)
def test_redacting_ends_and_twice_is_as_good_as_once(text):
    began = time.thread_time()
    once = redact(text)
    assert time.thread_time() - began < 0.5
    assert redact(once).count(SECRET) == 0


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "password" * 12_000, "=" * 100_000, "://" * 30_000, "/akun/" * 16_000, "'" * 100_000]
)
def test_no_text_holds_the_log_up(text):
    began = time.thread_time()
    redact(text)
    assert time.thread_time() - began < 1.5


def test_nobody_writes_a_second_line_into_the_log():
    assert "\n" not in one_line("a\r\n2026 ERROR b\u2028c\u202ed")


def test_the_handlers_of_the_settings_take_secrets_out(monkeypatch):
    assert all("redacting" in handler.get("filters", ()) for handler in configured.LOGGING["handlers"].values())
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(Redacting())
    log = logging.getLogger("test.redaction")
    log.propagate = False
    log.addHandler(handler)
    try:
        log.warning("key %s\nsecond line", f"token={SECRET}")
        try:
            raise ValueError(f"postgres://a:{SECRET}@b/c")
        except ValueError:
            log.exception("failed with %(password)s", {"password": f"password={SECRET}"})
    finally:
        log.removeHandler(handler)
    assert SECRET not in said.getvalue()
    assert "ValueError" in said.getvalue()
    assert said.getvalue().splitlines()[0].count("second line") == 1


def test_a_report_of_an_error_holds_no_secret(settings):
    settings.CELERY_BROKER_URL = f"redis://:{SECRET}@x/0"
    settings.SURVEY_SALT = SECRET
    request = RequestFactory().post(
        "/akun/masuk/",
        {"password": SECRET, "login": "ani"},
        HTTP_AUTHORIZATION=f"Api-Key {SECRET}",
        HTTP_COOKIE=f"sessionid={SECRET}",
    )
    reports = ExceptionReporter(request, None, None, None).filter
    assert isinstance(reports, WithoutSecrets)
    frame = SimpleNamespace(
        f_locals={"password": SECRET, "url": f"redis://:{SECRET}@x"}, f_code=sys._getframe().f_code, f_back=None
    )
    shown = [
        reports.get_safe_settings(),
        dict(reports.get_post_parameters(request)),
        reports.get_safe_request_meta(request),
        reports.get_safe_cookies(request),
        reports.get_traceback_frame_variables(request, frame),
    ]
    assert SECRET not in str(shown)
    assert "ani" in str(shown)


def test_the_access_log_of_gunicorn_holds_no_query_and_no_key():
    log = AccessLog.__new__(AccessLog)
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": f"/akun/password/reset/key/1-{SECRET}/", "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": f"token={SECRET}", "RAW_URI": f"/akun/password/reset/key/1-{SECRET}/?token={SECRET}",
        "REMOTE_ADDR": "10.0.0.1", "HTTP_REFERER": f"https://x/?token={SECRET}", "HTTP_USER_AGENT": "x\ny",
    }  # fmt: skip
    response = SimpleNamespace(status="200 OK", sent=12, headers=[("Set-Cookie", SECRET)])
    request = SimpleNamespace(headers=[("COOKIE", SECRET)])
    took = SimpleNamespace(seconds=0, microseconds=5, total_seconds=lambda: 0.0)
    log.cfg = SimpleNamespace()
    said = str(log.atoms(response, request, environ, took))
    assert SECRET not in said
    assert "/akun/password/reset" in said
