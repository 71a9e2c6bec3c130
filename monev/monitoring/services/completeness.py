"""What a draft may leave open and a submitted report may not, and which figures are refused at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Refused
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, PledgeReport, ProgressReport
from monev.monitoring.selectors.entry import EntryPlan, Plan, ReportData, plan_for, stored_data
from monev.monitoring.selectors.entry_limits import Limits, planned_limits
from monev.monitoring.selectors.entry_parts import PARTS, WinPlan
from monev.monitoring.selectors.subjects import Report, Subject, subject_of

HUNDRED = Decimal(100)
LISTS = tuple(part.name for part in PARTS[ProgressReport])


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or missing, and at which field: `physical_percent`, `spending_7`, `value_12`, `action_3`,
    `milestone_5`, a text."""

    field: str
    message: str | Promise


def problems(plan: Plan | Limits, data: ReportData) -> list[Problem]:
    """Figures that no draft may hold. `plan` is None for pledges."""
    found = list(_percent_problems(data))
    if isinstance(plan, WinPlan):
        return [*found, *_milestone_problems(plan, data)]
    limits = plan.limits if isinstance(plan, EntryPlan) else plan
    if limits is not None:
        found += [*_spending_problems(limits, data), *_value_problems(limits, data), *_action_problems(limits, data)]
    return found


def require_allowed(subject: Subject, period: Period, data: ReportData) -> None:
    """Raise `Refused` at the first figure that no draft may hold.

    Most entries of a program are within what its plan says; only for the others everything else is read too.
    """
    if isinstance(subject, Program):
        filled = [part for part in LISTS if any(figure not in (None, "") for figure in getattr(data, part).values())]
        if not problems(planned_limits(subject, period, filled), data):
            return
    for problem in problems(plan_for(subject, period), data):
        raise Refused(problem.message, field=problem.field)


def missing(plan: Plan, data: ReportData, *, pledge: bool = False) -> list[Problem]:
    """What must be entered before the report can be sent; with 'nihil' and its reason the figures may stay open."""
    found: list[Problem] = []
    if pledge and not data.pledge_state:
        found.append(Problem("pledge_state", _("Choose the state of the pledge.")))
    if data.nil_reason.strip():
        return [*found, *_contradictions(plan, data)]
    if data.physical_percent is None and not pledge:
        found.append(Problem("physical_percent", _("Enter the physical progress, or report “nihil” with a reason.")))
    if isinstance(plan, EntryPlan):
        found += [*_missing_spending(plan, data), *_done_without_progress(plan, data)]
    return found


def require_complete(report: Report) -> None:
    """Raise `Refused` at the first field that is missing in the stored report."""
    require_whole(report, plan_for(subject_of(report), report.period))


def require_whole(report: Report, plan: Plan) -> None:
    """The same, with the plan of its subject."""
    data = stored_data(report)
    for problem in [*problems(plan, data), *missing(plan, data, pledge=isinstance(report, PledgeReport))]:
        raise Refused(problem.message, field=problem.field)


def _percent_problems(data: ReportData) -> Iterator[Problem]:
    value = data.physical_percent
    if value is not None and not 0 <= value <= HUNDRED:
        yield Problem(
            "physical_percent",
            _("A percentage lies between 0 and 100; %(understood)s was read. Correct the number.")
            % {"understood": formats.number(value)},
        )


def _missing_spending(plan: EntryPlan, data: ReportData) -> Iterator[Problem]:
    for slot in plan.sources:
        if slot.ceiling and data.spending.get(slot.source_id) is None:
            yield Problem(f"spending_{slot.source_id}", _("Enter the spending; write 0 if nothing was spent."))


def _spending_problems(limits: Limits, data: ReportData) -> Iterator[Problem]:
    allowed = limits.sources
    for key, amount in data.spending.items():
        if amount is None:
            continue
        if key not in allowed:
            yield Problem(f"spending_{key}", _("The program has no budget from this source of funds in this year."))
        elif amount < 0:
            yield Problem(
                f"spending_{key}",
                _("Spending is not negative; %(understood)s was read. Correct the amount.")
                % {"understood": formats.rupiah(amount)},
            )
        elif key in limits.ceilings and amount > limits.ceilings[key]:
            yield Problem(f"spending_{key}", _above_ceiling(allowed[key], amount, limits.ceilings[key]))


def _above_ceiling(source: str, amount: Decimal, ceiling: Decimal) -> str:
    return _(
        "%(amount)s was read; the ceiling from %(source)s is %(ceiling)s. Count the zeros and correct the amount. If "
        "so much was really spent, ask the region administrator to enter the revised ceiling first."
    ) % {"amount": formats.rupiah(amount), "source": source, "ceiling": formats.rupiah(ceiling)}


def _value_problems(limits: Limits, data: ReportData) -> Iterator[Problem]:
    for key, value in data.values.items():
        if value is not None and key not in limits.indicators:
            yield Problem(f"value_{key}", _("This indicator does not belong to the program."))


def _action_problems(limits: Limits, data: ReportData) -> Iterator[Problem]:
    for key, state in data.actions.items():
        if not state:
            continue
        if key not in limits.actions:
            yield Problem(
                f"action_{key}", _("This action item does not belong to the program, or does not run in this year.")
            )
        elif state not in ActionItemProgress.State.values:
            yield Problem(f"action_{key}", _("Choose one of the states: not started, under way, done or stopped."))


def _milestone_problems(plan: WinPlan, data: ReportData) -> Iterator[Problem]:
    known = {slot.milestone_id for slot in plan.milestones}
    for key, day in data.milestones.items():
        if day is None:
            continue
        if key not in known:
            yield Problem(f"milestone_{key}", _("This milestone does not belong to the quick win."))
        elif day > plan.today:
            yield Problem(
                f"milestone_{key}",
                _("%(date)s lies in the future. Enter the day once the milestone is reached.")
                % {"date": formats.longdate(day)},
            )
        elif day < plan.earliest:
            yield Problem(
                f"milestone_{key}",
                _("%(date)s lies before the year of the quick win. The first possible day is %(first)s.")
                % {"date": formats.longdate(day), "first": formats.longdate(plan.earliest)},
            )


def _done_without_progress(plan: EntryPlan, data: ReportData) -> Iterator[Problem]:
    """A step that is done is progress: 0 percent beside it cannot be true."""
    if data.physical_percent != 0:
        return
    for slot in plan.actions:
        if slot.is_own and data.actions.get(slot.action_id) == ActionItemProgress.State.DONE:
            yield Problem(
                f"action_{slot.action_id}",
                _("This step is done, but the physical progress is 0 percent. Correct one of them."),
            )


def _contradictions(plan: Plan, data: ReportData) -> Iterator[Problem]:
    """'No change' and another figure than last time cannot both be true."""
    if plan is None:
        return
    before = plan.previous_physical or Decimal(0)
    if data.physical_percent is not None and data.physical_percent != before:
        yield Problem(
            "nil_reason",
            _("You report no change, but the progress is %(percent)s and was %(previous)s. Correct one of them.")
            % {"percent": formats.percent(data.physical_percent), "previous": formats.percent(before)},
        )
    if isinstance(plan, WinPlan) and any(data.milestones.get(slot.milestone_id) for slot in plan.to_enter):
        yield Problem("nil_reason", _("You report no change, but a milestone was reached. Correct one of them."))
    if isinstance(plan, EntryPlan):
        yield from _spent_meanwhile(plan, data)


def _spent_meanwhile(plan: EntryPlan, data: ReportData) -> Iterator[Problem]:
    before = {slot.source_id: slot.previous or Decimal(0) for slot in plan.sources}
    for key, amount in data.spending.items():
        if amount is not None and amount != before.get(key, 0):
            yield Problem(
                "nil_reason",
                _("You report no change, but %(amount)s was spent and it was %(previous)s. Correct one of them.")
                % {"amount": formats.rupiah(amount), "previous": formats.rupiah(before.get(key, Decimal(0)))},
            )
