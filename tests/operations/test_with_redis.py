"""Queues and signs of life in Redis, also when it hangs, is away, and comes back empty."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest

from core import pulses
from core.job_log import SENT
from operations.selectors import health
from operations.selectors.health import FAILED, HANGS, OK
from operations.selectors.queues import queues
from tests.servers import RedisServer

pytestmark = pytest.mark.redis


@pytest.fixture
def server(settings):
    made = RedisServer(keeps=False)
    made.start()
    settings.REDIS_URL = made.url
    yield made
    made.remove()


def client(server):
    import redis

    return redis.Redis.from_url(server.url)


def test_what_waits_is_counted_with_the_age_of_the_oldest(server):
    line = client(server)
    for seconds in (90, 30, 5):  # the oldest was sent first; new ones are put in front
        line.lpush("quick", json.dumps({"headers": {SENT: time.time() - seconds}, "body": ""}))
    line.lpush("long", "not a message")
    found = {each.name: each for each in queues()}
    assert (found["quick"].waiting, found["long"].waiting) == (3, 1)
    assert 89 < found["quick"].oldest < 95
    assert found["long"].oldest == 0


def test_signs_of_life_come_back_after_a_restart(server):
    pulses.tell("worker", "quick@here", queues=["quick"])
    pulses.tell("worker", "long@here", queues=["long"])
    pulses.forget("worker", "long@here")
    assert [each.name for each in pulses.pulses()] == ["quick@here"]
    server.stop()
    pulses.quietly(pulses.tell, "worker", "quick@here")
    server.start()
    assert pulses.pulses() == []
    pulses.tell("worker", "quick@here", queues=["quick"])
    assert [each.name for each in pulses.pulses()] == ["quick@here"]


def test_what_is_older_than_a_day_is_removed(server):
    pulses._keep(pulses.Pulse("web", "old", time.time() - 2 * 86400))
    assert pulses.pulses() == []
    assert client(server).hlen(pulses.KEY) == 0


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_is_away_or_hangs_is_told_apart(server, settings):
    patience = settings.HEALTH_SECONDS
    assert broker() == OK
    settings.HEALTH_SECONDS = 0.5
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert broker() in (HANGS, FAILED)
        assert time.monotonic() - began < patience
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    server.stop()
    settings.HEALTH_SECONDS = patience
    assert broker() == FAILED
    with pytest.raises(OSError):
        queues()


def broker() -> str:
    if before := health._hanging.get("broker"):
        before.join(30)  # one that still hangs would be the answer
    return next(each.state for each in health.readiness() if each.name == "broker")
