"""Quick wins as stories, documents and the way to the plan, as citizens see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import Http404

from citizens.models import QuickWinStory
from citizens.selectors.published import published
from citizens.selectors.region import PublicRegion
from masterplan.models.plans import Program
from masterplan.models.preparation import LegalDocument, PreparationStage
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import QuickWinReport
from organizations.models import Region
from quickwins.models import Milestone, QuickWin


@dataclass(frozen=True, slots=True)
class Story:
    """A quick win: its picture when it has one, its verified percent, its steps, the program it speeds up."""

    quick_win: QuickWin
    picture: QuickWinStory | None
    percent: Decimal | None
    milestones: tuple[Milestone, ...]
    program: Program | None = None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(each.done_on is not None for each in self.milestones)


def stories(public: PublicRegion) -> tuple[Story, ...]:
    """The published quick wins, the newest year first, in a fixed number of queries."""
    return tuple(_story(row) for row in _rows(public))


def story(public: PublicRegion, uid: uuid.UUID) -> Story:
    """One of them; Http404 for one that is not published."""
    row = _rows(public).filter(uid=uid).first()
    if row is None:
        raise Http404
    program = published(Program.objects.of_region(public.region).in_force()).filter(lineage=row.program_lineage).first()
    return _story(row, program)


def _rows(public: PublicRegion) -> Any:
    """With the percent of the last verified report up to the period of the page, the public steps and the picture."""
    region = public.region
    reports = published(QuickWinReport.objects.in_effect()).filter(_told_by(public.period), quick_win=OuterRef("pk"))
    known = reports.exclude(physical_percent=None).order_by("-period__year", "-period__number")
    steps = published(Milestone.objects.of_region(region)).order_by("position", "due_on", "pk")
    pictures = published(QuickWinStory.objects.of_region(region)).exclude(picture="")
    return (
        published(QuickWin.objects.of_region(region))
        .for_list()
        .annotate(verified_percent=Subquery(known.values("physical_percent")[:1]))
        .prefetch_related(
            Prefetch("milestones", steps, to_attr="public_steps"), Prefetch("public_story", pictures, to_attr="shown")
        )
    )


def _told_by(period: Period | None) -> Q:
    """Reports of the years before, and of the period's own year up to it: the same as the other figures of the page."""
    if period is None:
        return Q(pk__in=())
    own = Q(period__year=period.year, period__kind=period.kind, period__number__lte=period.number)
    return Q(period__year__lt=period.year) | own


def _story(row: Any, program: Program | None = None) -> Story:
    return Story(row, getattr(row, "shown", None), row.verified_percent, tuple(row.public_steps), program)


def documents(region: Region) -> tuple[LegalDocument, ...]:
    """The published documents, the newest first."""
    return tuple(published(LegalDocument.objects.of_region(region)).order_by("-year", "-dated_on", "title", "pk"))


def way_to_the_plan(region: Region) -> tuple[PreparationStage, ...]:
    """The steps by which the plan came about, those that are done or running."""
    rows = published(PreparationStage.objects.of_region(region))
    return tuple(rows.exclude(status=PreparationStage.Status.PLANNED).order_by("position", "pk"))
