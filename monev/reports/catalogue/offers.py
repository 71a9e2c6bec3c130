"""What the catalogue offers to one person, in one region or for the nation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import reports
from monev.reports.models import CompiledReport
from organizations.models import Region
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class Offer:
    """A report that the person may ask for: the class, and the newest finished one that they may see."""

    report: Report
    newest: CompiledReport | None

    @property
    def formats(self) -> list[str]:
        """As people write them."""
        return [each.upper() for each in self.report.formats]


def may_ask(report: Report, region: Region | None, person: Any) -> bool:
    """Whether the person has the right that this kind needs, in the region (or one OPD of it) or for the nation."""
    reach = person.access.reach(report.needs)
    if region is None:
        return bool(reach.nation)
    return bool(reach.covers(region_id=region.pk) or _own_agencies(person, report.needs, region))


def offered(region: Region | None, person: Any) -> list[Report]:
    """The reports that fit the region (or the nation) and that the person may ask for, in the catalogue's order."""
    return list(_offered(region, person))


def offers(region: Region | None, person: Any) -> list[Offer]:
    """The same with when each was last compiled, in two queries."""
    kinds = offered(region, person)
    rows = CompiledReport.objects.allowed(person, Can.VIEW).of_region(region)
    done = rows.current().filter(state=CompiledReport.State.DONE, kind__in=[each.code for each in kinds])
    newest = done.order_by().values("kind").annotate(newest=Max("pk")).values("newest")
    found = {each.kind: each for each in CompiledReport.objects.filter(pk__in=newest)}
    return [Offer(each, found.get(each.code)) for each in kinds]


def _offered(region: Region | None, person: Any) -> Iterator[Report]:
    for each in reports().values():
        if each.may_be_asked_for(region) and may_ask(each, region, person):
            yield each


def _own_agencies(person: Any, can: Can, region: Region) -> bool:
    agencies = person.access.reach(can).agencies
    return bool(agencies) and region.agencies.filter(pk__in=agencies).exists()
