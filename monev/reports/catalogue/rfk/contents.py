"""What the RFK report says, as plain data: read once, every figure from the selectors of monitoring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import override

from core.canonical import plain
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.progress import weighted_points
from monev.monitoring.selectors.figures import RegionFigures, figures_at
from monev.monitoring.selectors.group_figures import GroupFigure, group_figure
from monev.monitoring.selectors.inputs import ProgramInput, last_day
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.region_year import RegionYear, load_region_year
from monev.reports.catalogue.rfk import formulas
from monev.reports.catalogue.rfk.formulas import Line, Money
from monev.reports.selectors.contents import region_data
from monev.reports.selectors.outline import Heading, outline, paths_of
from organizations.models import Agency, Region

FORMAT = 1
"""Version of the shape of the data; a writer that no longer understands an old shape must say so."""
Row = dict[str, Any]


def rfk_contents(
    region: Region, period: Period, agency: Agency | None, *, language: str, preliminary: bool, taken_at: datetime
) -> dict[str, Any]:
    """The data of the RFK report of the region, or of one OPD, in the language of the report."""
    with override(language):
        remarks = Remark.objects.filter(progress_report__period=period, is_answer=False)
        year = load_region_year(region, period, more={"remarks": remarks})
        figures = figures_at(year.inputs, period, preliminary=preliminary)
        groups = [each for each in figures.agencies if agency is None or each.object_id == agency.pk]
        made = _Rows(year, figures)
        data = {
            "format": FORMAT,
            "language": language,
            "preliminary": preliminary,
            "taken_at": taken_at.isoformat(timespec="seconds"),
            "code_version": settings.VERSION,
            "region": region_data(region),
            "period": period_data(period),
            "agency": str(agency) if agency else "",
            "rules": asdict(figures.rules),
            "agencies": _agencies(groups, made),
            "rows": made.of_groups(groups, with_agencies=agency is None),
            "total": _total(figures, groups, agency, made),
            "examples": made.examples(groups),
        }
        return dict(plain(data))


def period_data(period: Period) -> Row:
    """The period as reports name it."""
    return {
        "label": period.label,
        "kind": period.kind,
        "year": period.year,
        "number": period.number,
        "last_day": last_day(period),
        "is_locked": period.is_locked,
    }


class _Rows:
    """Makes the rows of the table: OPDs, headings of the nomenclature, programs."""

    def __init__(self, year: RegionYear, figures: RegionFigures) -> None:
        self.figures = figures
        self.inputs: Mapping[int, ProgramInput] = {each.program.pk: each for each in year.inputs.programs}
        self.reports: Mapping[int, ProgressReport] = {each.pk: each for each in year.reports["progress"]}
        self.remarks: dict[int, list[str]] = defaultdict(list)
        for each in sorted(year.more["remarks"], key=lambda row: (row.at, row.pk)):
            self.remarks[each.progress_report_id].append(each.text)
        paths = paths_of(each.program for each in figures.programs)
        self.paths = {each.program.pk: path for each, path in zip(figures.programs, paths, strict=True)}

    def of_groups(self, groups: Sequence[GroupFigure], *, with_agencies: bool) -> list[Row]:
        """The programs of each OPD below their headings; in the report of a region below their OPD."""
        rows: list[Row] = []
        for group in groups:
            if with_agencies:
                head = {"kind": "agency", "level": "", "code": "", "name": group.label, "depth": 0}
                rows.append(head | self.group(group, group.ceiling))
            rows += self.of_group(group)
        return rows

    def of_group(self, group: GroupFigure) -> list[Row]:
        """Headings and programs of one OPD."""
        programs = group.programs
        paths = [self.paths[each.program.pk] for each in programs]
        rows = []
        for each in outline(paths, [one.program.code for one in programs]):
            if isinstance(each, Heading):
                below = self.sum_up([programs[number] for number in each.members])
                head = {"kind": "heading", **asdict(each.node), "depth": each.depth}
                rows.append(head | self.group(below, group.ceiling))
            else:
                rows.append(self.program(programs[each], group.ceiling))
        return rows

    def sum_up(self, programs: Sequence[ProgramFigure]) -> GroupFigure:
        """The figures of any set of programs, as pages roll them up."""
        return group_figure("", "", programs, self.figures.rules, self.figures.period)

    def group(self, group: GroupFigure, ceilings: Decimal) -> Row:
        """A subtotal. Weighted percent: the sum of those of its programs."""
        budget = [self._editions(each) for each in group.programs]
        weighted = [weighted_points(each.actual, each.ceiling, ceilings) for each in group.programs]
        row = {
            "programs": group.total,
            "reported": group.reported,
            "verified": group.verified,
            "original": _sum(original for original, _ in budget),
            "revised": _revised(group.programs, budget),
            "planned": group.planned,
            "physical": group.physical.value,
            "deviation": group.deviation,
            "planned_spending": group.planned_spending,
            "weighted": _sum(weighted),
        }
        return row | self._money(group, group.programs, ceilings)

    def program(self, figure: ProgramFigure, ceilings: Decimal) -> Row:
        """A program with its words."""
        program, entry = figure.program, figure.entry
        original, revised = self._editions(figure)
        row = {
            "kind": "program",
            "code": program.code,
            "name": program.name,
            "lineage": program.lineage,
            "is_example": self.is_example(figure),
            "agency": str(program.lead_agency),
            "state": entry.state if entry else "",
            "is_late": bool(entry and entry.is_late),
            "correction": entry.revision - 1 if entry else 0,
            "original": original,
            "revised": revised,
            "planned": figure.planned,
            "physical": figure.actual,
            "deviation": figure.deviation,
            "planned_spending": figure.planned_spending,
            "weighted": weighted_points(figure.actual, figure.ceiling, ceilings),
            "sources": [each.name for each in figure.sources],
            **{
                name: getattr(entry, name) if entry else "" for name in ("hindering_factors", "follow_up", "nil_reason")
            },
            "verifier_notes": self.remarks.get(entry.report_id, []) if entry else [],
            "updated_at": self._updated(entry.report_id) if entry else None,
        }
        return row | self._money(figure, [figure], ceilings)

    def _money(self, of: Any, programs: Sequence[ProgramFigure], ceilings: Decimal) -> Row:
        money = [Money(each.ceiling, each.planned_spending, each.spending) for each in programs]
        return {
            "ceiling": of.ceiling,
            "spending": of.spending,
            "absorption": of.absorption,
            "cash_plan": formulas.cash_plan_percent(money),
            "cash_deviation": formulas.cash_deviation(money),
            "remaining": formulas.remaining(of.ceiling, of.spending),
            "remaining_percent": formulas.remaining_percent(of.ceiling, of.spending),
            "weight": formulas.weight(of.ceiling, ceilings),
        }

    def _editions(self, figure: ProgramFigure) -> tuple[Decimal | None, Decimal | None]:
        """Pagu murni and pagu perubahan."""
        budget = self.inputs[figure.program.pk].budget
        lines = [Line(each.source_of_funds_id, each.edition, each.ceiling, each.approved_on) for each in budget]
        on = last_day(self.figures.period)
        return formulas.original_ceiling(lines), formulas.revised_ceiling(lines, on)

    def is_example(self, figure: ProgramFigure) -> bool:
        """Whether the program, or the report behind its figures, was made up."""
        entry = figure.entry
        return figure.program.is_example or bool(entry and self.reports[entry.report_id].is_example)

    def examples(self, groups: Sequence[GroupFigure]) -> dict[str, int]:
        """How many rows were made up for the demonstration."""
        marks = [self.is_example(each) for group in groups for each in group.programs]
        return {"rows": sum(marks), "of": len(marks)}

    def _updated(self, report_id: int) -> datetime:
        """The last step of the report: verified, sent, else written."""
        report = self.reports[report_id]
        return report.verified_at or report.submitted_at or report.updated_at


def _revised(
    programs: Sequence[ProgramFigure], budget: Sequence[tuple[Decimal | None, Decimal | None]]
) -> Decimal | None:
    """Pagu perubahan of a set: once one program is revised, the others count with the ceiling in force."""
    if all(revised is None for _, revised in budget):
        return None
    return _sum(
        revised if revised is not None else each.ceiling for each, (_, revised) in zip(programs, budget, strict=True)
    )


def _sum(values: Any) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _agencies(groups: Sequence[GroupFigure], made: _Rows) -> list[Row]:
    """The OPDs with their place: by physical percent, then by absorption."""
    ceilings = sum((each.ceiling for each in groups), Decimal(0))
    found = formulas.places({each.object_id: (each.physical.value, each.absorption) for each in groups})
    rows = []
    for each in groups:
        place = found.get(each.object_id)
        rank = {"place": place.place, "of": place.of, "tied": place.tied} if place else None
        rows.append({"name": each.label, "rank": rank, **made.group(each, ceilings)})
    return rows


def _total(figures: RegionFigures, groups: Sequence[GroupFigure], agency: Agency | None, made: _Rows) -> Row:
    if agency is None:
        return made.group(figures.total, figures.total.ceiling)
    group = groups[0] if groups else made.sum_up([])
    return made.group(group, group.ceiling)
