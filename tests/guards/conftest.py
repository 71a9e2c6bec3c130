"""The world of the guards, built once a module."""

from __future__ import annotations

import pytest
import time_machine
from django.db import transaction

from tests.guards.access_table import PEOPLE
from tests.guards.asking import browser_of
from tests.guards.world import NOW, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; nothing of it outlives the module, and each request is undone."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        made = make_world()
        made.browsers = {name: browser_of(made.cast, name) for name in PEOPLE}
        yield made
        transaction.set_rollback(True)
