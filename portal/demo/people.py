"""The people of the demonstration: one per role to log in with, and an operator per OPD who cannot log in."""

from __future__ import annotations

from datetime import date

from organizations.demo import DEMO_USERS, DemoUser
from organizations.models import Agency, Membership, Region, User
from organizations.roles import NATIONAL_ROLES, Role
from portal.demo.store import examples

FIRST_DAY = date(2022, 1, 3)
POSTS = {
    Role.AGENCY_STAFF: "Operator data",
    Role.AGENCY_HEAD: "Kepala OPD",
    Role.VERIFIER: "Verifikator Diskominfo",
    Role.COUNCIL: "Anggota Dewan Smart City",
    Role.SECRETARY: "Sekretaris Daerah",
    Role.REGION_ADMIN: "Admin daerah",
    Role.DATA_OFFICER: "Pejabat Pelindungan Data Pribadi",
    Role.ASSESSOR: "Asesor kementerian",
    Role.NATIONAL_ADMIN: "Admin nasional",
}


def load(region: Region) -> None:
    """The demonstration users with their passwords, and their roles; only what is missing is made."""
    for person in DEMO_USERS:
        if not User.objects.filter(email=person.email).exists():
            _make(person, region)


def _make(person: DemoUser, region: Region) -> None:
    national = person.role in NATIONAL_ROLES
    user = User.objects.create_user(
        person.email,
        person.password,
        name=person.name,
        is_example=True,
        is_staff=national,
        is_superuser=national,
    )
    agency = Agency.objects.get(region=region, code=person.agency_code) if person.agency_code else None
    examples(
        [
            Membership(
                user=user,
                role=person.role,
                region=None if national else region,
                agency=agency,
                post=POSTS[person.role],
                starts_on=FIRST_DAY,
            )
        ]
    )


def operators(agencies: list[Agency]) -> dict[int, User]:
    """An operator for each OPD (by its id), without a usable password: they entered what is already there."""
    users = [
        User(
            email=f"operator.{agency.code.lower()}@{agency.region.code.replace('.', '')}.example",
            name=f"Contoh Operator {agency.short_name}",
            is_example=True,
        )
        for agency in agencies
    ]
    for user in users:
        user.set_unusable_password()
    stored = User.objects.bulk_create(users)
    examples(
        Membership(
            user=user,
            role=Role.AGENCY_STAFF,
            region=agency.region,
            agency=agency,
            post=POSTS[Role.AGENCY_STAFF],
            starts_on=FIRST_DAY,
        )
        for user, agency in zip(stored, agencies, strict=True)
    )
    return {agency.pk: user for user, agency in zip(stored, agencies, strict=True)}


def verifier_of(region: Region) -> User:
    """A verifier of a region that has no demonstration user, without a usable password."""
    user = User(
        email=f"verifikator@{region.code.replace('.', '')}.example",
        name=f"Contoh Verifikator {region.code}",
        is_example=True,
    )
    user.set_unusable_password()
    user.save()
    examples([Membership(user=user, role=Role.VERIFIER, region=region, post=POSTS[Role.VERIFIER], starts_on=FIRST_DAY)])
    return user


def holder(role: Role) -> User:
    """The demonstration user of a role."""
    return User.objects.get(email=next(person.email for person in DEMO_USERS if person.role == role))
