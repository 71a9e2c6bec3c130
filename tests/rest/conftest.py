"""The limit on requests a minute counts per person; every test starts with nobody counted."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


@pytest.fixture(autouse=True)
def still_log(request, monkeypatch):
    """Tests that compare two readings of one list: the log of pulls does not grow between the two."""
    names = getattr(request.node, "callspec", None)
    if names and names.params.get("name") == "pulls":
        monkeypatch.setattr("organizations.pulling._is_worth_a_line", lambda pull, status: False)
