"""Redis is away: the doors stay open, what limits log-in still holds, and the cache is used again when it is back."""

from __future__ import annotations

import time

import pytest
import redis
from django.core.cache import cache, caches
from django.test import Client, override_settings
from django.urls import reverse

from core import redis_cache
from core.limits import HOUR, counted, is_over
from core.redis_cache import DispensableRedisCache
from core.rest.problems import ProblemHandler, Unavailable
from operations.views.errors import server_error
from smartcity.settings import base
from tests.accounts.conftest import is_in, type_password
from tests.servers import RedisServer, free_port

pytestmark = pytest.mark.django_db


def cache_at(url: str) -> dict:
    return {"default": {"BACKEND": "core.redis_cache.DispensableRedisCache", "LOCATION": url}}


@pytest.fixture
def redis_away():
    """A port where nobody listens."""
    with override_settings(CACHES=cache_at(f"redis://127.0.0.1:{free_port()}/0")):
        yield


@pytest.mark.usefixtures("redis_away")
def test_people_log_in_while_redis_is_away(person):
    client = Client()
    assert type_password(client, person).status_code == 302
    assert is_in(client)


@pytest.mark.usefixtures("redis_away")
def test_a_forgotten_password_is_asked_for_while_redis_is_away(person):
    answer = Client().post(reverse("account_reset_password"), {"email": person.email})
    assert answer.status_code == 302


@pytest.mark.usefixtures("redis_away")
def test_who_guesses_passwords_is_stopped_while_redis_is_away(person):
    client = Client()
    assert [type_password(client, person, "salah").status_code for _each in range(6)] == [200] * 5 + [429]


@pytest.mark.usefixtures("redis_away")
def test_every_use_of_the_cache_goes_on_while_redis_is_away():
    cache.set("name", 1)
    assert (cache.get("name", "nothing"), cache.get_many(["name"]), "name" in cache) == ("nothing", {}, False)
    assert (cache.get_or_set("name", 5), cache.add("name", 1), cache.set_many({"name": 1})) == (5, True, ["name"])
    assert (cache.touch("name"), cache.delete("name")) == (False, False)
    cache.delete_many(["name"])
    cache.clear()
    assert [is_over("feedback", 2) for _each in range(4)] == [False] * 4


def test_production_uses_this_cache():
    expected = "core.redis_cache.DispensableRedisCache" if base.REDIS_URL else "core.file_cache.CountingFileCache"
    assert base.CACHES["default"]["BACKEND"] == expected


@pytest.mark.redis
def test_a_redis_that_comes_back_is_used_again(monkeypatch):
    monkeypatch.setattr(redis_cache, "ASKED_AGAIN_AFTER", 0.1)
    server = RedisServer(keeps=False)
    server.start()
    try:
        with override_settings(CACHES=cache_at(server.url)):
            assert [counted("uploads", 2, HOUR) for _each in range(2)] == [2, 4]
            server.stop()
            assert [counted("uploads", 2, HOUR) for _each in range(2)] == [2, 2]
            server.start()
            time.sleep(0.2)
            assert [counted("uploads", 2, HOUR) for _each in range(2)] == [2, 4]
            assert isinstance(caches["default"], DispensableRedisCache)
            left = redis.Redis.from_url(server.url).ttl(cache.make_key("uploads"))
            assert HOUR - 60 < left <= HOUR
    finally:
        server.remove()


def test_where_redis_is_needed_its_absence_is_said_with_503(rf):
    try:
        redis.Redis(port=1).ping()
    except redis.RedisError as refused:
        problem, answer = refused, server_error(rf.get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert isinstance(ProblemHandler(problem, {}).convert_known_exceptions(problem), Unavailable)
