"""The cast: the same people in all tests, by what they are to the region under test ("own") or to another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from organizations.models import Agency, Region, User
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.people import make_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """With MIGRATED_DATABASE (scripts/test) each process starts from a copy of that database instead of migrating one
    of its own. PostgreSQL copies by itself (tests/settings.py)."""
    made = os.environ.get("MIGRATED_DATABASE", "")
    if not made or connection.vendor != "sqlite":
        return django_db_keepdb
    name = str(connection.settings_dict["TEST"]["NAME"])
    for ending in ("", "-wal", "-shm"):
        Path(name + ending).unlink(missing_ok=True)
    shutil.copyfile(made, name)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Django asks SQLite once whether it knows JSON: before the first test that counts queries."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
    if connection.vendor == "sqlite":
        _empty_frozen_tables_too()


def _empty_frozen_tables_too() -> None:
    """SQLite empties tables row by row after a test with transactions, and frozen rows would refuse: not meanwhile."""
    empty = connection.ops.sql_flush

    def sql_flush(*args, **options) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            triggers = cursor.fetchall()
        drop, make = [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]
        return [*drop, *empty(*args, **options), *make]

    connection.ops.sql_flush = sql_flush


@pytest.fixture
def region(db) -> Region:
    """The region under test."""
    return RegionFactory(code="52.07", name="Kabupaten Sumbawa Barat")


@pytest.fixture
def other_region(db) -> Region:
    return RegionFactory(code="52.04", name="Kabupaten Sumbawa")


@pytest.fixture
def agency(region: Region) -> Agency:
    """The OPD under test."""
    return AgencyFactory(region=region, code="DINKES", name="Dinas Kesehatan")


@pytest.fixture
def other_agency(region: Region) -> Agency:
    """Another OPD of the same region."""
    return AgencyFactory(region=region, code="DLH", name="Dinas Lingkungan Hidup")


@pytest.fixture
def cast(region: Region, other_region: Region, agency: Agency, other_agency: Agency) -> SimpleNamespace:
    """`staff`, `head` (own OPD), `colleague` (another OPD), `verifier`, `council`, `secretary`, `admin`, `assessor`,
    `national`; `foreign_*` hold a role in another region; `nobody` has none."""
    return make_cast(region, other_region, agency, other_agency)


@pytest.fixture
def as_(client: Client):
    """`as_(user)`: a browser in which that person is logged in."""

    def login(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return login
