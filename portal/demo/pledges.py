"""Example reports on the pledges of the joint commitment, for the last two quarters."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.workflow import State
from portal.demo.current import Handout
from portal.demo.periods import moment
from portal.demo.quarters import Calendar
from portal.demo.store import examples
from portal.demo.stories import SUBMITTED
from portal.demo.told import Scene
from portal.demo.trail import Trail

PERCENT = {Pledge.State.OPEN: 0, Pledge.State.RUNNING: 60, Pledge.State.KEPT: 100, Pledge.State.BROKEN: 35}
NARRATIVE = "Contoh: kemajuan janji dilaporkan bersama kepala OPD."


def reports(pledges: list[Pledge], scene: Scene) -> None:
    """Every pledge that is due, for the last closed quarter."""
    days, period = scene.periods[-2]
    made = [_report(pledge, days, period, scene) for pledge in pledges if _is_due(pledge, days.quarter.year)]
    Trail.of(examples(made), scene.verifier).write()


def current(pledges: list[Pledge], scene: Scene) -> Iterator[Handout]:
    """Every third of them is handed in already for the open quarter."""
    days, period = scene.periods[-1]
    for pledge in [each for each in pledges if _is_due(each, days.quarter.year)][::3]:
        yield Handout(
            subject=pledge,
            period=period,
            data=ReportData(physical_percent=_percent(pledge), narrative=NARRATIVE, pledge_state=str(pledge.state)),
            outcome=SUBMITTED,
            operator=scene.operators[pledge.commitment.agency_id],
        )


def _percent(pledge: Pledge) -> Decimal:
    return Decimal(PERCENT[Pledge.State(pledge.state)])


def _report(pledge: Pledge, days: Calendar, period: Period, scene: Scene) -> PledgeReport:
    operator = scene.operators[pledge.commitment.agency_id]
    return PledgeReport(
        pledge=pledge,
        period=period,
        pledge_state=pledge.state,
        state=State.VERIFIED,
        physical_percent=_percent(pledge),
        narrative=NARRATIVE,
        entered_by=operator,
        submitted_by=operator,
        submitted_at=moment(period.region, days.closes_on, 8),
        verified_by=scene.verifier,
        verified_at=moment(period.region, days.closes_on, 15),
    )


def _is_due(pledge: Pledge, year: int) -> bool:
    """A pledge that is kept is reported on until its year is over."""
    return pledge.state != Pledge.State.KEPT or (pledge.due_year or year) >= year
