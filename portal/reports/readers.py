"""With whose eyes a report is written: those of anybody who may see the region, so that it is the same for all."""

from __future__ import annotations

from dataclasses import dataclass

from organizations.access import Access, Standing
from organizations.models import Region
from organizations.roles import Role


@dataclass(frozen=True, slots=True)
class RegionReader:
    """Sees a region and may do nothing in it. The selectors of pages take it in the place of a person."""

    access: Access
    is_authenticated: bool = True


def reader_of(region: Region) -> RegionReader:
    """Sees what whoever may see the region sees; whether somebody may ask is checked where they ask."""
    return RegionReader(Access.of([Standing(Role.COUNCIL, region.pk, None)]))
