"""The schema is true: whatever it allows to be asked is answered as it says, and never by a server error."""

import json
import os
from collections import Counter
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.translation import override
from drf_spectacular import validation
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, note, seed, settings
from rest_framework.throttling import UserRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from organizations.services.keys import make_key
from smartcity.wsgi import application
from tests.rest.tables import ADMIN_ONLY, MAKERS, NATION_ONLY

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "6"))
OTHERS = int(os.environ.get("SCHEMA_EXAMPLES_OTHERS", "1"))
"""How many questions on an operation everybody is asked: making a question up costs more than asking it."""
ROLES = ("staff", "head", "verifier", "council", "secretary", "admin", "national", "nobody")


def _headers(secret=""):
    """As a client sends them; without a key it is not logged in."""
    return {"Accept-Encoding": "identity"} | ({"Authorization": f"Api-Key {secret}"} if secret else {})


@pytest.fixture
def rest(cast, region, monkeypatch):
    """The schema as it is served, for an assessor with a row in every list; this many requests are not a misuse."""
    monkeypatch.setattr(UserRateThrottle, "rate", "1000000/min", raising=False)
    for make in MAKERS.values():
        make(region)
    _key, secret = make_key(cast.assessor, "schemathesis")
    for signal in (request_started, request_finished):  # as Django's own client does: the test keeps its connection
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    yield schema, _headers(secret)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.one_database
def test_the_schema_is_openapi_3_1(db):
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    # The rules that drf_spectacular.validation brings, read by a validator that takes no quarter of a minute for it.
    rules = json.loads((Path(validation.__file__).parent / "openapi_3_1_schema.json").read_text())
    jsonschema_rs.validator_for(rules).validate(json.loads(json.dumps(schema, default=str)))
    assert schema["openapi"].startswith("3.1")
    assert "apiKey" in schema["components"]["securitySchemes"]


def test_what_the_schema_allows_is_answered_as_it_says(rest):
    schema, headers = rest
    answered = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(7)
        @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def try_out(case):
            answer = case.call_and_validate(headers=headers, checks=CHECKS)
            answered[answer.status_code] += 1

        try_out()
    assert answered[200] > 50, answered
    assert answered[429] == 0


@pytest.mark.one_database
def test_whoever_asks_is_answered_as_the_schema_says(rest, cast):
    """The same questions by everybody: each role, somebody without one, and somebody who is not logged in."""
    schema, _assessor = rest
    people = {role: _headers(make_key(getattr(cast, role), "schemathesis")[1]) for role in ROLES} | {"": _headers()}
    answered = {role: Counter() for role in people}
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(11)
        @settings(max_examples=OTHERS, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def try_out(case):
            for role, headers in people.items():
                note(f"asked by {role or 'nobody who is logged in'}")
                answer = case.call_and_validate(headers=headers, checks=CHECKS)
                answered[role][answer.status_code] += 1

        try_out()
    assert all(answered[role][200] > 50 for role in ROLES if role != "nobody"), answered
    assert answered["nobody"][403] > 50
    assert answered[""][401] > 50
    assert not any(counted[429] for counted in answered.values())


def test_every_list_answers_with_its_rows_as_the_schema_says(rest):
    schema, headers = rest
    for name in set(MAKERS) - {*NATION_ONLY, *ADMIN_ONLY}:
        answer = schema[f"/api/v1/{name}/"]["GET"].Case().call_and_validate(headers=headers, checks=CHECKS)
        assert answer.json()["results"], name


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_schema_that_is_kept_is_the_one_that_is_made(client, db, language):
    ask = {"path": "/api/v1/schema/", "data": {"format": "json"}, "headers": {"Accept-Language": language}}
    first, again = client.get(**ask), client.get(**ask)
    assert first.content == again.content
    with override(language):
        made = SchemaGenerator().get_schema(request=None, public=True)
    assert json.loads(again.content) == json.loads(json.dumps(made, default=str))
