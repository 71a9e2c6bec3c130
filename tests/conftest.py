"""The cast: the same people in all tests, by what they are to the region under test ("own") or to another one."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from django.test import Client

from organizations.models import Agency, Region, User
from organizations.roles import AGENCY_ROLES, Role
from tests.factories.organizations import AgencyFactory, MembershipFactory, RegionFactory, UserFactory

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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


def person(role: Role, region: Region | None, agency: Agency | None = None) -> User:
    """Somebody who holds `role` there today."""
    user = UserFactory(name=f"{role.value} {region.code if region else 'nasional'}")
    MembershipFactory(user=user, role=role, region=region, agency=agency)
    return user


@pytest.fixture
def cast(region: Region, other_region: Region, agency: Agency, other_agency: Agency) -> SimpleNamespace:
    """`staff`, `head` (own OPD), `colleague` (another OPD), `verifier`, `council`, `admin`, `assessor`, `national`;
    `foreign_*` hold a role in another region; `nobody` has none."""
    foreign_agency = AgencyFactory(region=other_region, code="DINKES", name="Dinas Kesehatan Sumbawa")
    people = {
        "staff": person(Role.AGENCY_STAFF, region, agency),
        "head": person(Role.AGENCY_HEAD, region, agency),
        "colleague": person(Role.AGENCY_STAFF, region, other_agency),
        "verifier": person(Role.VERIFIER, region),
        "council": person(Role.COUNCIL, region),
        "admin": person(Role.REGION_ADMIN, region),
        "assessor": person(Role.ASSESSOR, region),
        "national": person(Role.NATIONAL_ADMIN, None),
        "nobody": UserFactory(name="Tanpa peran"),
    }
    for role in (Role.AGENCY_STAFF, Role.VERIFIER, Role.COUNCIL, Role.REGION_ADMIN, Role.ASSESSOR):
        people[f"foreign_{role.value}"] = person(role, other_region, foreign_agency if role in AGENCY_ROLES else None)
    return SimpleNamespace(**people)


@pytest.fixture
def as_(client: Client):
    """`as_(user)`: a browser in which that person is logged in."""

    def login(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return login
