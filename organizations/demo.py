"""The people of the demonstration, one per role; their passwords are public, so they exist only with DEMO=1."""

from __future__ import annotations

from typing import NamedTuple

from organizations.roles import Role

DEMO_REGION = "52.07"
DEMO_PASSWORD = "Coba-Portal-2026"


class DemoUser(NamedTuple):
    """An invented person of the demonstration region; `agency_code` only for OPD roles."""

    email: str
    name: str
    role: Role
    password: str
    agency_code: str | None = None


DEMO_USERS: tuple[DemoUser, ...] = (
    DemoUser("staf.opd@ksb.example", "Contoh Staf OPD", Role.AGENCY_STAFF, DEMO_PASSWORD, "DINKES"),
    DemoUser("kepala.opd@ksb.example", "Contoh Kepala OPD", Role.AGENCY_HEAD, DEMO_PASSWORD, "DINKES"),
    DemoUser("verifikator@ksb.example", "Contoh Verifikator", Role.VERIFIER, DEMO_PASSWORD),
    DemoUser("dewan@ksb.example", "Contoh Anggota Dewan", Role.COUNCIL, DEMO_PASSWORD),
    DemoUser("sekda@ksb.example", "Contoh Sekretaris Daerah", Role.SECRETARY, DEMO_PASSWORD),
    DemoUser("admin.daerah@ksb.example", "Contoh Admin Daerah", Role.REGION_ADMIN, DEMO_PASSWORD),
    DemoUser("pdp@ksb.example", "Contoh Pejabat PDP", Role.DATA_OFFICER, DEMO_PASSWORD),
    DemoUser("asesor@ksb.example", "Contoh Asesor", Role.ASSESSOR, DEMO_PASSWORD),
    DemoUser("asesor2@ksb.example", "Contoh Asesor Kedua", Role.ASSESSOR, DEMO_PASSWORD),
    DemoUser("asesor3@ksb.example", "Contoh Asesor Ketiga", Role.ASSESSOR, DEMO_PASSWORD),
    DemoUser("admin.nasional@kementerian.example", "Contoh Admin Nasional", Role.NATIONAL_ADMIN, DEMO_PASSWORD),
)
