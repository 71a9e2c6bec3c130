"""What the rules look at: a region in the year that is assessed and the year before, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LAST, NOW = "last", "now"
"""The year before the assessed one, and the assessed one."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something that a proposal rests on. `kind` and `key` name its page; `note` says what counts of it."""

    kind: str
    key: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActionFact:
    """An action item with the state that the last verified report of each year tells of it, where it tells one."""

    name: str
    kind: str
    start_year: int
    end_year: int
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last verified report of a program in a year: its page, the period, physical progress (percent)."""

    report_id: int
    period: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class ProgramFact:
    """A program as the plan in force at the end of a year describes it, with what was verified in that year."""

    pk: int
    lineage: str
    code: str
    name: str
    pillar_id: int | None
    agencies: frozenset[int]
    start_year: int
    end_year: int
    apbd: Decimal = Decimal(0)
    other: Decimal = Decimal(0)
    other_sources: tuple[str, ...] = ()
    partners: tuple[tuple[str, str], ...] = ()
    actions: tuple[ActionFact, ...] = ()
    standing: Standing | None = None

    @property
    def is_running(self) -> bool:
        """Whether verified reports of the year show progress."""
        return self.standing is not None and self.standing.percent > 0

    @property
    def record(self) -> Record:
        name = f"{self.code} {self.name}".strip()
        return Record("program", str(self.pk), name)


@dataclass(frozen=True, slots=True)
class RiskFact:
    text: str
    is_planned: bool
    is_mitigated: bool


@dataclass(frozen=True, slots=True)
class QuickWinFact:
    """A quick win of a year. `partners`: kind and name; `replications`: regions that take it over."""

    pk: int
    title: str
    pillar_id: int
    predecessor_id: int | None
    words: Mapping[str, str]
    partners: tuple[tuple[str, str], ...] = ()
    risks: tuple[RiskFact, ...] = ()
    replications: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        return Record("quick_win", str(self.pk), self.title)


@dataclass(frozen=True, slots=True)
class MeetingFact:
    pk: int
    held_on: date
    council: str
    decisions: int


@dataclass(frozen=True, slots=True)
class DirectiveFact:
    pk: int
    text: str
    is_closed: bool
    meeting_id: int | None


@dataclass(frozen=True, slots=True)
class CouncilFact:
    """A body of the region: whether a decree in force forms it, its meetings held in the year."""

    pk: int
    kind: str
    name: str
    decree_id: int | None
    decree: str
    is_in_force: bool
    meetings: tuple[MeetingFact, ...] = ()
    directives: tuple[DirectiveFact, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFact:
    pk: int
    kind: str
    title: str
    number: str
    year: int
    can_be_opened: bool


@dataclass(frozen=True, slots=True)
class FigureFact:
    """The newest external figure up to the assessed year; `rank`: of a grade, 1 for the worst one known."""

    pk: int
    code: str
    name: str
    unit: str
    year: int
    value: Decimal | None
    grade: str
    grades: tuple[str, ...]
    source: str

    @property
    def rank(self) -> int | None:
        """Of a grade: how many grades it stands above the one below the last; None for a grade nobody knows."""
        return len(self.grades) - self.grades.index(self.grade) if self.grade in self.grades else None


@dataclass(frozen=True, slots=True)
class SurveyFact:
    """The mean of one statement over the answers that count."""

    survey_id: int
    pillar: str
    mean: Decimal
    answers: int
    is_sufficient: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A region in the assessed year (`programs[NOW]`) and the year before (`programs[LAST]`)."""

    region_code: str
    year: int
    has_plan: bool = False
    plan_name: str = ""
    plan_id: int | None = None
    plan_document_id: int | None = None
    documents: tuple[DocumentFact, ...] = ()
    councils: tuple[CouncilFact, ...] = ()
    agencies: Mapping[int, str] = field(default_factory=dict)
    programs: Mapping[str, tuple[ProgramFact, ...]] = field(default_factory=dict)
    quick_wins: Mapping[str, tuple[QuickWinFact, ...]] = field(default_factory=dict)
    figures: Mapping[str, FigureFact] = field(default_factory=dict)
    figure_names: Mapping[str, str] = field(default_factory=dict)
    surveys: Mapping[str, SurveyFact] = field(default_factory=dict)
    surveys_held: tuple[Record, ...] = ()

    def of(self, year: str, pillar_id: int | None = None) -> tuple[ProgramFact, ...]:
        """The programs planned for that year, of one pillar where one is given."""
        rows = self.programs.get(year, ())
        return rows if pillar_id is None else tuple(each for each in rows if each.pillar_id == pillar_id)

    def wins(self, year: str, pillar_id: int | None = None) -> tuple[QuickWinFact, ...]:
        """The quick wins of that year, of one pillar where one is given."""
        rows = self.quick_wins.get(year, ())
        return rows if pillar_id is None else tuple(each for each in rows if each.pillar_id == pillar_id)

    def number(self, year: str) -> int:
        """The year behind `last` and `now`."""
        return self.year - 1 if year == LAST else self.year
