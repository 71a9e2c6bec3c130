"""What the evaluation of the annual plan says, as plain data: read once, figures from the selectors of monitoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import override

from core.canonical import plain
from masterplan.models.plans import Indicator, Program
from monev.monitoring.achievement import predicate, shown
from monev.monitoring.progress import absorption
from monev.monitoring.selectors.group_figures import group_figure
from monev.monitoring.selectors.inputs import IndicatorPlan
from monev.monitoring.selectors.program_figures import ProgramFigure, quarter_of
from monev.reports.catalogue.annual_plan import formulas
from monev.reports.catalogue.annual_plan.formulas import QUARTERS, Measure
from monev.reports.catalogue.annual_plan.inputs import PlanYear, load_plan_year
from monev.reports.catalogue.rfk.contents import period_data
from monev.reports.selectors.contents import region_data
from monev.reports.selectors.outline import Heading, outline, paths_of
from organizations.models import Agency, Region

FORMAT = 1
"""Version of the shape of the data; a writer that no longer understands an old shape must say so."""
MONEY = ("end", "before", "target", "q1", "q2", "q3", "q4", "realised", "cumulative")
Row = dict[str, Any]


def annual_plan_contents(
    region: Region, year: int, agency: Agency | None, *, language: str, taken_at: datetime
) -> dict[str, Any]:
    """The data of the evaluation of the region (RKPD), or of one OPD (Renja), in the language of the report."""
    with override(language):
        loaded = load_plan_year(region, year, agency, on=taken_at)
        programs = [_program(each, loaded) for each in loaded.programs]
        data = {
            "format": FORMAT,
            "language": language,
            "taken_at": taken_at.isoformat(timespec="seconds"),
            "code_version": settings.VERSION,
            "region": region_data(region),
            "period": period_data(loaded.position),
            "year": year,
            "agency": str(agency) if agency else "",
            "end_year": max((each.end_year for each in loaded.programs), default=year),
            "rules": asdict(loaded.rules),
            "quarter": quarter_of(loaded.position),
            "rows": _rows(loaded, programs),
            "total": _money_of(programs),
            "means": _means(programs, loaded),
            "weighted": _weighted(loaded),
            "examples": {"rows": sum(each["is_example"] for each in programs), "of": len(programs)},
        }
        return dict(plain(data))


def _rows(loaded: PlanYear, programs: Sequence[Row]) -> list[Row]:
    """Headings of the nomenclature with their money, programs below them."""
    rows = []
    for each in outline(paths_of(loaded.programs), [program.code for program in loaded.programs]):
        if isinstance(each, Heading):
            money = _money_of([programs[number] for number in each.members])
            rows.append({"kind": "heading", **asdict(each.node), "depth": each.depth, "money": money})
        else:
            rows.append(programs[each])
    return rows


def _program(program: Program, loaded: PlanYear) -> Row:
    """A program: its money, its indicators, and the words of its newest report that counts."""
    counted = {year: loaded.counted(program, year) for year in range(program.start_year, loaded.year + 1)}
    now = counted.get(loaded.year, {})
    newest = now[max(now)].entry if now else None
    plans = loaded.inputs[program.pk, loaded.year].indicators
    return {
        "kind": "program",
        "lineage": program.lineage,
        "code": program.code,
        "name": program.name,
        "objective": program.rpjmd_link,
        "agency": str(program.lead_agency),
        "is_example": program.is_example or _rests_on_examples(counted, loaded),
        "reported": sorted(now),
        "money": _money(program, counted, loaded),
        "indicators": [_indicator(each, counted, loaded) for each in plans],
        "drivers": newest.supporting_factors if newest else "",
        "obstacles": newest.hindering_factors if newest else "",
        "follow_up": newest.follow_up if newest else "",
    }


def _rests_on_examples(counted: Mapping[int, Mapping[int, ProgramFigure]], loaded: PlanYear) -> bool:
    entries = [each.entry for figures in counted.values() for each in figures.values()]
    return any(entry is not None and entry.report_id in loaded.made_up for entry in entries)


def _money(program: Program, counted: Mapping[int, Mapping[int, ProgramFigure]], loaded: PlanYear) -> Row:
    """Rp of a program: ceilings of all years and of this one, spending before, by quarter, in all."""
    spent = {year: formulas.last_known(_spending(figures)) for year, figures in counted.items()}
    before = formulas.total(amount for year, amount in spent.items() if year < loaded.year)
    realised = spent.get(loaded.year)
    quarters = formulas.quarter_spending(_by_quarter(_spending(counted.get(loaded.year, {})), loaded))
    money: dict[str, Decimal | None] = {
        "end": formulas.total(
            _ceiling(program, year, loaded) for year in range(program.start_year, program.end_year + 1)
        ),
        "before": before,
        "target": _ceiling(program, loaded.year, loaded),
        **{f"q{quarter}": quarters[quarter] for quarter in QUARTERS},
        "realised": realised,
        "cumulative": formulas.total([before, realised]),
    }
    return money | _percents(money)


def _percents(money: Mapping[str, Decimal | None]) -> Row:
    """Spending in percent of the ceiling of the year, and of all years of the plan."""
    return {
        "year_percent": absorption(money["realised"], money["target"]),
        "plan_percent": absorption(money["cumulative"], money["end"]),
    }


def _money_of(programs: Sequence[Row]) -> Row:
    money = {key: formulas.total(each["money"][key] for each in programs) for key in MONEY}
    return money | _percents(money)


def _spending(figures: Mapping[int, ProgramFigure]) -> dict[int, Decimal | None]:
    return {number: figure.spending for number, figure in figures.items()}


def _by_quarter(cumulative: Mapping[int, Decimal | None], loaded: PlanYear) -> dict[int, Decimal | None]:
    """What was spent since January at the end of each quarter: the last figure in it."""
    return {
        quarter: formulas.last_known(
            {number: cumulative.get(number) for number in formulas.periods_of_quarter(quarter, loaded.periods_a_year)}
        )
        for quarter in QUARTERS
    }


def _ceiling(program: Program, year: int, loaded: PlanYear) -> Decimal | None:
    """The ceilings of a year in the edition in force; None where no budget line is entered."""
    source = loaded.inputs.get((program.pk, year))
    if source is None or not source.budget:
        return None
    return formulas.total(each.ceiling for each in source.sources(loaded.ceiling_day(year)))


def _indicator(plan: IndicatorPlan, counted: Mapping[int, Mapping[int, ProgramFigure]], loaded: PlanYear) -> Row:
    """K of an indicator: targets, quarters, this year, with the years before, achievement and predicate."""
    row: Indicator = plan.indicator
    how, rules, quarter = row.aggregation, loaded.rules, quarter_of(loaded.position)
    measure = Measure(row.polarity, row.formula, how, row.worst)
    years = {year: _realised(row, figures) for year, figures in counted.items()}
    own = {number: _own(row, figure) for number, figure in counted.get(loaded.year, {}).items()}
    realised, cumulative = years.get(loaded.year), formulas.over_years(years, how, loaded.year)
    of_year = formulas.reached(realised, plan.target, measure, rules)
    of_plan = formulas.reached(cumulative, row.end_target, measure, rules)
    return {
        "name": row.name,
        "unit": row.unit,
        "aggregation": how,
        "end": row.end_target,
        "end_text": row.end_target_text,
        "before": formulas.over_years(years, how, loaded.year - 1),
        "target": plan.target,
        "target_text": plan.target_text,
        **{f"q{each}": formulas.quarter_value(own, how, each, loaded.periods_a_year) for each in QUARTERS},
        "realised": realised,
        "cumulative": cumulative,
        "year_exact": of_year,
        "year_percent": shown(of_year, rules),
        "year_predicate": predicate(of_year, rules, quarter),
        "plan_exact": of_plan,
        "plan_percent": shown(of_plan, rules),
        "plan_predicate": predicate(of_plan, rules),
    }


def _realised(row: Indicator, figures: Mapping[int, ProgramFigure]) -> Decimal | None:
    """K of a year: what the newest figure of that year says of the indicator (the same in all versions of the plan)."""
    if not figures:
        return None
    newest = figures[max(figures)]
    return next((each.realised for each in newest.indicators if each.lineage == row.lineage), None)


def _own(row: Indicator, figure: ProgramFigure) -> Decimal | None:
    return next((each.own_value for each in figure.indicators if each.lineage == row.lineage), None)


def _means(programs: Sequence[Row], loaded: PlanYear) -> Row:
    """The footer: the mean over all indicators, of the year and of the plan."""
    indicators = [each for program in programs for each in program["indicators"]]
    return {
        "year": formulas.mean([each["year_exact"] for each in indicators], loaded.rules, quarter_of(loaded.position)),
        "plan": formulas.mean([each["plan_exact"] for each in indicators], loaded.rules, None),
    }


def _weighted(loaded: PlanYear) -> Row:
    """The achievement that pages show for the position: programs by their weights."""
    figures = [loaded.at_position(each) for each in loaded.programs]
    reached = group_figure("", "", figures, loaded.rules, loaded.position).achievement
    return {"value": reached.value, "counted": reached.counted, "total": reached.total}
