"""What a page of entry shows and what may be entered: sources with ceilings, indicators with targets, last values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import planned_percent
from monev.monitoring.selectors.entry_limits import Limits
from monev.monitoring.selectors.entry_parts import PARTS, ActionSlot, WinPlan, action_slots_of, win_plan
from monev.monitoring.selectors.inputs import Entry, ProgramInput, last_day, load
from monev.monitoring.selectors.program_figures import ProgramFigure, program_figure
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.subjects import Report, Subject, kind_of
from monev.monitoring.workflow import State
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that a person enters on one page; in the lists None (or no state) removes.

    Spending by source, values by indicator, states of action items (`ActionItemProgress.State`) and the days on which
    milestones were reached, each by id. What a list does not name stays as it is stored.
    """

    physical_percent: Decimal | None = None
    nil_reason: str = ""
    narrative: str = ""
    supporting_factors: str = ""
    hindering_factors: str = ""
    follow_up: str = ""
    pledge_state: str = ""
    spending: Mapping[int, Decimal | None] = field(default_factory=dict)
    values: Mapping[int, Decimal | None] = field(default_factory=dict)
    actions: Mapping[int, str | None] = field(default_factory=dict)
    milestones: Mapping[int, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceSlot:
    """One source of funds to enter; without a ceiling where the plan has no budget line for it."""

    source_id: int
    name: str
    ceiling: Decimal | None
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorSlot:
    """One indicator to enter, with its target of the year and the last value before this period."""

    indicator_id: int
    name: str
    unit: str
    target: Decimal | None
    target_text: str
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """What can be entered for one program and period."""

    inputs: ProgramInput
    period: Period
    rules: Rules
    planned: Decimal
    previous_physical: Decimal | None
    sources: tuple[SourceSlot, ...]
    extra_sources: tuple[tuple[int, str], ...]
    indicators: tuple[IndicatorSlot, ...]
    actions: tuple[ActionSlot, ...] = ()

    @property
    def ceilings(self) -> dict[int, Decimal]:
        return {slot.source_id: slot.ceiling for slot in self.sources if slot.ceiling is not None}

    @property
    def allowed_sources(self) -> dict[int, str]:
        """Sources with a budget line of the year, already reported ones, and those outside the APBD."""
        return {slot.source_id: slot.name for slot in self.sources} | dict(self.extra_sources)

    @property
    def limits(self) -> Limits:
        """What the figures are held against."""
        return Limits(
            self.allowed_sources,
            self.ceilings,
            {slot.indicator_id for slot in self.indicators},
            {slot.action_id for slot in self.actions},
        )

    @property
    def next_period(self) -> Period | None:
        """The period after this one in the same year (not stored), so that its plan can be named."""
        last = 12 if self.period.kind == Period.Kind.MONTH else 4
        if self.period.number == last:
            return None
        return Period(kind=self.period.kind, year=self.period.year, number=self.period.number + 1)

    @property
    def next_planned(self) -> Decimal | None:
        """The percent planned for the end of the next period."""
        following = self.next_period
        return planned_percent(following.last_month, self.inputs.milestones) if following else None


def entry_plan(program: Program, period: Period) -> EntryPlan:
    """The plan of `program` in the period's year, in a fixed number of queries."""
    return entry_plans([program], period)[program.pk]


def entry_plans(programs: Sequence[Program], period: Period) -> dict[int, EntryPlan]:
    """The plans of several programs by their id, in the same number of queries as that of one."""
    loaded = load(programs, (period.year,), period.kind)
    rules = rules_for(period.region_id, last_day(period))
    others = tuple(FundSource.objects.filter(is_apbd=False).order_by("code"))
    actions = action_slots_of(programs, period)
    return {
        program.pk: _entry_plan(loaded[program.pk, period.year], period, rules, others, actions[program.pk])
        for program in programs
    }


def _entry_plan(
    inputs: ProgramInput,
    period: Period,
    rules: Rules,
    others: Sequence[FundSource],
    actions: tuple[ActionSlot, ...],
) -> EntryPlan:
    """`others`: sources outside the APBD (CSR, APBN, KPBU ...) may pay without standing in the region's budget."""
    before = [entry for number, entry in sorted(inputs.entries.items()) if number < period.number]
    sources = _sources(inputs, period, before)
    known = {slot.source_id for slot in sources}
    return EntryPlan(
        inputs=inputs,
        period=period,
        rules=rules,
        planned=planned_percent(period.last_month, inputs.milestones),
        previous_physical=_last([entry.physical for entry in before]),
        sources=sources,
        extra_sources=tuple((row.pk, row.name) for row in others if row.pk not in known),
        indicators=tuple(
            IndicatorSlot(
                each.indicator.pk,
                each.indicator.name,
                each.indicator.unit,
                each.target,
                each.target_text,
                _last([entry.values.get(each.indicator.lineage) for entry in before]),
            )
            for each in inputs.indicators
        ),
        actions=actions,
    )


Plan = EntryPlan | WinPlan | None
"""What can be entered: for a program, for a quick win; a pledge has no lists."""


def plan_for(subject: Subject, period: Period) -> Plan:
    """What can be entered for a subject of any kind, in a fixed number of queries."""
    if isinstance(subject, Program):
        return entry_plan(subject, period)
    if isinstance(subject, QuickWin):
        return win_plan(subject, period, previous_report(subject, period))
    return None


def stored_data(report: Report | None) -> ReportData:
    """What is stored now; nothing for a report that does not exist yet."""
    if report is None:
        return ReportData()
    rows: dict[str, Any] = {
        part.name: {getattr(row, part.key): getattr(row, part.column) for row in getattr(report, part.related).all()}
        for part in PARTS.get(type(report), ())
    }
    return ReportData(
        physical_percent=report.physical_percent,
        pledge_state=getattr(report, "pledge_state", ""),
        **{name: getattr(report, name) for name in WORDS},
        **rows,
    )


WORDS = ("nil_reason", "narrative", "supporting_factors", "hindering_factors", "follow_up")
LONGEST_TEXT = 5000
"""Characters that each of them may have."""


def live_figures(plan: EntryPlan, data: ReportData) -> ProgramFigure:
    """The figures that this entry would give; nothing is saved."""
    lineages = {each.indicator.pk: each.indicator.lineage for each in plan.inputs.indicators}
    entry = Entry(
        report_id=0,
        number=plan.period.number,
        month=plan.period.last_month,
        state=State.DRAFT,
        is_late=False,
        physical=data.physical_percent,
        spending={key: amount for key, amount in data.spending.items() if amount is not None},
        values={lineages[key]: value for key, value in data.values.items() if value is not None and key in lineages},
        nil_reason=data.nil_reason,
    )
    return program_figure(plan.inputs.with_entry(entry), plan.period, plan.rules, every_state=True)


def previous_report(subject: Subject, period: Period) -> Any | None:
    """The last report before `period`; a program's one is found across the versions of the plan."""
    kind = kind_of(subject)
    path = {"program__lineage": subject.lineage} if isinstance(subject, Program) else {kind.field: subject}
    reports: Any = kind.report._default_manager
    rows: Any = reports.filter(**path).in_effect()
    rows = rows.filter(period__kind=period.kind, period__opens_on__lt=period.opens_on)
    return rows.select_related("period").order_by("-period__opens_on").first()


def _sources(inputs: ProgramInput, period: Period, before: list[Entry]) -> tuple[SourceSlot, ...]:
    """Budget lines first; then sources that were reported without one."""

    def previous(key: int) -> Decimal | None:
        return _last([entry.spending.get(key) for entry in before])

    on = last_day(period)
    budgeted = {line.source_of_funds_id for line in inputs.budget if line.approved_on is None or line.approved_on <= on}
    reported = {key for entry in inputs.entries.values() if entry.number <= period.number for key in entry.spending}
    return tuple(
        SourceSlot(
            each.source_id, each.name, each.ceiling if each.source_id in budgeted else None, previous(each.source_id)
        )
        for each in inputs.sources(on)
        if each.source_id in budgeted or each.source_id in reported
    )


def _last(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return known[-1] if known else None
