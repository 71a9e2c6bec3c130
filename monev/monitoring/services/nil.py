"""'Nihil': nothing changed, said with a reason in one press. Silence and 'nothing happened' differ everywhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.entry import EntryPlan, Plan, ReportData, plan_for, previous_report, stored_data
from monev.monitoring.selectors.entry_parts import WinPlan
from monev.monitoring.selectors.subjects import Subject, report_on
from monev.monitoring.services.entry import enter
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from organizations.models import User


@transaction.atomic
def report_nil(subject: Subject, period: Period, reason: str, *, by: User) -> Any:
    """Send the report of `subject` for `period` as 'no change': the last cumulative figures are carried on.

    What was typed into a draft before stays, and must agree: `Refused` at `nil_reason` where it says something new,
    where no reason is given, or where nothing was ever reported that could go on (a pledge without a state).
    `PeriodClosed` where nothing can be entered.
    """
    report = report_on(subject, period)
    data = nil_data(subject, period, stored_data(report), reason, plan_for(subject, period))
    seen = report.version if report else 0
    saved = enter(subject, period, data, by=by, seen_version=seen)
    return take_step(saved, Step.SUBMIT, by=by)


def nil_data(subject: Subject, period: Period, data: ReportData, reason: str, plan: Plan) -> ReportData:
    """What a report of 'no change' holds beside `data`. Raises `Refused` where no reason is given."""
    if not reason.strip():
        raise Refused(_("Choose or write why nothing changed."), field="nil_reason")
    return replace(carried_on(subject, period, data, plan), nil_reason=reason.strip())


def carried_on(subject: Subject, period: Period, data: ReportData, plan: Plan) -> ReportData:
    """`data` with the last cumulative figures wherever nothing is entered; values of indicators are of one period."""
    if isinstance(plan, EntryPlan):
        physical = plan.previous_physical
        spending = {
            slot.source_id: slot.previous or Decimal(0) for slot in plan.sources if slot.ceiling or slot.previous
        }
        actions = {slot.action_id: slot.previous for slot in plan.actions if slot.previous}
        return replace(
            data,
            physical_percent=_known(data.physical_percent, physical, 0),
            spending={**spending, **_entered(data.spending)},
            actions={**actions, **_entered(data.actions)},
        )
    if isinstance(plan, WinPlan):
        return replace(data, physical_percent=_known(data.physical_percent, plan.previous_physical, 0))
    return _pledge_carried_on(subject, period, data)


def _pledge_carried_on(subject: Any, period: Period, data: ReportData) -> ReportData:
    before = previous_report(subject, period)
    known = before.pledge_state if before else ""
    state = data.pledge_state or known or (subject.state if isinstance(subject, Pledge) else "")
    percent = data.physical_percent if data.physical_percent is not None else before and before.physical_percent
    return replace(data, pledge_state=state, physical_percent=percent)


def _entered(figures: Any) -> dict[int, Any]:
    return {key: figure for key, figure in figures.items() if figure is not None}


def _known(*figures: Any) -> Decimal:
    """The first that is there."""
    return next(Decimal(figure) for figure in figures if figure is not None)
