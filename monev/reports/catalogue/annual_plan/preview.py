"""What the evaluation of the annual plan will hold, and what it will lack."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from masterplan.models.plans import Indicator
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.inputs import programs_of
from monev.reports.catalogue.annual_plan.inputs import evaluated_period
from monev.reports.previews import Lack, Preview
from monev.reports.selectors.running import Running, facts, lacks_of_reports, running
from monev.reports.wishes import Wish
from organizations.models import Agency, Region


def annual_plan_preview(wish: Wish, year: int) -> Preview:
    """How complete each period of the year is, and what is missing. Raises `Refused` without periods."""
    region = wish.required_region
    position, known = evaluated_period(region, year, timezone.now())
    programs = running(region, position, wish.agency)
    periods = [each for each in known if each.year == year and each.number <= position.number]
    told = [(gettext("Evaluated up to"), position.label), *facts(programs), *_complete(region, periods, programs, wish)]
    lacks = [
        *lacks_of_reports(programs, region, position, preliminary=False),
        *_of_plan(region, position, programs, wish),
    ]
    return Preview(told, lacks, rows=len(programs))


def _complete(region: Region, periods: list[Period], programs: list[Running], wish: Wish) -> list[tuple[str, str]]:
    """Verified programs of each period."""
    rows = ProgressReport.objects.verified().filter(period__in=periods)
    if wish.agency is not None:
        rows = rows.filter(program__lead_agency=wish.agency)
    pairs = set(rows.order_by().values_list("period_id", "program__lineage"))
    sentence = gettext("%(counted)s of %(total)s programs verified")
    return [
        (each.label, sentence % {"counted": sum(pk == each.pk for pk, _lineage in pairs), "total": len(programs)})
        for each in periods
    ]


def _of_plan(region: Region, position: Period, programs: list[Running], wish: Wish) -> list[Lack]:
    if not programs:
        return [Lack(gettext("No program runs in this year."))]
    found = []
    if without := sum(not each.has_indicator for each in programs):
        text = ngettext(
            "%(count)s program has no indicator: no K and no predicate.",
            "%(count)s programs have no indicator: no K and no predicate.",
            without,
        )
        found.append(Lack(text % {"count": without}))
    if endless := _without_end_target(region, position, wish.agency):
        text = ngettext(
            "%(count)s indicator has no target at the end of the plan: no achievement of the plan.",
            "%(count)s indicators have no target at the end of the plan: no achievement of the plan.",
            endless,
        )
        found.append(Lack(text % {"count": endless}))
    return found


def _without_end_target(region: Region, position: Period, agency: Agency | None) -> int:
    programs = programs_of(region.pk, position)
    if agency is not None:
        programs = programs.filter(lead_agency=agency)
    return Indicator.objects.filter(program__in=programs.order_by(), archived_at=None, end_target=None).count()
