"""What belongs on the agenda of the next meeting of a region, with the words in which it stands there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, pgettext

from core import formats
from masterplan import agenda
from masterplan.agenda import Proposal
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from monev.evaluation.models.results import Finding
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import region_figures
from monev.monitoring.selectors.program_figures import ProgramFigure
from organizations.models import Region
from portal.selectors.dashboard import periods_of, worst_deviations

DEVIATIONS, PLEDGES, FINDINGS = 5, 10, 10
"""So many at most: a meeting that speaks about everything decides nothing. Open directives stand there all of them."""


def proposals(region: Region, today: date) -> list[Proposal]:
    """Open directives (overdue first), the largest deviations, pledges behind, open findings, in a fixed number of
    queries."""
    return [*_directives(region, today), *_deviations(region, today), *_pledges(region, today), *_findings(region)]


def latest_closed(region: Region, today: date) -> Period | None:
    """The newest period that has closed; its figures are what a meeting speaks about."""
    return next((each for each in periods_of(region, today) if each.is_late(today)), None)


def _directives(region: Region, today: date) -> Iterator[Proposal]:
    rows = Directive.objects.of_region(region).unfinished().for_list()
    for row in sorted(rows, key=lambda each: (not each.is_overdue(today), each.due_on, each.pk)):
        if row.is_overdue(today):
            state = gettext("overdue since %(day)s") % {"day": formats.longdate(row.due_on)}
        elif row.status == Directive.Status.ANSWERED:
            state = gettext("answered, waits for a decision")
        else:
            state = gettext("due on %(day)s") % {"day": formats.longdate(row.due_on)}
        yield Proposal(agenda.DIRECTIVE, f"directive:{row.uid}", f"{row.agency}: {_short(row.text)} ({state})")


def _deviations(region: Region, today: date) -> Iterator[Proposal]:
    period = latest_closed(region, today)
    if period is None:
        return
    for figure in worst_deviations(region_figures(region, period).programs)[:DEVIATIONS]:
        yield Proposal(agenda.DEVIATION, f"program:{figure.program.lineage}", _deviation(figure, period))


def _deviation(figure: ProgramFigure, period: Period) -> str:
    program = figure.program
    text = gettext("%(agency)s: %(code)s %(name)s, %(deviation)s against the plan at the end of %(period)s") % {
        "agency": program.lead_agency,
        "code": program.code,
        "name": program.name,
        "deviation": formats.points(figure.deviation),
        "period": period,
    }
    obstacle = figure.entry.hindering_factors if figure.entry else ""
    word = pgettext("agenda", "Obstacle")
    return f"{text}. {word}: {_short(obstacle)}" if obstacle else text


def _pledges(region: Region, today: date) -> Iterator[Proposal]:
    rows = Pledge.objects.of_region(region).current().exclude(state=Pledge.State.KEPT)
    behind = [row for row in rows.for_list().order_by("due_year", "pk") if row.is_behind(today.year)]
    for row in behind[:PLEDGES]:
        facts = {"agency": row.commitment.agency, "text": _short(row.text), "state": row.get_state_display()}
        words = gettext("%(agency)s: commitment “%(text)s” (%(state)s)")
        if row.due_year:
            words = gettext("%(agency)s: commitment “%(text)s” (%(state)s, due %(year)s)")
            facts["year"] = str(row.due_year)
        yield Proposal(agenda.COMMITMENT, f"pledge:{row.uid}", words % facts)


def _findings(region: Region) -> Iterator[Proposal]:
    for row in Finding.objects.of_region(region).open().for_list()[:FINDINGS]:
        text = gettext("Evaluation %(year)s: %(text)s") % {"year": row.year, "text": _short(row.text)}
        yield Proposal(agenda.FINDING, f"finding:{row.uid}", f"{text} ({row.agency})" if row.agency else text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 240 else line[:239] + "…"
