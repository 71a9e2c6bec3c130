"""What the data-quality rules ask about the time before a report and its action items, for many reports at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.plans import ActionItem
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, ProgressReport
from monev.monitoring.selectors.subjects import Report, kind_of, subject_of
from monev.monitoring.workflow import State

UNREPORTED, GOES_ON = "unreported", "goes_on"
"""States of action items that decide nothing: nobody told theirs, or they run on in a later year."""
LOOKED_BACK = 12


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier report said."""

    nil_reason: str
    narrative: str
    physical: Decimal | None


class PastReports:
    """The reports on the same subjects that left the OPD."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._rows: dict[Any, list[tuple[str, date, Before]]] = defaultdict(list)
        if not reports:
            return
        rows = same_subjects(reports).in_effect().exclude(state=State.DRAFT)
        rows = rows.filter(period__opens_on__lt=max(each.period.opens_on for each in reports))
        columns = (subject_path(reports[0]), "period__kind", "period__opens_on")
        rows = rows.order_by("-period__opens_on")
        for subject, kind, day, *said in rows.values_list(*columns, "nil_reason", "narrative", "physical_percent"):
            self._rows[subject].append((kind, day, Before(*said)))

    def of(self, report: Report) -> list[Before]:
        """Those before the period of `report`, the newest first."""
        rows = self._rows[subject_key(report)]
        period = report.period
        return [said for kind, day, said in rows if kind == period.kind and day < period.opens_on][:LOOKED_BACK]


class SilentPeriods:
    """Which periods passed without a report."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reported: dict[Any, set[int]] = defaultdict(set)
        self._periods: dict[tuple[int, str], list[Period]] = defaultdict(list)
        if not reports:
            return
        rows = same_subjects(reports).filter(archived_at=None).exclude(state=State.DRAFT).order_by()
        for subject, period_id in rows.values_list(subject_path(reports[0]), "period_id"):
            self._reported[subject].add(period_id)
        regions = {each.period.region_id for each in reports}
        for period in Period.objects.filter(region__in=regions, archived_at=None).order_by("-opens_on"):
            self._periods[period.region_id, period.kind].append(period)

    def of(self, report: Report) -> int:
        """How many in a row before the one of `report`, since its subject began."""
        reported, begun, silent = self._reported[subject_key(report)], _begun(report), 0
        for each in self._periods[report.period.region_id, report.period.kind]:
            if each.opens_on >= report.period.opens_on or each.year < begun:
                continue
            if each.pk in reported:
                break
            silent += 1
        return silent


class ItemStates:
    """Action items of programs and what the reports tell of them."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._told: dict[int, dict[int, str]] = defaultdict(dict)
        self._items: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        programs = {each.pk: each.program_id for each in reports if isinstance(each, ProgressReport)}
        if not programs:
            return
        told = ActionItemProgress.objects.filter(report__in=programs).order_by()
        for report_id, item_id, state in told.values_list("report_id", "action_item_id", "state"):
            self._told[report_id][item_id] = state
        mine = {programs[report_id] for report_id in self._told}
        if mine:
            self._read(ActionItem.objects.filter(program__in=mine, archived_at=None).order_by("start_year", "pk"))

    def _read(self, items: Any) -> None:
        for program_id, *item in items.values_list("program_id", "pk", "start_year", "end_year"):
            self._items[program_id].append(tuple(item))

    def of(self, report: ProgressReport) -> Iterator[str]:
        """Of each action item of the year its state in this report; nothing while none is told."""
        told, year = self._told.get(report.pk), report.period.year
        if not told:
            return
        for pk, start_year, end_year in self._items[report.program_id]:
            if start_year <= year <= end_year:
                state = told.get(pk, UNREPORTED)
                yield GOES_ON if state != ActionItemProgress.State.DONE and end_year > year else state


def same_subjects(reports: Sequence[Report]) -> Any:
    """All reports on the subjects of `reports`, which are of one kind; a program's across the versions of the plan."""
    rows: Any = type(reports[0])._default_manager
    return rows.filter(**{f"{subject_path(reports[0])}__in": {subject_key(each) for each in reports}})


def subject_path(report: Report) -> str:
    """The column that is the same in all reports on one subject."""
    return "program__lineage" if isinstance(report, ProgressReport) else f"{kind_of(report).field}_id"


def subject_key(report: Report) -> Any:
    """What stands there."""
    subject = subject_of(report)
    return subject.lineage if isinstance(report, ProgressReport) else subject.pk


def _begun(report: Report) -> int:
    subject = subject_of(report)
    return getattr(subject, "start_year", None) or getattr(subject, "year", None) or report.period.year
