"""What a test needs from the machine (a database server, Redis, a worker, Chromium, data): skipped where missing.

With REQUIRE_ALL=1 nothing is skipped: a missing part fails the run.
"""

import os

import pytest


def _missing() -> dict[str, str]:
    """Marker -> what is missing here."""
    environment = os.environ
    needs = {
        "postgres": (environment.get("DATABASE_URL", "").startswith("postgres"), "DATABASE_URL is not PostgreSQL"),
        "redis": (bool(environment.get("REDIS_URL")), "REDIS_URL is not set"),
        "browser": (bool(environment.get("CHROMIUM")), "CHROMIUM is not set"),
        "reference_data": (bool(environment.get("REFERENCE_DATA")), "REFERENCE_DATA is not set"),
    }
    return {marker: reason for marker, (found, reason) in needs.items() if not found}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests whose part is missing are skipped with the reason, or fail where everything is required."""
    missing = _missing()
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(
                    pytest.mark.missing_part(reason) if os.environ.get("REQUIRE_ALL") else pytest.mark.skip(reason)
                )


@pytest.fixture(autouse=True)
def _required_parts(request: pytest.FixtureRequest) -> None:
    if part := request.node.get_closest_marker("missing_part"):
        pytest.fail(f"Required here: {part.args[0]}", pytrace=False)
