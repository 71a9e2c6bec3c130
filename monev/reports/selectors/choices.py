"""What can be chosen for each parameter of a report: what the person may see, by the identifiers that are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from masterplan.models.plans import PlanVersion, Program
from masterplan.models.preparation import Meeting
from monev.evaluation.models.rounds import RoundStage
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.reports.parameters import Parameter
from monev.reports.selectors.completeness import period_states
from organizations.models import Agency, Region
from organizations.roles import Can
from pillars.models import Pillar
from quickwins.models import QuickWin

Choice = tuple[str, str]
Choices = Sequence[Choice | tuple[str, list[Choice]]]


def choices_for(parameter: Parameter, region: Region | None, person: Any) -> Choices:
    """Value and label of each, in the order in which they are shown; programs in groups by pillar."""
    return _CHOICES[parameter](region, person)


def closed_period(region: Region | None) -> str:
    """The address of the newest period that has closed: the one that reports are mostly about."""
    if region is None:
        return ""
    today = today_in(region.time_zone)
    rows = Period.objects.of_region(region).current().filter(closes_on__lt=today)
    newest = rows.order_by("-year", "-number", "kind").first()
    return newest.address if newest else ""


def _periods(region: Region | None, person: Any) -> Choices:
    if region is None:
        return []
    states = period_states(region, today_in(region.time_zone))
    return [(each.period.address, each.sentence) for each in states]


def _years(region: Region | None, person: Any) -> Choices:
    """Those with periods that have begun; of the nation: those of its evaluation, and this one."""
    today = timezone.localdate()
    if region is None:
        found = set(RoundStage.objects.filter(archived_at=None).values_list("round__year", flat=True)) | {today.year}
    else:
        found = set(Period.objects.of_region(region).current().started(today).values_list("year", flat=True))
    return [(str(each), str(each)) for each in sorted(found, reverse=True)]


def _agencies(region: Region | None, person: Any) -> Choices:
    rows = Agency.objects.allowed(person, Can.VIEW).of_region(region).current().for_list()
    return [(str(each.uid), each.name) for each in rows]


def _pillars(region: Region | None, person: Any) -> Choices:
    """Each code once, as the newest set of pillars has it."""
    found: dict[str, str] = {}
    for each in Pillar.objects.order_by("-pillar_set", "position"):
        found.setdefault(each.code, each.name)
    return list(found.items())


def _programs(region: Region | None, person: Any) -> Choices:
    """Those of the versions of the plan that are in force (or drafted first)."""
    versions = PlanVersion.objects.of_region(region).filter(archived_at=None).leading()
    rows = Program.objects.allowed(person, Can.VIEW).filter(plan_version__in=versions, archived_at=None).for_list()
    return [
        (label, [(str(each.lineage), _named(each)) for each in within])
        for label, within in groupby(rows, key=_pillar_label)
    ]


def _pillar_label(program: Program) -> str:
    return str(program.sub_dimension.pillar) if program.sub_dimension else gettext("No pillar yet")


def _named(program: Program) -> str:
    return " · ".join(filter(None, [program.code, program.name, str(program.lead_agency)]))


def _quick_wins(region: Region | None, person: Any) -> Choices:
    rows = QuickWin.objects.allowed(person, Can.VIEW).of_region(region).current().for_list()
    return [(str(each.uid), f"{each.title} ({each.year})") for each in rows]


def _meetings(region: Region | None, person: Any) -> Choices:
    rows = Meeting.objects.allowed(person, Can.VIEW).of_region(region).current().for_list()
    return [(str(each.uid), str(each)) for each in rows]


def _stages(region: Region | None, person: Any) -> Choices:
    """Stages are of the nation; whoever may see a region knows them."""
    rows = RoundStage.objects.filter(archived_at=None).select_related("round").order_by("-round__year", "kind", "pk")
    return [(str(each.uid), f"{each.round}, {each.get_kind_display()}") for each in rows]


_CHOICES: dict[Parameter, Callable[[Region | None, Any], Choices]] = {
    Parameter.PERIOD: _periods,
    Parameter.YEAR: _years,
    Parameter.AGENCY: _agencies,
    Parameter.PILLAR: _pillars,
    Parameter.PROGRAM: _programs,
    Parameter.QUICK_WIN: _quick_wins,
    Parameter.MEETING: _meetings,
    Parameter.STAGE: _stages,
}
