"""The rows that a report reads along with a region's year: council, milestones, risks, action items; one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet

from masterplan.models.directives import DirectiveAnswer
from masterplan.models.plans import ActionItem, PlanVersion
from masterplan.models.preparation import Council, Decision, Directive, Meeting
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, PledgeReport, ProgressReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import State
from organizations.models import Region
from quickwins.models import Milestone, Risk


def counting_states(preliminary: bool) -> tuple[str, ...]:
    """The states in which a report counts."""
    return PRELIMINARY if preliminary else (State.VERIFIED,)


def rows_beside(region: Region, period: Period, *, preliminary: bool) -> Mapping[str, QuerySet[Any]]:
    """What `load_region_year` reads along, by name; related rows are found by their ids in the other parts."""
    states = counting_states(preliminary)
    of_year: dict[str, Any] = {"quick_win__region": region, "quick_win__year": period.year, "archived_at": None}
    meetings = Meeting.objects.filter(council__region=region, archived_at=None, state=Meeting.State.HELD)
    pledge_reports = PledgeReport.objects.in_effect().filter(period__region=region, state__in=states)
    flags = QualityFlag.objects.filter(region=region, progress_report__period=period)
    return {
        "directives": Directive.objects.current().of_region(region),
        "answers": DirectiveAnswer.objects.filter(directive__region=region, archived_at=None),
        "councils": Council.objects.filter(region=region),
        "meetings": meetings.filter(held_on__lte=last_day(period)),
        "decisions": Decision.objects.filter(meeting__in=meetings, archived_at=None),
        "milestones": Milestone.objects.filter(**of_year),
        "risks": Risk.objects.filter(**of_year),
        "action_items": _action_items(region),
        "told": _told(region, period, states),
        "said_of_pledges": pledge_reports.annotate(
            period_year=F("period__year"),
            period_number=F("period__number"),
            period_kind=F("period__kind"),
        ),
        "all_flags": flags,
    }


def _action_items(region: Region) -> QuerySet[Any]:
    """Of every version that was ever in force: a step told of in an older version goes on in a newer one."""
    versions = PlanVersion.objects.filter(plan__region=region, archived_at=None).exclude(
        status=PlanVersion.Status.DRAFT
    )
    return ActionItem.objects.filter(program__plan_version__in=versions, archived_at=None).annotate(
        lineage=F("program__lineage")
    )


def _told(region: Region, period: Period, states: tuple[str, ...]) -> QuerySet[Any]:
    """What the counting reports of this rhythm said of each action item, whatever the year."""
    reports = ProgressReport.objects.in_effect().filter(
        program__plan_version__plan__region=region,  # named so that not the programs of the nation are looked through
        period__region=region,
        period__kind=period.kind,
        period__year__lte=period.year,
        state__in=states,
    )
    return ActionItemProgress.objects.filter(report__in=reports).annotate(
        period_year=F("report__period__year"), period_number=F("report__period__number")
    )
