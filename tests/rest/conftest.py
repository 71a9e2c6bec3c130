"""The limit on requests a minute counts per person; every test starts with nobody counted."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()
