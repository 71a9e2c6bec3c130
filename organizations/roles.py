"""The only statement of rights: which role may do what, and how far."""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a region, an OPD, or the nation, from a date to a date."""

    AGENCY_STAFF = "agency_staff", _("OPD staff")
    AGENCY_HEAD = "agency_head", _("OPD head")
    VERIFIER = "verifier", _("Verifier")
    COUNCIL = "council", _("Smart City Council")
    SECRETARY = "secretary", _("Regional secretary (Sekda)")
    REGION_ADMIN = "region_admin", _("Region administrator")
    DATA_OFFICER = "data_officer", _("Personal data protection officer")
    ASSESSOR = "assessor", _("Assessor")
    NATIONAL_ADMIN = "national_admin", _("National administrator")


class Can(models.TextChoices):
    """What may be done."""

    VIEW = "view", _("see plans, progress and reports")
    ENTER = "enter", _("enter and submit progress")
    APPROVE = "approve", _("approve progress for the OPD")
    VERIFY = "verify", _("verify or return progress")
    LOCK = "lock", _("lock a period")
    DIRECT = "direct", _("give directives and record meetings")
    PLAN = "plan", _("edit the master plan and its documents")
    ADMINISTER = "administer", _("manage OPDs, people and periods")
    MODERATE = "moderate", _("moderate what citizens write")
    HAND_OVER = "hand_over", _("hand posts and their work over")
    COMPILE = "compile", _("have monev reports compiled")
    SELF_ASSESS = "self_assess", _("answer the national evaluation for the region")
    ASSESS = "assess", _("score and write findings")
    WATCH = "watch", _("see who takes data of the region through REST")
    PROTECT = "protect", _("look after personal data")
    EVALUATE = "evaluate", _("run the national evaluation")
    OVERSEE = "oversee", _("see regions side by side")
    CATALOGUE = "catalogue", _("manage national reference data")


class Breadth(IntEnum):
    """How far a right reaches."""

    AGENCY = 1
    REGION = 2
    NATION = 3


_SEE = {Can.VIEW: Breadth.REGION}
_ENTER = _SEE | {Can.ENTER: Breadth.AGENCY}

GRANTS: MappingProxyType[str, dict[Can, Breadth]] = MappingProxyType(
    {
        Role.AGENCY_STAFF: _ENTER,
        Role.AGENCY_HEAD: _ENTER | dict.fromkeys((Can.APPROVE, Can.HAND_OVER), Breadth.AGENCY),
        Role.VERIFIER: _SEE
        | dict.fromkeys((Can.VERIFY, Can.LOCK, Can.COMPILE, Can.MODERATE, Can.SELF_ASSESS, Can.WATCH), Breadth.REGION),
        Role.COUNCIL: _SEE | {Can.DIRECT: Breadth.REGION},
        Role.SECRETARY: _SEE | {Can.DIRECT: Breadth.REGION},
        Role.REGION_ADMIN: _SEE
        | dict.fromkeys(
            (Can.PLAN, Can.ADMINISTER, Can.MODERATE, Can.HAND_OVER, Can.COMPILE, Can.LOCK, Can.SELF_ASSESS, Can.WATCH),
            Breadth.REGION,
        )
        | {Can.PROTECT: Breadth.REGION},
        Role.DATA_OFFICER: _SEE | dict.fromkeys((Can.PROTECT, Can.WATCH), Breadth.REGION),
        Role.ASSESSOR: _SEE | dict.fromkeys((Can.ASSESS, Can.OVERSEE), Breadth.REGION),
        Role.NATIONAL_ADMIN: dict.fromkeys(
            (Can.VIEW, Can.OVERSEE, Can.CATALOGUE, Can.EVALUATE, Can.WATCH, Can.PROTECT), Breadth.NATION
        ),
    }
)

NATION_ONLY = (Can.CATALOGUE, Can.EVALUATE)
"""Rights over what is of the whole nation: nobody has them for some regions only."""

AGENCY_ROLES = (Role.AGENCY_STAFF, Role.AGENCY_HEAD)
NATIONAL_ROLES = (Role.NATIONAL_ADMIN,)
REGION_ROLES = tuple(role for role in Role if role not in AGENCY_ROLES and role not in NATIONAL_ROLES)
