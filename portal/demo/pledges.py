"""Example reports on the pledges of the joint commitment, for the last two quarters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.workflow import State
from organizations.models import User
from portal.demo.periods import moment
from portal.demo.quarters import Calendar
from portal.demo.store import examples
from portal.demo.trail import Trail

PERCENT = {Pledge.State.OPEN: 0, Pledge.State.RUNNING: 60, Pledge.State.KEPT: 100, Pledge.State.BROKEN: 35}


def reports(
    pledges: list[Pledge],
    periods: list[tuple[Calendar, Period]],
    operators: dict[int, User],
    verifier: User | None,
    today: date,
) -> None:
    """Every pledge for the last closed quarter; in the open one every third is handed in already."""
    *_, closed, current = periods
    due = [pledge for pledge in pledges if _is_due(pledge, current[0].quarter.year)]
    made = [_report(pledge, closed, operators, verifier, today) for pledge in due]
    made += [_report(pledge, current, operators, verifier, today) for pledge in due[::3]]
    Trail.of(examples(made), verifier).write()


def _is_due(pledge: Pledge, year: int) -> bool:
    """A pledge that is kept is reported on until its year is over."""
    return pledge.state != Pledge.State.KEPT or (pledge.due_year or year) >= year


def _report(
    pledge: Pledge, when: tuple[Calendar, Period], operators: dict[int, User], verifier: User | None, today: date
) -> PledgeReport:
    days, period = when
    operator = operators[pledge.commitment.agency_id]
    day = max(min(days.closes_on, today), days.opens_on)
    report = PledgeReport(
        pledge=pledge,
        period=period,
        pledge_state=pledge.state,
        state=State.SUBMITTED if days.is_open else State.VERIFIED,
        physical_percent=Decimal(PERCENT[Pledge.State(pledge.state)]),
        narrative="Contoh: kemajuan janji dilaporkan bersama kepala OPD.",
        entered_by=operator,
        submitted_at=moment(period.region, day, 8),
        submitted_by=operator,
    )
    if not days.is_open:
        report.verified_at, report.verified_by = moment(period.region, day, 15), verifier
    return report
