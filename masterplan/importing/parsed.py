"""A plan as it was read from a matrix, before anything is stored."""

from dataclasses import dataclass, field
from decimal import Decimal

from masterplan.importing.agencies import agency_key
from masterplan.importing.figures import Target
from masterplan.importing.mapping import Mapping
from masterplan.importing.messages import Level, Message

Money = dict[tuple[int, str, bool], Decimal]
"""Rupiah by (year, source of funds as written, whether of the revised budget)."""


@dataclass
class ParsedIndicator:
    """An indicator with its targets by year."""

    name: str
    row: int
    unit: str = ""
    targets: dict[int, Target] = field(default_factory=dict)
    end_target: Target | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None


@dataclass
class ParsedProgram:
    """A program of one responsible OPD; `rows` are the rows of the file it was read from."""

    code: str
    name: str
    agency: str
    supporters: list[str]
    rows: list[int]
    order: int
    group: str = ""
    collective: bool = False
    pillar: str = ""
    fund: str = ""
    output: str = ""
    outcome: str = ""
    link: str = ""
    years: tuple[int, int] | None = None
    active: set[int] = field(default_factory=set)
    indicators: list[ParsedIndicator] = field(default_factory=list)
    amounts: dict[int, Money] = field(default_factory=dict)
    below: dict[int, Money] = field(default_factory=dict)
    once: bool = False
    end_amount: Decimal | None = None

    @property
    def budget(self) -> Money:
        """The amounts of all its rows added up (of one of them, where they repeat and are to count once)."""
        total: Money = {}
        rows = [row for row in self.amounts.values() if row] or [row for row in self.below.values() if row]
        for row in rows[:1] if self.once else rows:
            for key, amount in row.items():
                total[key] = total.get(key, Decimal(0)) + amount
        return total

    def in_year(self, year: int) -> Decimal:
        """Rupiah of the original budget of one year, all sources."""
        return sum(
            (amount for (y, _f, revised), amount in self.budget.items() if y == year and not revised), Decimal(0)
        )


@dataclass
class Heading:
    """A row above programs, with the totals it states (None: it states none)."""

    code: str
    name: str
    row: int
    depth: int
    order: int
    totals: dict[int, Decimal | None] = field(default_factory=dict)
    end_total: Decimal | None = None
    agency: str = ""
    is_footer: bool = False


@dataclass
class ParsedPlan:
    """Everything that was read from one table."""

    mapping: Mapping
    programs: list[ParsedProgram]
    headings: list[Heading]
    messages: list[Message]
    agency_notes: dict[str, str] = field(default_factory=dict)
    blank_rows: int = 0
    program_rows: int = 0
    skipped_rows: int = 0

    @property
    def years(self) -> list[int]:
        """All years with a target or an amount."""
        found = {year for p in self.programs for (year, _f, _r) in p.budget}
        found |= {year for p in self.programs for i in p.indicators for year in i.targets}
        return sorted(found)

    @property
    def errors(self) -> list[Message]:
        """What could not be read."""
        return [message for message in self.messages if message.level == Level.ERROR]

    def agencies(self) -> list[str]:
        """Distinct OPDs, leads and supporters, as first written."""
        found: dict[str, str] = {}
        for program in self.programs:
            for name in (program.agency, *program.supporters):
                found.setdefault(agency_key(name), name)
        found.pop("", None)
        return list(found.values())

    def counts(self) -> dict[str, int]:
        """The counts that the command and the page show."""
        return {
            "programs": len(self.programs),
            "indicators": sum(len(p.indicators) for p in self.programs),
            "targets": sum(len(i.targets) for p in self.programs for i in p.indicators),
            "budget_lines": sum(len(p.budget) for p in self.programs),
            "agencies": len(self.agencies()),
            "headings": sum(1 for h in self.headings if not h.is_footer),
            "program_rows": self.program_rows,
            "skipped_rows": self.skipped_rows,
        }

    def totals(self) -> dict[int, Decimal]:
        """Rupiah per year over all programs."""
        return {year: sum((p.in_year(year) for p in self.programs), Decimal(0)) for year in self.years}
