"""Telling people about the follow-up of findings: the OPD, and the region's secretariat."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from monev.evaluation.models.results import Finding, FindingStep
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.reminders import Crew, crew
from notices.kinds import Kind
from notices.services.telling import tell
from organizations.models import Region, User
from organizations.roles import GRANTS, Can

SHOWN = 200
"""Characters of a text that stand in a notice."""
SECRETARIAT = tuple(role for role, grants in GRANTS.items() if Can.SELF_ASSESS in grants)


def tell_agency(kind: Kind, step: FindingStep, *, by: User) -> int:
    """Staff and heads of the OPD, without the one who acts."""
    finding = step.finding
    return _tell(kind, finding, agency_people(crew_of(finding.region), finding), by, str(step.uid), step.words)


def tell_secretariat(kind: Kind, step: FindingStep, *, by: User) -> int:
    """Those who answer for the evaluation in the region, without the one who acts."""
    found = crew_of(step.finding.region)
    return _tell(kind, step.finding, secretariat_people(found), by, str(step.uid), step.words)


def remind(kind: Kind, finding: Finding, people: list[User], *, key: str) -> int:
    """Call it to mind; the same `key` once."""
    return _tell(kind, finding, people, None, key, "")


def agency_people(found: Crew, finding: Finding) -> list[User]:
    """Staff and heads of its OPD, each once."""
    agency = finding.agency_id or 0
    return found.those([*found.staff.get(agency, []), *found.heads.get(agency, [])])


def secretariat_people(found: Crew) -> list[User]:
    """Everybody of the region's secretariat, each once."""
    return found.those(pk for role in SECRETARIAT for pk in found.roles.get(role, []))


def crew_of(region: Region) -> Crew:
    """The people of the region today."""
    return crew(region.pk, today_in(region.time_zone))


def _tell(kind: Kind, finding: Finding, people: list[User], by: User | None, key: str, words: str) -> int:
    params: dict[str, str | int | Decimal] = {
        "agency": str(finding.agency or ""),
        "text": _short(finding.text),
        "words": _short(words),
        "by": by.name if by else "",
        "due_on": finding.due_on.isoformat() if finding.due_on else "",
        "percent": finding.progress_percent,
    }
    url = reverse("evaluation:follow-up-detail", args=[finding.region.code, finding.pk])
    others = [each for each in people if by is None or each.pk != by.pk]
    return tell(kind.code, others, key=key, params=params, url=url, region=finding.region)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
