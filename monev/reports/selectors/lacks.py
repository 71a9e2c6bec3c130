"""What a quarterly report will hold and what it will not, OPD by OPD, for the person who asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from masterplan.models.plans import ActionItem, Indicator, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.inputs import last_day, programs_of
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import State
from monev.reports.previews import Lack, Preview
from monev.reports.selectors.completeness import period_states
from monev.reports.wishes import Wish
from organizations.models import Agency, Region
from quickwins.models import Milestone

PAGES_BESIDE = 5
"""Pages that hardly depend on how many programs there are: summary, pillars, curve, council, quality, signatures."""
ROWS_A_PAGE = 16
"""Rows of the tables of programs, indicators and steps on a page, as measured on reports of 6 to 150 programs."""


@dataclass(slots=True)
class Standing:
    """What an OPD owes to the report."""

    agency: Agency
    missing: list[Program] = field(default_factory=list)
    waiting: list[Program] = field(default_factory=list)


def quarterly_preview(wish: Wish) -> Preview:
    """Periods, completeness, size; per OPD what is missing with the page where it is mended. A fixed few queries."""
    region, period = wish.required_region, wish.required_period
    programs = list(programs_of(region.pk, period))
    states = _states(period)
    rows = _rows(programs, region, period)
    verified = sum(states.get(each.lineage) == State.VERIFIED for each in programs)
    handed_in = sum(each.lineage in states for each in programs)
    facts = [
        (gettext("Programs"), str(len(programs))),
        (gettext("Programs handed in"), str(handed_in)),
        (gettext("Programs verified"), str(verified)),
        (gettext("Complete periods of the year"), _complete_periods(region, period)),
        (gettext("Expected size"), _size(rows)),
    ]
    return Preview(facts, _lacks(wish, programs, states), rows=rows)


def _states(period: Period) -> dict[object, str]:
    """By lineage the state of the report that was handed in."""
    reports = ProgressReport.objects.in_effect().filter(period=period, state__in=PRELIMINARY)
    return dict(reports.order_by().values_list("program__lineage", "state"))


def _rows(programs: list[Program], region: Region, period: Period) -> int:
    """Rows of the tables that grow with the plan."""
    ids = [each.pk for each in programs]
    indicators = Indicator.objects.filter(program__in=ids, archived_at=None).count()
    actions = ActionItem.objects.filter(program__in=ids, archived_at=None).count()
    steps = Milestone.objects.filter(
        quick_win__region=region, quick_win__year=period.year, quick_win__archived_at=None, archived_at=None
    ).count()
    return 2 * len(programs) + indicators + actions + steps


def _size(rows: int) -> str:
    pages = PAGES_BESIDE + -(-rows // ROWS_A_PAGE)
    return gettext("about %(pages)s pages, %(rows)s rows in the tables of programs, indicators and steps") % {
        "pages": pages,
        "rows": rows,
    }


def _complete_periods(region: Region, period: Period) -> str:
    """`TW I 2026, TW II 2026`: those up to the period in which everything is verified."""
    same = [
        each
        for each in period_states(region, last_day(period))
        if (each.period.year, each.period.kind) == (period.year, period.kind) and each.period.number <= period.number
    ]
    complete = [each.period.label for each in reversed(same) if each.programs and each.verified >= each.programs]
    return ", ".join(complete) or gettext("none")


def _lacks(wish: Wish, programs: list[Program], states: dict[object, str]) -> list[Lack]:
    region, period = wish.required_region, wish.required_period
    if not programs:
        return [Lack(gettext("No program runs in this year."), reverse("masterplan:plan-list", args=[region.code]))]
    found = [
        Lack(sentence, reverse("monitoring:status-items", args=[region.code, each.agency.pk, period.pk]))
        for each in _standings(programs, states)
        if (sentence := _sentence(each, preliminary=wish.include_preliminary))
    ]
    if not period.is_locked:
        words = gettext("The period is not locked yet: figures may still change.")
        found.append(Lack(words, reverse("monitoring:period-lock", args=[period.pk])))
    return found


def _standings(programs: Iterable[Program], states: dict[object, str]) -> list[Standing]:
    found: dict[int, Standing] = {}
    by_agency: dict[int, list[Program]] = defaultdict(list)
    for program in programs:
        by_agency[program.lead_agency_id].append(program)
    for pk, own in by_agency.items():
        missing = [each for each in own if each.lineage not in states]
        waiting = [each for each in own if states.get(each.lineage, State.VERIFIED) != State.VERIFIED]
        found[pk] = Standing(own[0].lead_agency, missing, waiting)
    return sorted(found.values(), key=lambda each: (-len(each.missing), -len(each.waiting), each.agency.name))


def _sentence(standing: Standing, *, preliminary: bool) -> str:
    """`Dinas Kesehatan: 2 program belum melapor; 1 laporan belum diverifikasi`; empty when nothing is missing."""
    parts = []
    if missing := len(standing.missing):
        words = ngettext("%(count)s program without a report", "%(count)s programs without a report", missing)
        parts.append(words % {"count": missing})
    waiting = len(standing.waiting)
    if waiting and not preliminary:
        words = ngettext("%(count)s report not verified yet", "%(count)s reports not verified yet", waiting)
        parts.append(words % {"count": waiting})
    if not parts:
        return ""
    return gettext("%(agency)s: %(what)s.") % {"agency": standing.agency, "what": "; ".join(parts)}
