"""Who may give which role where. Pure: built on what a person's access says, never on the names of their roles."""

from __future__ import annotations

from organizations.access import Access
from organizations.roles import AGENCY_ROLES, NATIONAL_ROLES, Can, Role

OF_REGION = tuple(role for role in Role if role not in NATIONAL_ROLES and role is not Role.ASSESSOR)
"""What the administrator of a region gives in it. Assessors are sent by the nation: no region chooses its own."""
OF_NATION = tuple(Role)
"""What the administrators of the nation give."""


def givable(access: Access, region_id: int | None) -> tuple[Role, ...]:
    """The roles that a person may give and take in a region, or in the nation (None).

    >>> from organizations.access import Standing
    >>> admin = Access((Standing(Role.REGION_ADMIN, 7, None),))
    >>> Role.REGION_ADMIN in givable(admin, 7), Role.ASSESSOR in givable(admin, 7)
    (True, False)
    >>> givable(admin, 8), givable(admin, None)
    ((), ())
    """
    nation = access.may(Can.CATALOGUE)
    if region_id is None:
        return NATIONAL_ROLES if nation else ()
    if nation:
        return tuple(role for role in OF_NATION if role not in NATIONAL_ROLES)
    return OF_REGION if access.reach(Can.ADMINISTER).covers(region_id=region_id) else ()


def needs_agency(role: str) -> bool:
    """Whether the role stands in an OPD."""
    return role in AGENCY_ROLES
