"""The cast of the tests: who is who in a region, in another OPD of it, in another region, in the nation."""

from __future__ import annotations

from types import SimpleNamespace

from organizations.models import Agency, Region, User
from organizations.roles import AGENCY_ROLES, Role
from tests.factories.organizations import AgencyFactory, MembershipFactory, UserFactory


def person(role: Role, region: Region | None, agency: Agency | None = None) -> User:
    """Somebody who holds `role` there today."""
    user = UserFactory(name=f"{role.value} {region.code if region else 'nasional'}")
    MembershipFactory(user=user, role=role, region=region, agency=agency)
    return user


def make_cast(region: Region, other_region: Region, agency: Agency, other_agency: Agency) -> SimpleNamespace:
    """`staff`, `head` (own OPD), `colleague` (another OPD), `verifier`, `council`, `secretary`, `admin`, `assessor`,
    `national`; `foreign_*` hold a role in another region; `nobody` has none."""
    foreign_agency = AgencyFactory(region=other_region, code="DINKES", name="Dinas Kesehatan Sumbawa")
    people = {
        "staff": person(Role.AGENCY_STAFF, region, agency),
        "head": person(Role.AGENCY_HEAD, region, agency),
        "colleague": person(Role.AGENCY_STAFF, region, other_agency),
        "verifier": person(Role.VERIFIER, region),
        "council": person(Role.COUNCIL, region),
        "secretary": person(Role.SECRETARY, region),
        "admin": person(Role.REGION_ADMIN, region),
        "assessor": person(Role.ASSESSOR, region),
        "national": person(Role.NATIONAL_ADMIN, None),
        "nobody": UserFactory(name="Tanpa peran"),
    }
    for role in (Role.AGENCY_STAFF, Role.VERIFIER, Role.COUNCIL, Role.REGION_ADMIN, Role.ASSESSOR):
        people[f"foreign_{role.value}"] = person(role, other_region, foreign_agency if role in AGENCY_ROLES else None)
    return SimpleNamespace(**people)
