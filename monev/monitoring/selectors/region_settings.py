"""What a region's settings mean right now: which reports wait for whom, and which OPDs have nobody to approve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.subjects import KINDS
from monev.monitoring.selectors.verification import READS
from monev.monitoring.workflow import State
from organizations.models import Agency, Membership, Region
from organizations.roles import Role


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """What waits: `submitted` for the OPD head (or the verifier where nobody approves), `approved` for the verifier.

    `headless`: OPDs that enter and have no head; `stranded`: those of them whose sent reports a head would have to
    approve.
    """

    submitted: int
    approved: int
    headless: tuple[Agency, ...]
    stranded: tuple[Agency, ...]


def approval_state(region: Region) -> ApprovalState:
    """In a fixed number of queries."""
    waiting = [row for kind in KINDS for row in _waiting(kind.slug, region)]
    senders = {row.agency.pk for row in waiting if row.state == State.SUBMITTED}
    held = Membership.objects.in_force(timezone.localdate()).filter(agency__region=region, user__is_active=True)
    staffed = set(held.filter(role=Role.AGENCY_STAFF).values_list("agency_id", flat=True))
    headed = set(held.filter(role=Role.AGENCY_HEAD).values_list("agency_id", flat=True))
    headless = tuple(Agency.objects.filter(pk__in=(staffed | senders) - headed).order_by("name", "pk"))
    return ApprovalState(
        submitted=sum(row.state == State.SUBMITTED for row in waiting),
        approved=sum(row.state == State.APPROVED for row in waiting),
        headless=headless,
        stranded=tuple(each for each in headless if each.pk in senders),
    )


def open_periods_of_rhythm(region: Region, rhythm: str) -> list[Period]:
    """Periods of a rhythm that are not locked, those to come included, the oldest first."""
    rows = Period.objects.filter(region=region, kind=rhythm, locked_at=None, archived_at=None)
    return list(rows.in_order())


def _waiting(slug: str, region: Region) -> Any:
    rows = READS[slug]().of_region(region).changeable()
    return rows.in_state(State.SUBMITTED, State.APPROVED)
