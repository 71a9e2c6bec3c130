"""What stands in the workbook of entry of an OPD and period: its programs, quick wins and pledges, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.selectors.entry import EntryPlan, Plan, ReportData, entry_plans, stored_data
from monev.monitoring.selectors.entry_parts import PARTS, win_plans
from monev.monitoring.selectors.subjects import KINDS, Kind, subjects_due
from monev.monitoring.workflow import EDITABLE
from organizations.models import Agency
from organizations.roles import Can
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to report on. `key` names it in the workbook: the lineage of a program, the identifier of the rest.

    `previous` is the last report before the period (of programs None: their plan knows the last figures).
    """

    kind: Kind
    subject: Any
    key: str
    report: Any | None
    plan: Plan
    stored: ReportData
    previous: Any | None = None

    @property
    def version(self) -> int:
        """The version of the report; 0 where there is none yet."""
        return self.report.version if self.report else 0

    @property
    def is_open(self) -> bool:
        """Whether the OPD can still change it."""
        return self.report is None or self.report.state in EDITABLE

    @property
    def program_plan(self) -> EntryPlan:
        """The plan of a program. Raises TypeError for the other kinds."""
        if not isinstance(self.plan, EntryPlan):
            raise TypeError(f"{self.subject!r} is no program")
        return self.plan


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of one OPD and period that a person may enter, and the sources of funds by id."""

    agency: Agency
    period: Period
    lines: tuple[Line, ...]
    funds: Mapping[int, FundSource]

    def of(self, slug: str) -> tuple[Line, ...]:
        """The lines of one kind, by its slug."""
        return tuple(line for line in self.lines if line.kind.slug == slug)


def workbook_contents(agency: Agency, period: Period, *, seen_by: Any) -> Contents:
    """What `seen_by` may enter for the OPD in the period, in a fixed number of queries."""
    lines = [line for kind in KINDS for line in _lines(kind, agency, period, seen_by)]
    return Contents(agency, period, tuple(lines), {row.pk: row for row in FundSource.objects.order_by("code")})


def uploads_of(agency: Agency, period: Period) -> Any:
    """The workbooks that were sent back for an OPD and period, newest first, without what was found in them."""
    rows = WorkbookUpload.objects.filter(agency=agency, period=period, archived_at=None)
    return rows.select_related("uploaded_by").defer("result").order_by("-created_at", "-pk")


def programs_elsewhere(lineages: Iterable[Any], region_id: int) -> dict[str, str]:
    """By lineage the OPD that leads the program, among all programs of the region."""
    rows = Program.objects.filter(lineage__in=list(lineages), plan_version__plan__region=region_id)
    return {str(lineage): name for lineage, name in rows.order_by("pk").values_list("lineage", "lead_agency__name")}


def _lines(kind: Kind, agency: Agency, period: Period, seen_by: Any) -> list[Line]:
    due = subjects_due(kind, period).allowed(seen_by, Can.ENTER)
    subjects = list(due.filter(**{due.agency_path: agency}))
    reports = _reports(kind, subjects, period)
    subjects = [getattr(reports[key], kind.field) if (key := _identity(row)) in reports else row for row in subjects]
    previous = _previous(kind, subjects, period)
    plans = _plans(kind, subjects, period, previous)
    return [_line(kind, row, reports.get(_identity(row)), plans.get(row.pk), previous.get(row.pk)) for row in subjects]


def _line(kind: Kind, subject: Any, report: Any | None, plan: Plan, previous: Any | None) -> Line:
    key = str(subject.lineage if isinstance(subject, Program) else subject.uid)
    return Line(kind, subject, key, report, plan, stored_data(report), previous)


def _identity(subject: Any) -> Any:
    """What is the same in all versions of the plan."""
    return subject.lineage if isinstance(subject, Program) else subject.pk


def _reports(kind: Kind, subjects: list[Any], period: Period) -> dict[Any, Any]:
    """The newest report of each subject, with everything that was entered."""
    path = f"{kind.field}__lineage" if kind.subject is Program else kind.field
    rows: Any = kind.report._default_manager.filter(
        **{f"{path}__in": [_identity(row) for row in subjects]}, period=period, archived_at=None
    )
    rows = rows.select_related(*_joined(kind)).prefetch_related(*(part.related for part in PARTS.get(kind.report, ())))
    return {_identity(getattr(row, kind.field)): row for row in rows.order_by("revision", "-pk")}


def _joined(kind: Kind) -> tuple[str, ...]:
    return (f"{kind.field}__lead_agency",) if kind.subject is Program else (kind.field,)


def _previous(kind: Kind, subjects: list[Any], period: Period) -> dict[int, Any]:
    """The last report before the period of each quick win or pledge."""
    if kind.subject is Program:
        return {}
    manager: Any = kind.report._default_manager
    rows = (
        manager.filter(**{f"{kind.field}__in": subjects})
        .in_effect()
        .filter(period__kind=period.kind, period__opens_on__lt=period.opens_on)
    )
    return {getattr(row, f"{kind.field}_id"): row for row in rows.order_by("period__opens_on")}


def _plans(kind: Kind, subjects: list[Any], period: Period, previous: Mapping[int, Any]) -> Mapping[int, Plan]:
    if kind.subject is Program:
        return entry_plans(subjects, period)
    return win_plans(subjects, period, previous) if kind.subject is QuickWin else {}
