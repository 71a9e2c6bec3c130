"""A program with money and an indicator, in an open quarter, and systems of the region that write into it."""

from __future__ import annotations

import json
from itertools import count

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.monev.monitoring.entry_case import NOW, make_case

KEYS = count(1)


@pytest.fixture(autouse=True)
def _nobody_counted():
    cache.clear()


@pytest.fixture
def case(region, agency, other_agency, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield make_case(region, agency, other_agency, programs=2)


@pytest.fixture
def system():
    """`system(person)`: a program that holds a key of that person, named SIPD."""

    def holding(person) -> Client:
        _key, secret = make_key(person, "SIPD", scopes=[Scope.READ, Scope.WRITE])
        return Client(headers={"authorization": f"Api-Key {secret}"})

    return holding


def send(client, table, *rows, key=None, query="", **above):
    """Bulk rows of the third quarter of the region under test; a new key each time unless one is given."""
    body = {"region": "52.07", "period": "2026-3", "rows": list(rows)} | above
    return client.post(
        f"/api/v1/{table}/bulk/{query}",
        json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": key or f"key {next(KEYS)}"},
    )


def errors_of(answer):
    """(code, attr) of every error of every row."""
    return [(each["code"], each["attr"]) for row in answer.json()["rows"] for each in row["errors"]]
