"""A worker on a host without a web server answers for its metrics: to those to whom the web process would."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator

import pytest

from operations.services.worker_metrics import serve
from tests.servers import free_port
from tests.workers import run_in, worker_environment

TOKEN = "a-token-that-nobody-guesses-42"
HERE, ELSEWHERE = ["127.0.0.0/8"], ["10.20.0.0/16"]
SHOWN, WRONG = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer wrong"}
NAMED_NEAR, NAMED_FAR = {"X-Forwarded-For": "10.20.0.5"}, {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def ask(settings, tmp_path) -> Iterator[Callable[..., tuple[int, str]]]:
    """The port of the worker, asked from this machine."""
    settings.METRICS_DIR = tmp_path
    port = free_port()
    server = serve(f"127.0.0.1:{port}")
    assert server

    def asked(path: str = "/metrics", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    yield asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("token", "networks", "headers", "status"),
    [
        ("", [], {}, 404),
        ("", [], {"Authorization": "Bearer "}, 404),
        (TOKEN, [], {}, 404),
        (TOKEN, [], WRONG, 404),
        (TOKEN, [], SHOWN, 200),
        ("", HERE, {}, 200),
        ("", ELSEWHERE, {}, 404),
        ("", ELSEWHERE, NAMED_NEAR, 404),
        ("", HERE, NAMED_FAR, 404),
        (TOKEN, HERE, {}, 200),
        (TOKEN, HERE, WRONG, 404),
        (TOKEN, ELSEWHERE, SHOWN, 200),
    ],
)
@pytest.mark.parametrize("behind_proxy", [False, True])
def test_only_those_for_whom_they_are_meant_get_them(ask, settings, token, networks, headers, status, behind_proxy):
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS, settings.BEHIND_PROXY = token, networks, behind_proxy
    assert ask(**headers)[0] == status


def test_there_is_nothing_else(ask, settings):
    settings.METRICS_TOKEN = TOKEN
    assert ask("/", **SHOWN)[0] == ask("/status/", **SHOWN)[0] == 404


@pytest.mark.django_db
def test_what_the_jobs_of_the_host_came_to_is_in_it(ask, settings, tmp_path):
    """Counted by another process, as those of a worker are."""
    settings.METRICS_TOKEN = TOKEN
    environment = worker_environment(tmp_path, METRICS_DIR=str(tmp_path), METRICS_TOKEN=TOKEN)
    counts = "counting.settle('worker'); counting.count('logins', result='ok', reason='')"
    run_in(environment, f"from core import counting; {counts}")
    status, told = ask(**SHOWN)
    assert status == 200
    assert 'smartcity_logins_total{reason="",result="ok"} 1.0' in told
