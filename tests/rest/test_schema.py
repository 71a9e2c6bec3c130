"""The schema is true: whatever it allows to be asked is answered as it says, and never by a server error."""

import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, seed, settings
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
    yield schema, {"Authorization": f"Api-Key {secret}", "Accept-Encoding": "identity"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_schema_is_openapi_3_1(db):
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    validate_schema(schema)
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


def test_every_list_answers_with_its_rows_as_the_schema_says(rest):
    schema, headers = rest
    for name in set(MAKERS) - {*NATION_ONLY, *ADMIN_ONLY}:
        answer = schema[f"/api/v1/{name}/"]["GET"].Case().call_and_validate(headers=headers, checks=CHECKS)
        assert answer.json()["results"], name
