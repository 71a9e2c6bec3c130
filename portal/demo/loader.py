"""The whole demonstration in one transaction: published facts of the first region, example data of both."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from masterplan.models.plans import MasterPlan
from organizations.demo import DEMO_REGION
from organizations.models import Region
from organizations.roles import Role
from portal.demo import agencies, governance, neighbour, people, periods, plan, pledges, progress, published, quick_wins
from portal.demo.store import REASON

TITLE = "Rencana Induk Smart City Kabupaten Sumbawa Barat 2022–2026 (contoh)"


def is_loaded() -> bool:
    """Whether the demonstration is there already."""
    return MasterPlan.objects.filter(region__code=DEMO_REGION, title=TITLE).exists()


@transaction.atomic
def load(today: date) -> bool:
    """Load what is missing; False when everything was there."""
    region = Region.objects.select_related("province").get(code=DEMO_REGION)
    if is_loaded():
        people.load(region)
        return False
    _first(region, today)
    neighbour.load(today)
    return True


def _first(region: Region, today: date) -> None:
    region.is_active = True
    region.store(by=None, reason=REASON)
    documents = published.load(region)
    offices = agencies.load(region)
    published.innovations(region, offices)
    people.load(region)
    partners = agencies.partners(region)
    rows = plan.program_rows()
    programs = plan.load(region, offices, partners, rows, TITLE)
    governance.load(region, offices, programs, today)
    promised = governance.commitments(region, offices, programs, documents["commitment"])
    _progress(region, today, rows, programs, promised, partners, offices)


def _progress(region, today, rows, programs, promised, partners, offices):
    operators = people.operators(list(offices.values()))
    verifier = people.holder(Role.VERIFIER)
    calendar = periods.load(region, today)
    wins = quick_wins.load(region, offices, partners, programs, calendar[-1][0].quarter.year)
    quick_wins.replicate(wins, by=Region.objects.get(code=neighbour.CODE))
    progress.load(rows, programs, calendar, operators, verifier, today)
    quick_wins.reports(wins, calendar, operators, verifier, today)
    pledges.reports(promised, calendar, operators, verifier, today)
    periods.lock(calendar, verifier)
