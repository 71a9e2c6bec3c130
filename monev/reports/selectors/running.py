"""Which programs a report of a period will list, and what they lack, for the person who chooses it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from masterplan.models.plans import BudgetLine, Indicator, PlannedProgress
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.inputs import programs_of
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import State
from monev.reports.previews import Lack
from organizations.models import Agency, Region

MOST_NAMED = 5
"""So many OPDs are named one by one; the rest is in the status page."""


@dataclass(frozen=True, slots=True)
class Running:
    """A program that runs in the year: whose it is, the state of its report (or empty), what its plan has."""

    agency_id: int
    agency: str
    state: str
    has_ceiling: bool
    has_cash_plan: bool
    has_indicator: bool


def running(region: Region, period: Period, agency: Agency | None) -> list[Running]:
    """The programs of the region, or of one OPD, in the year of the period; three queries."""
    of_year = {"program": OuterRef("pk"), "year": period.year, "archived_at": None}
    rows = programs_of(region.pk, period).annotate(
        has_ceiling=Exists(BudgetLine.objects.filter(**of_year, ceiling__gt=0)),
        has_cash_plan=Exists(PlannedProgress.objects.filter(Q(spending__isnull=False), **of_year)),
        has_indicator=Exists(Indicator.objects.filter(program=OuterRef("pk"), archived_at=None)),
    )
    if agency is not None:
        rows = rows.filter(lead_agency=agency)
    reports = ProgressReport.objects.in_effect().filter(period=period)
    states = dict(reports.order_by().values_list("program__lineage", "state"))
    return [
        Running(
            row.lead_agency_id,
            str(row.lead_agency),
            states.get(row.lineage, ""),
            row.has_ceiling,
            row.has_cash_plan,
            row.has_indicator,
        )
        for row in rows
    ]


def facts(programs: list[Running]) -> list[tuple[str, str]]:
    """How many there are, handed in and verified."""
    return [
        (gettext("Programs"), str(len(programs))),
        (gettext("OPDs"), str(len({each.agency_id for each in programs}))),
        (gettext("Programs verified"), str(sum(each.state == State.VERIFIED for each in programs))),
        (gettext("Programs handed in"), str(sum(each.state in PRELIMINARY for each in programs))),
    ]


def lacks_of_reports(programs: list[Running], region: Region, period: Period, *, preliminary: bool) -> list[Lack]:
    """The OPDs whose reports are missing, the most first, each with the page that lists them; what is not verified."""
    silent = Counter((each.agency_id, each.agency) for each in programs if each.state not in PRELIMINARY)
    found = []
    for (pk, name), count in silent.most_common(MOST_NAMED):
        text = ngettext(
            "%(name)s: %(count)s program has no report.", "%(name)s: %(count)s programs have no report.", count
        )
        url = reverse("monitoring:status-items", args=[region.code, pk, period.pk])
        found.append(Lack(text % {"name": name, "count": count}, url))
    status = reverse("monitoring:status-matrix", args=[region.code])
    if (rest := len(silent) - MOST_NAMED) > 0:
        text = ngettext("%(count)s more OPD has missing reports.", "%(count)s more OPDs have missing reports.", rest)
        found.append(Lack(text % {"count": rest}, status))
    waiting = sum(each.state in PRELIMINARY and each.state != State.VERIFIED for each in programs)
    if waiting:
        found.append(Lack(_waiting(waiting, preliminary=preliminary), reverse("monitoring:verification-list")))
    return found


def _waiting(count: int, *, preliminary: bool) -> str:
    if preliminary:
        text = ngettext(
            "%(count)s report is not verified yet and counts as preliminary.",
            "%(count)s reports are not verified yet and count as preliminary.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s report is not verified yet and does not count.",
            "%(count)s reports are not verified yet and do not count.",
            count,
        )
    return text % {"count": count}
