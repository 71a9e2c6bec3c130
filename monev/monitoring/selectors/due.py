"""What is reported on in several periods at once: the rule of `subjects_due`, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from masterplan.models.commitments import Pledge
from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.inputs import last_day, versions_at
from monev.monitoring.selectors.subjects import Kind
from quickwins.models import QuickWin

Narrow = Callable[[Any], QuerySet[Any]]


def due_in(kind: Kind, periods: Collection[Period], narrow: Narrow) -> dict[int, list[Any]]:
    """By period id: the programs, quick wins or pledges that are due in it; `narrow` keeps the rows in reach."""
    if kind.subject is Program:
        return _programs(periods, narrow)
    return _quick_wins(periods, narrow) if kind.subject is QuickWin else _pledges(periods, narrow)


def _programs(periods: Collection[Period], narrow: Narrow) -> dict[int, list[Any]]:
    chosen = _versions(periods)
    versions = set().union(*chosen.values()) if chosen else set()
    rows = list(narrow(Program.objects.filter(plan_version__in=versions, archived_at=None).for_list()))
    return {
        each.pk: [
            row
            for row in rows
            if row.plan_version_id in chosen[each.pk] and row.start_year <= each.year <= row.end_year
        ]
        for each in periods
    }


def _versions(periods: Collection[Period]) -> dict[int, set[int]]:
    """By period: the plan versions in force at its end (see `inputs.versions_at`)."""
    rows = PlanVersion.objects.filter(plan__region__in={each.region_id for each in periods}, archived_at=None)
    rows = rows.exclude(status=PlanVersion.Status.DRAFT).order_by("adopted_on", "number")
    adopted = list(rows.values_list("plan__region", "pk", "plan", "adopted_on"))
    return {
        each.pk: versions_at([row[1:] for row in adopted if row[0] == each.region_id], last_day(each))
        for each in periods
    }


def _quick_wins(periods: Collection[Period], narrow: Narrow) -> dict[int, list[Any]]:
    places, years = {each.region_id for each in periods}, {each.year for each in periods}
    rows = list(narrow(QuickWin.objects.filter(region__in=places, year__in=years, archived_at=None).for_list()))
    return {
        each.pk: [row for row in rows if row.region_id == each.region_id and row.year == each.year] for each in periods
    }


def _pledges(periods: Collection[Period], narrow: Narrow) -> dict[int, list[Any]]:
    places = {each.region_id for each in periods}
    rows = list(narrow(Pledge.objects.filter(commitment__region__in=places, archived_at=None).for_list()))
    return {
        each.pk: [row for row in rows if row.commitment.region_id == each.region_id and is_owed(row, each.year)]
        for each in periods
    }


def is_owed(pledge: Pledge, year: int) -> bool:
    """Until it is kept; and in the years up to the one in which it is due."""
    return pledge.due_year is None or pledge.due_year >= year or pledge.state != Pledge.State.KEPT


def agency_id_of(subject: Any) -> int:
    """The id of the OPD that answers for a program, a quick win or a pledge."""
    if isinstance(subject, Program):
        return subject.lead_agency_id
    return subject.commitment.agency_id if isinstance(subject, Pledge) else subject.agency_id
