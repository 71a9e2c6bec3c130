"""The example plan: programs with action items, budgets, indicators, planned progress, partnerships; then adopted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from organizations.models import Agency, Partner, Region
from pillars.models import PillarSet, SubDimension
from portal.demo.agencies import Offices
from portal.demo.store import REASON, examples
from portal.reference.files import DATA, toml

MILLION = Decimal(1_000_000)
SHAPES = ((12, 38, 66, 100), (10, 34, 63, 100), (15, 42, 68, 100), (12, 36, 62, 100))
"""Planned cumulative physical progress at the end of the quarters; programs take turns."""
SPENDING_SHAPE = (10, 35, 62, 97)
"""Planned cumulative spending in percent of the ceiling."""
RPJMD = "Perda 7/2021 (RPJMD 2021-2026), contoh tautan: "

NOTE = "Contoh: rencana induk asli tidak dipublikasikan; program, angka dan tanggal di sini buatan."

Row = dict[str, Any]


def program_rows(folder: str = "demo/programs") -> list[Row]:
    """The programs of the content files, in order."""
    return [
        row for path in sorted((DATA / folder).glob("*.toml")) for row in toml(str(path.relative_to(DATA)))["program"]
    ]


def load(region: Region, offices: Offices, rows: list[Row], title: str) -> dict[str, Program]:
    """A draft version with everything in it, adopted at the end; its programs by code."""
    [plan] = examples([MasterPlan(region=region, title=title, start_year=2022, end_year=2026)])
    [version] = examples(
        [
            PlanVersion(
                plan=plan,
                number=1,
                pillar_set=PillarSet.objects.get(code="2017"),
                note=NOTE,
            )
        ]
    )
    programs = {program.code: program for program in examples(_programs(version, rows, offices.agencies))}
    _fill(rows, programs, offices)
    version.status = PlanVersion.Status.ADOPTED
    version.adopted_on = date(2022, 12, 15)
    version.store(by=None, reason=REASON)
    return programs


def _programs(version: PlanVersion, rows: list[Row], agencies: dict[str, Agency]) -> Iterator[Program]:
    sub_dimensions = {row.code: row for row in SubDimension.objects.all()}
    for row in rows:
        yield Program(
            plan_version=version,
            code=row["code"],
            name=row["name"],
            sub_dimension=sub_dimensions[row["sub"]],
            lead_agency=agencies[row["lead"]],
            term=row["term"],
            start_year=row["years"][0],
            end_year=row["years"][1],
            output=row["output"],
            outcome=row["outcome"],
            rpjmd_link=RPJMD + row["rpjmd"],
            is_finished=row["story"] == "finished" and row["years"][1] < version.plan.end_year,
        )


def _fill(rows: list[Row], programs: dict[str, Program], offices: Offices) -> None:
    pairs = [(row, programs[row["code"]]) for row in rows]
    funds = {source.code: source for source in FundSource.objects.all()}
    examples(
        ProgramSupporter(program=program, agency=offices.agencies[code])
        for row, program in pairs
        for code in row["support"]
    )
    examples(_action_items(pairs))
    budget = examples(_budget_lines(pairs, funds))
    indicators = examples(_indicators(pairs))
    examples(_targets(indicators, rows))
    examples(_planned(pairs, budget))
    examples(_partnerships(pairs, offices.partners))


def _action_items(pairs: list[tuple[Row, Program]]) -> Iterator[ActionItem]:
    for row, program in pairs:
        for kind, name in row["actions"]:
            yield ActionItem(
                program=program,
                kind=kind,
                name=name,
                agency=program.lead_agency,
                start_year=program.start_year,
                end_year=program.end_year,
            )


def _budget_lines(pairs: list[tuple[Row, Program]], funds: dict[str, FundSource]) -> Iterator[BudgetLine]:
    for row, program in pairs:
        for code, amounts in row["budget"].items():
            for year, amount in enumerate(amounts, start=2022):
                if amount:
                    yield BudgetLine(program=program, year=year, source_of_funds=funds[code], ceiling=rupiah(amount))
        for code, changes in row.get("revised", {}).items():
            for year, amount in changes.items():
                yield BudgetLine(
                    program=program,
                    year=int(year),
                    source_of_funds=funds[code],
                    edition=BudgetLine.Edition.REVISED,
                    ceiling=rupiah(amount),
                    approved_on=date(int(year), 9, 15),
                )


def rupiah(millions: float) -> Decimal:
    """Millions of the content files as rupiah with sen."""
    return (Decimal(str(millions)) * MILLION).quantize(Decimal("0.01"))


def _indicators(pairs: list[tuple[Row, Program]]) -> Iterator[Indicator]:
    for row, program in pairs:
        for position, each in enumerate(row["indicators"], start=1):
            yield Indicator(
                program=program,
                name=each["name"],
                unit=each["unit"],
                polarity=each.get("polarity", "higher"),
                formula=each.get("formula", "ratio"),
                aggregation=each.get("aggregation", "last"),
                baseline=Decimal(str(each["baseline"][0])),
                baseline_year=each["baseline"][1],
                worst=each.get("worst"),
                plausible_min=Decimal(str(each["plausible"][0])),
                plausible_max=Decimal(str(each["plausible"][1])),
                end_target=Decimal(str(each["targets"][program.end_year - 2022])),
                position=position,
            )


def _targets(indicators: list[Indicator], rows: list[Row]) -> Iterator[IndicatorTarget]:
    """Targets of the years in which the program runs."""
    targets = {(row["code"], each["name"]): each["targets"] for row in rows for each in row["indicators"]}
    for indicator in indicators:
        program = indicator.program
        for year in range(program.start_year, program.end_year + 1):
            value = targets[program.code, indicator.name][year - 2022]
            yield IndicatorTarget(indicator=indicator, year=year, value=Decimal(str(value)))


def _planned(pairs: list[tuple[Row, Program]], budget: list[BudgetLine]) -> Iterator[PlannedProgress]:
    ceilings = original_ceilings(budget)
    for turn, (_, program) in enumerate(pairs):
        shape = SHAPES[turn % len(SHAPES)]
        for year in range(program.start_year, program.end_year + 1):
            ceiling = ceilings.get((program.pk, year), Decimal(0))
            for quarter in range(4):
                yield PlannedProgress(
                    program=program,
                    year=year,
                    month=quarter * 3 + 3,
                    physical_percent=Decimal(shape[quarter]),
                    spending=(ceiling * SPENDING_SHAPE[quarter] / 100).quantize(Decimal("0.01")),
                )


def original_ceilings(budget: Iterable[BudgetLine]) -> dict[tuple[int, int], Decimal]:
    """The ceiling of each program and year, original edition."""
    totals: dict[tuple[int, int], Decimal] = {}
    for line in budget:
        if line.edition == BudgetLine.Edition.ORIGINAL:
            key = (line.program_id, line.year)
            totals[key] = totals.get(key, Decimal(0)) + line.ceiling
    return totals


def _partnerships(pairs: list[tuple[Row, Program]], partners: dict[str, Partner]) -> Iterator[Partnership]:
    for row, program in pairs:
        for key, contribution, value in row.get("partners", []):
            yield Partnership(
                program=program,
                partner=partners[key],
                contribution=contribution,
                start_year=program.start_year,
                end_year=program.end_year,
                value=rupiah(value) if value else None,
            )
