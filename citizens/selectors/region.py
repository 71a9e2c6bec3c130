"""A region as citizens see it: published programs, verified reports, the newest closed period that has some."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef

from citizens.models import Publication
from citizens.selectors.published import published, published_lineages
from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at, load_year
from monev.monitoring.selectors.inputs import ProgramInput
from monev.monitoring.workflow import PUBLISHED
from organizations.models import Region


@dataclass(frozen=True, slots=True)
class PublicRegion:
    """What the pages of a region rest on. `period` is the one that the figures are of; none while none is verified.

    `periods`: those that have closed and of which something is verified, oldest first. `hidden`: how many programs of
    the plan the region holds back; they count in no figure here, so nothing can be told about them.
    """

    publication: Publication
    lineages: frozenset[uuid.UUID]
    periods: tuple[Period, ...]
    period: Period | None
    figures: RegionFigures | None
    hidden: int
    plans: tuple[PlanVersion, ...]

    @property
    def region(self) -> Region:
        return self.publication.region

    @property
    def is_example(self) -> bool:
        """Whether figures on the page are made up for the demonstration."""
        return any(each.is_example for each in self.plans)


def public_region(publication: Publication) -> PublicRegion:
    """The region at the end of its newest closed period with verified reports; a fixed number of queries."""
    region = publication.region
    lineages = published_lineages(region)
    every = all_begun(region)
    periods = verified_periods(every, region)
    shown = periods[-1] if periods else None
    year = load_year(region, shown, periods=every) if shown else None
    return PublicRegion(
        publication=publication,
        lineages=frozenset(lineages),
        periods=periods,
        period=shown,
        figures=figures_at(only_public(year, lineages), shown) if year and shown else None,
        hidden=sum(each.program.lineage not in lineages for each in year.programs) if year else 0,
        plans=tuple(plans_of(region)),
    )


def plans_of(region: Region) -> Any:
    """The adopted versions of the region's plans."""
    rows = published(PlanVersion.objects.in_force().of_region(region))
    return rows.select_related("plan", "document").order_by("-plan__start_year", "pk")


def all_begun(region: Region) -> tuple[Period, ...]:
    """The region's periods that have begun, the one that ends first leading; `has_verified` says of each whether."""
    verified = ProgressReport.objects.filter(period=OuterRef("pk"), state__in=PUBLISHED, archived_at=None)
    rows = Period.objects.of_region(region).filter(opens_on__lte=today_in(region.time_zone), archived_at=None)
    found = rows.annotate(has_verified=Exists(published(verified)))
    return tuple(sorted(found, key=lambda each: (each.year, each.last_month, each.kind)))


def verified_periods(periods: Sequence[Period], region: Region) -> tuple[Period, ...]:
    """Those that have closed and of which something public is verified."""
    today = today_in(region.time_zone)
    return tuple(each for each in periods if each.is_late(today) and getattr(each, "has_verified", False))


def only_public(year: YearInputs, lineages: set[uuid.UUID]) -> YearInputs:
    """The inputs without what is held back and without every report that is not verified."""
    programs = tuple(only_verified(each) for each in year.programs if each.program.lineage in lineages)
    return replace(year, programs=programs)


def only_verified(source: ProgramInput) -> ProgramInput:
    """A program's inputs with its verified reports only: others would show in its list of sources of funds."""
    entries = {number: each for number, each in source.entries.items() if each.state in PUBLISHED}
    return replace(source, entries=entries, revisions={})


def not_running(public: PublicRegion) -> tuple[Program, ...]:
    """Published programs of the plans in force that have no figure in the shown year: they come later or are over."""
    known = {each.program.lineage for each in public.figures.programs} if public.figures else set()
    rows = published(Program.objects.of_region(public.region).in_force()).for_list()
    return tuple(row for row in rows if row.lineage not in known)
