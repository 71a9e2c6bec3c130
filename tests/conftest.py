"""The cast: the same people in all tests, by what they are to the region under test ("own") or to another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as generating

from organizations.models import Agency, Region, User
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.people import make_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Generated tests say nothing about time: none fails because the machine is busy. Where CI is set Hypothesis sees to it.
generating.register_profile("patient", generating(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
generating.load_profile("patient")


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
        _empty_fast()


KEPT = ("django_content_type", "auth_permission", "django_site")
"""Made by Django after migrating, the same for all tests."""


def _empty_fast() -> None:
    """After a test that really commits, Django truncates every table and makes content types and permissions anew: two
    to three seconds for each such test. Here rows are deleted, which costs nothing where there are none, and what
    Django made stays.

    Frozen rows refuse to be deleted: their triggers do not fire meanwhile.

    Said of the class: a test may be emptied behind another connection than the one at hand here.
    """
    post_migrate.receivers = []
    type(connection.ops).sql_flush = _sql_flush


def _sql_flush(operations: object, style: object, tables: list[str], **options: bool) -> list[str]:
    deleting = [f'DELETE FROM "{each}"' for each in tables if each not in KEPT]  # noqa: S608
    if connection.vendor == "postgresql":
        return ["SET session_replication_role = replica", *deleting, "SET session_replication_role = DEFAULT"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
    # The audit log misses a number that is gone: it begins anew.
    anew = "DELETE FROM sqlite_sequence WHERE name = 'organizations_auditentry'"
    return [*(f"DROP TRIGGER {name}" for name, _sql in triggers), *deleting, anew, *(sql for _name, sql in triggers)]


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
