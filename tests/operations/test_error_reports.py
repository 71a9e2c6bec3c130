"""Errors arrive at an address of Sentry: from a page and from a job, with the number, without anything about people."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.workers import run_in, worker_environment

SENTENCE = "no mailbox siti.rahma@dinkes.example at postgres://portal:geheim@db/portal, password=Sandi-Saya-1"

PAGE = f"""
from django.test import Client
from django.conf import settings
from portal.views.home import Home
def broken(self, request, *args, **more):
    sandi_lokal = "nilai-variabel-rahasia"
    raise ValueError({SENTENCE!r})
Home.dispatch = broken
browser = Client(raise_request_exception=False)
browser.cookies["sessionid"] = "kue-rahasia"
answer = browser.post("/?token=rahasia-di-alamat", {{"password": "sandi-di-formulir"}},
    headers={{"authorization": "Api-Key kunci-rahasia"}}, REMOTE_ADDR="203.0.113.9")
print(answer.status_code, answer.headers["X-Request-ID"])
import sentry_sdk
sentry_sdk.flush(timeout=10)
"""
JOB = f"""
from celery import shared_task
from core import incidents
from smartcity import celery_app
@shared_task(name="test.broken")
def broken(word):
    raise ValueError({SENTENCE!r})
from core import job_log
with incidents.numbered() as number:
    headers = {{}}
    job_log.stamp(headers=headers)
broken.apply(args=["argumen-rahasia"], headers=headers)
print(500, number)
import sentry_sdk
sentry_sdk.flush(timeout=10)
"""
SECRETS = ("siti.rahma", "geheim", "Sandi-Saya-1", "nilai-variabel", "kue-rahasia", "rahasia-di-alamat")
SECRETS += ("sandi-di-formulir", "kunci-rahasia", "203.0.113.9", "argumen-rahasia")


@pytest.fixture
def receiver():
    """A server that takes envelopes as Sentry does; yields its port and what came."""
    came: list[str] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, came
    server.shutdown()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "place"), [(PAGE, "broken"), (JOB, "test.broken")])
def test_an_error_arrives_with_its_number_and_without_secrets(receiver, tmp_path, code, place):
    port, came = receiver
    environment = worker_environment(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{port}/7", NO_PROXY="*", no_proxy="*")
    status, number = run_in(environment, code).splitlines()[-1].split()
    assert status == "500"
    events = [json.loads(line) for text in came for line in text.splitlines()[2:] if '"exception"' in line]
    assert len(events) == 1, came
    (event,) = events
    error = event["exception"]["values"][-1]
    assert (error["type"], event["tags"]["request_id"]) == ("ValueError", number)
    assert error["value"] == "no mailbox […] at postgres://***@db/portal, password=***"
    assert event["release"]
    assert place in json.dumps(event)
    assert [secret for secret in SECRETS if secret in "".join(came)] == []


@pytest.mark.django_db(transaction=True)
def test_without_an_address_nothing_is_loaded(tmp_path):
    code = "import sys; print('sentry_sdk' in sys.modules)"
    assert run_in(worker_environment(tmp_path, SENTRY_DSN=""), code) == "False"
