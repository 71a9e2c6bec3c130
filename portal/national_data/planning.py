"""A region of the made-up nation: its OPDs, people, plan, budgets, indicators and targets, quick wins."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from organizations.models import Region
from organizations.roles import Role
from portal.national_data import content
from portal.national_data.rows import uid
from portal.national_data.tables import Tables

PEOPLE = (
    (Role.REGION_ADMIN, "admin", "Admin Daerah"),
    (Role.VERIFIER, "verifikator", "Verifikator"),
    (Role.COUNCIL, "dewan", "Anggota Dewan"),
    (Role.SECRETARY, "sekda", "Sekretaris Daerah"),
)
OPERATORS = 6
"""OPDs with a member of staff of their own who enters; the others are looked after by the first."""
LETTERS = {"governance": "GO", "branding": "BR", "economy": "EC", "living": "LI", "society": "SO", "environment": "EN"}


@dataclass(frozen=True)
class Catalogue:
    """Numbers of the reference rows that a plan refers to."""

    pillar_set: int
    pillars: dict[str, int]
    sub_dimensions: dict[str, int]
    funds: dict[str, int]


@dataclass
class MadeIndicator:
    number: int
    baseline: Decimal
    targets: list[Decimal]
    is_summed: bool


@dataclass
class MadeProgram:
    number: int
    agency: int
    budgets: dict[int, dict[int, int]]
    """Year, source of funds: rupiah."""
    indicators: list[MadeIndicator]
    pace: float
    """How far it comes of what was planned, about."""
    action_items: list[int]


@dataclass
class MadeRegion:
    """What the reports of a region refer to."""

    region: Region
    years: range
    chance: Random
    agencies: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    operators: dict[int, int] = field(default_factory=dict)
    programs: list[MadeProgram] = field(default_factory=list)
    quick_wins: list[tuple[int, int]] = field(default_factory=list)
    """Number, year."""

    @cached_property
    def begun(self) -> str:
        """When the plan was typed in: each region on a day and at an hour of its own."""
        day, second = divmod(zlib.crc32(self.region.code.encode()), 8 * 3600)
        moment = datetime(self.years[0], 1, 5, 1) + timedelta(days=day % 75, seconds=second)  # noqa: DTZ001
        return str(moment)

    def operator_of(self, agency: int) -> int:
        return self.operators.get(agency) or next(iter(self.operators.values()))


def plan_region(tables: Tables, made: MadeRegion, catalogue: Catalogue, programs: int) -> int:
    """Everything of a region but its reports; returns the number of the version of the plan."""
    _agencies(tables, made)
    _people(tables, made)
    plan = tables.plan.add(
        made.chance,
        made.begun,
        made.region.pk,
        f"Rencana Induk Smart City {made.region.name} (contoh)",
        made.years[0],
        made.years[-1],
    )
    version = tables.version.add(made.chance, made.begun, plan, catalogue.pillar_set)
    kinds = content.kinds()
    for place in range(programs):
        kind, turn = kinds[place % len(kinds)], place // len(kinds)
        made.programs.append(_program(tables, made, catalogue, version, kind, turn, place))
    _quick_wins(tables, made, catalogue)
    return version


def _agencies(tables: Tables, made: MadeRegion) -> None:
    for row in content.agencies():
        number = tables.agency.add(
            made.chance, made.begun, made.region.pk, row["code"], row["name"], row.get("short", "")
        )
        made.agencies[row["code"]] = number


def _people(tables: Tables, made: MadeRegion) -> None:
    code, own = made.region.code.replace(".", "-"), made.region.name
    for role, mail, name in PEOPLE:
        person = tables.user.add(made.chance, made.begun, f"{mail}@{code}.contoh.example", f"Contoh {name} {own}")
        made.people[role] = person
        tables.membership.add(made.chance, made.begun, person, role, made.region.pk, None)
    for place, (short, agency) in enumerate(list(made.agencies.items())[:OPERATORS], start=1):
        person = tables.user.add(
            made.chance, made.begun, f"staf{place}@{code}.contoh.example", f"Contoh Staf {short} {own}"
        )
        made.operators[agency] = person
        tables.membership.add(made.chance, made.begun, person, Role.AGENCY_STAFF, made.region.pk, agency)


def _program(
    tables: Tables, made: MadeRegion, catalogue: Catalogue, version: int, kind: content.Kind, turn: int, place: int
) -> MadeProgram:
    row, chance, years = kind.row, made.chance, made.years
    agency = made.agencies.get(row["lead"]) or made.agencies["KOMINFO"]
    number = tables.program.add(
        chance,
        made.begun,
        version,
        uid(chance),
        f"{LETTERS[kind.pillar]}-{place + 1:03d}",
        content.name_of(kind, turn),
        catalogue.sub_dimensions[row["sub"]],
        agency,
        row["term"],
        years[0],
        years[-1],
        row["output"],
        row["outcome"],
        row["rpjmd"],
    )
    items = [
        tables.action_item.add(chance, made.begun, number, item_kind, name, agency, years[0], years[-1])
        for item_kind, name in row["actions"]
    ]
    program = MadeProgram(number, agency, {}, [], chance.choice((0.55, 0.8, 0.95, 1.0, 1.0, 1.05)), items)
    _budgets(tables, made, catalogue, program, row)
    rows = row["indicators"]
    count = 2 if chance.random() < 0.9 else 3
    for position in range(1, count + 1):
        program.indicators.append(_indicator(tables, made, number, rows[(position - 1) % len(rows)], position))
    return program


def _budgets(tables: Tables, made: MadeRegion, catalogue: Catalogue, program: MadeProgram, row: Any) -> None:
    """Ceilings in rupiah, varied by the region, and what is planned of them and of the work each quarter."""
    size = made.chance.uniform(0.5, 2.5)
    for offset, year in enumerate(made.years):
        money = {code: per_year[offset % len(per_year)] for code, per_year in row["budget"].items()}
        ceilings = {
            catalogue.funds[code]: round(max(millions, 40) * size) * 1_000_000 for code, millions in money.items()
        }
        program.budgets[year] = ceilings
        for fund, ceiling in ceilings.items():
            tables.budget.add(made.chance, made.begun, program.number, year, fund, ceiling)
        for month in (3, 6, 9, 12):
            tables.planned.add(
                made.chance,
                made.begun,
                program.number,
                year,
                month,
                planned_percent(month),
                sum(ceilings.values()) * planned_percent(month) // 100,
            )


def planned_percent(month: int) -> int:
    """How much of a year's work is planned to be done by the end of a month: slow, then fast.

    >>> [planned_percent(month) for month in (3, 6, 9, 12)]
    [12, 38, 70, 100]
    """
    return (4, 8, 12, 20, 29, 38, 48, 59, 70, 80, 90, 100)[month - 1]


def _indicator(tables: Tables, made: MadeRegion, program: int, row: Any, position: int) -> MadeIndicator:
    chance, years = made.chance, made.years
    targets = [Decimal(str(row["targets"][offset % len(row["targets"])])) for offset in range(len(years))]
    low, high = row.get("plausible", (None, None))
    number = tables.indicator.add(
        chance,
        made.begun,
        program,
        uid(chance),
        row["name"] if position <= 2 else f"{row['name']} (sasaran prioritas)",
        row["unit"],
        row.get("polarity", "higher"),
        row.get("formula", "ratio"),
        row.get("aggregation", "last"),
        Decimal(str(row["baseline"][0])),
        years[0] - 1,
        row.get("worst"),
        low,
        high,
        targets[-1],
        position,
    )
    for year, target in zip(years, targets, strict=True):
        tables.target.add(chance, made.begun, number, year, target)
    return MadeIndicator(number, Decimal(str(row["baseline"][0])), targets, row.get("aggregation") == "sum")


def _quick_wins(tables: Tables, made: MadeRegion, catalogue: Catalogue) -> None:
    for year in made.years:
        for row in content.quick_wins():
            number = tables.quick_win.add(
                made.chance,
                made.begun,
                made.region.pk,
                made.agencies.get(row["agency"]) or made.agencies["KOMINFO"],
                catalogue.pillars[row["pillar"]],
                None,
                row["title"],
                year,
                row["problem"],
                row["innovation"],
                row["benefit"],
                row.get("is_practice", False),
            )
            made.quick_wins.append((number, year))
            for position, (name, month, _done) in enumerate(row["milestones"], start=1):
                tables.milestone.add(made.chance, made.begun, number, name, f"{year}-{month:02d}-20", None, position)
