"""A receiver that may be asked though it is on this machine."""

import pytest

from tests.webhooks.receiver import receiving


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE, settings.WEBHOOK_HTTP, settings.WEBHOOK_SECONDS = ["127.0.0.0/8"], True, 20
    with receiving() as server:
        yield server
