"""Webhooks through REST as their administrators use it: never a server error, never an answer off the schema."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from organizations.services.keys import make_key
from tests.rest.test_schema import CHECKS, EXAMPLES, rest  # noqa: F401 -- a fixture
from webhooks.models import Webhook, WebhookDelivery


@pytest.mark.parametrize("who", ["admin", "national"])
def test_what_the_schema_allows_administrators_is_answered_as_it_says(rest, cast, who):  # noqa: F811
    schema, headers = rest
    _key, secret = make_key(getattr(cast, who), "schemathesis", scopes=["read", "webhooks"])
    headers = headers | {"Authorization": f"Api-Key {secret}"}
    answered: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.startswith("/api/v1/webhook"):
            _try_out(operation, headers, answered)
    assert answered[200] > 10, answered
    assert answered[400] + answered[403] + answered[409] > 10, answered


def _try_out(operation, headers, answered) -> None:
    """Ask one address in many ways, about a row that is there."""
    table = WebhookDelivery if "deliveries" in operation.path else Webhook

    @seed(7)
    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def try_out(case):
        if "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = table.objects.order_by("pk").values_list("pk", flat=True).first()
        answered[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

    try_out()
