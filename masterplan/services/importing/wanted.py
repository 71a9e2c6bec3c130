"""What an import wants the plan to say: parsed programs in the terms of our tables, nothing stored yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from masterplan.importing.agencies import agency_key
from masterplan.importing.messages import Message, say
from masterplan.importing.names import name_key
from masterplan.importing.parsed import ParsedIndicator, ParsedPlan, ParsedProgram
from masterplan.importing.vocabulary import plain
from masterplan.models.catalogues import FundSource, NomenclatureItem
from masterplan.models.plans import BudgetLine
from masterplan.services.importing.placing import Placer
from pillars.models import SubDimension

MISSING_AGENCY = "OPD belum ditentukan (impor)"
"""Name of the collective that holds programs whose file names no OPD: a record in the region's own language."""
DEFAULT_FUND = "1"
Key = tuple[str, str, str]
BudgetKey = tuple[int, int, str]


@dataclass
class WantedIndicator:
    """An indicator with the values of its columns and its targets."""

    key: tuple[str, int]
    values: dict[str, object]
    targets: dict[int, tuple[Decimal | None, str]]


@dataclass
class WantedProgram:
    """A program with the values of its columns and what belongs to it."""

    key: Key
    row: int
    agency: str
    collective: bool
    supporters: tuple[str, ...]
    values: dict[str, object]
    sub_dimension: SubDimension | None
    decided: bool
    budget: dict[BudgetKey, Decimal] = field(default_factory=dict)
    indicators: list[WantedIndicator] = field(default_factory=list)

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"{self.values['code']} {self.values['name']}".strip()


class Funds:
    """Sources of funds by the words of the file."""

    def __init__(self) -> None:
        self.rows = list(FundSource.objects.order_by("code"))
        general = [row for row in self.rows if row.code == DEFAULT_FUND] or self.rows
        self.default: FundSource | None = general[0] if general else None
        self.messages: dict[str, Message] = {}

    def find(self, written: str) -> FundSource:
        """The source of this name; the general one, with a message, where it names none or an unknown one."""
        if self.default is None:
            raise LookupError("no sources of funds are loaded")
        word = plain(written.split("\n")[0])
        if not word:
            self.messages.setdefault("", say("fund_default", other=self.default))
            return self.default
        exact = [row for row in self.rows if word in (plain(row.code), plain(row.name_id), plain(row.name_en))]
        part = [row for row in self.rows if set(word.split()) <= set(plain(f"{row.name_id} {row.name_en}").split())]
        if exact or (word != "apbd" and len(part) == 1) or (word not in ("apbd",) and part and len(word) > 2):
            return (exact or sorted(part, key=lambda row: len(row.name_id)))[0]
        if word not in ("apbd", "apbd kabupaten", "apbd kota", "apbd kab"):
            self.messages.setdefault(word, say("fund_unknown", name=written, other=self.default))
        return self.default


def want(plan: ParsedPlan, placer: Placer, *, start: int, end: int) -> tuple[list[WantedProgram], list[Message]]:
    """All programs as they should be stored, and what had to be decided on the way."""
    funds = Funds()
    told: list[Message] = []
    official = _official(program.code for program in plan.programs)
    found = []
    for program in plan.programs:
        wanted = _program(program, funds, official, start, end)
        wanted.sub_dimension, wanted.decided = placer.place(program)
        if wanted.sub_dimension is None:
            told.append(say("no_pillar", program.rows[0], name=wanted.label))
        found.append(wanted)
    return found, [*placer.messages, *told, *placer.unused(), *funds.messages.values()]


def _official(codes: Iterable[str]) -> dict[str, NomenclatureItem]:
    """The programs of the newest edition of the nomenclature that these codes name."""
    edition = NomenclatureItem.objects.order_by("-edition").values_list("edition", flat=True).first()
    rows = NomenclatureItem.objects.filter(edition=edition, level=NomenclatureItem.Level.PROGRAM, code__in=set(codes))
    return {row.code: row for row in rows}


def _program(
    program: ParsedProgram, funds: Funds, official: dict[str, NomenclatureItem], start: int, end: int
) -> WantedProgram:
    agency = (program.agency or MISSING_AGENCY)[:250]
    item = official.get(program.code)
    if item and _bare(item.name) != _bare(program.name):
        item = None  # editions number differently: the code alone proves nothing
    years = program.years or (start, end)
    values = {
        "code": program.code[:40],
        "name": program.name,
        "start_year": years[0],
        "end_year": years[1],
        "output": program.output,
        "outcome": program.outcome,
        "rpjmd_link": program.link,
        "nomenclature": item,
    }
    wanted = WantedProgram(
        (program.code[:40], name_key(program.name), agency_key(agency)),
        program.rows[0],
        agency,
        program.collective or not program.agency,
        tuple(name[:250] for name in program.supporters),
        values,
        None,
        False,
    )
    for (year, fund, revised), amount in program.budget.items():
        edition = BudgetLine.Edition.REVISED if revised else BudgetLine.Edition.ORIGINAL
        key = (year, funds.find(fund).pk, str(edition))
        wanted.budget[key] = wanted.budget.get(key, Decimal(0)) + amount
    wanted.indicators = _indicators(program.indicators)
    return wanted


def _bare(name: str) -> str:
    return name_key(name).removeprefix("program ")


def _indicators(parsed: list[ParsedIndicator]) -> list[WantedIndicator]:
    """Indicators with a key that tells two of the same name apart by their order."""
    seen: dict[str, int] = {}
    found = []
    for position, indicator in enumerate(parsed, start=1):
        name = name_key(indicator.name)
        seen[name] = seen.get(name, 0) + 1
        end = indicator.end_target
        values: dict[str, object] = {
            "name": indicator.name,
            "unit": indicator.unit,
            "position": position,
            "baseline": indicator.baseline,
            "baseline_year": indicator.baseline_year,
            "end_target": end.value if end else None,
            "end_target_text": end.text if end else "",
        }
        targets = {year: (target.value, target.text) for year, target in indicator.targets.items()}
        found.append(WantedIndicator((name, seen[name]), values, targets))
    return found
