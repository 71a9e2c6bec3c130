"""People with passwords, and browsers at different addresses."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from organizations.models import User
from tests.factories.organizations import UserFactory

PASSWORD = "kuda lari di pantai selatan"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def person(db) -> User:
    """Somebody who logs in with `PASSWORD`."""
    user = UserFactory(email="siti.rahma@ksb.example", name="Siti Rahma")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def at():
    """`at("10.1.2.3")`: a browser at that address."""
    return lambda address: Client(REMOTE_ADDR=address)
