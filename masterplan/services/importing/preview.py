"""Everything a person should see before an import is written; computing it writes nothing."""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.columns import notes_on, recognise
from masterplan.importing.mapping import Mapping, mapping_from_json
from masterplan.importing.matrix import parse_plan
from masterplan.importing.messages import Level, Message, say
from masterplan.importing.parsed import ParsedPlan
from masterplan.importing.reading import read_tables
from masterplan.models.imports import PlanImport
from masterplan.models.plans import PlanVersion
from masterplan.services.importing.agencies import AgencyBook
from masterplan.services.importing.differences import Comparison, compare
from masterplan.services.importing.drafts import latest_version
from masterplan.services.importing.placing import PillarMap, Placer
from masterplan.services.importing.wanted import MISSING_AGENCY, WantedProgram, want
from organizations.models import Region
from pillars.models import PillarSet

LONGEST_PLAN = 30


@dataclass(frozen=True)
class Source:
    """A file and for which plan it is read. `mapping` is what a person corrected, as JSON; None: recognise it."""

    content: bytes
    filename: str
    region: Region
    title: str
    start: int
    end: int
    mapping: dict[str, Any] | None = None
    pillar_map: PillarMap | None = None
    repeated_once: bool = False

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Preview:
    """What was read and what it would change."""

    source: Source
    parsed: ParsedPlan
    wanted: list[WantedProgram]
    messages: list[Message]
    comparison: Comparison
    version: PlanVersion | None
    pillar_set: PillarSet
    same_as: PlanImport | None = None
    new_agencies: list[str] = field(default_factory=list)

    @property
    def mapping(self) -> Mapping:
        """How the columns were read."""
        return self.parsed.mapping

    @property
    def counts(self) -> dict[str, int]:
        """Programs, indicators, targets, budget lines, OPDs, skipped rows, and what needs a person."""
        levels = [message.level for message in self.messages]
        return self.parsed.counts() | {
            "without_pillar": sum(program.sub_dimension is None for program in self.wanted),
            "new_agencies": len(self.new_agencies),
            "unreadable": levels.count(Level.ERROR),
            "guessed": levels.count(Level.GUESS),
            "to_check": levels.count(Level.CHECK),
        }

    @property
    def totals(self) -> dict[int, Decimal]:
        """Rupiah per year."""
        return self.parsed.totals()

    @property
    def errors(self) -> list[Message]:
        """What could not be read."""
        return [message for message in self.messages if message.level == Level.ERROR]

    @property
    def changes_nothing(self) -> bool:
        """Whether applying would leave everything as it is."""
        return self.same_as is not None or not self.comparison

    @property
    def options(self) -> dict[str, Any]:
        """What besides the file decides the outcome; kept to know the same import again."""
        lines = self.source.pillar_map.lines if self.source.pillar_map else {}
        return {"mapping": self.mapping.as_json(), "pillars": lines, "years": [self.source.start, self.source.end]}


def preview(source: Source) -> Preview:
    """Read the file and measure it by what is stored. Raises `Refused` when it cannot be read as a whole."""
    check_years(source.start, source.end)
    parsed, told = _parse(source)
    if not parsed.programs:
        raise Refused(
            _("No program was found in the file. Check the columns: which one holds the programs?"), field="file"
        )
    version = latest_version(source.region, source.title)
    pillar_set = version.pillar_set if version else current_pillar_set()
    placer = Placer(source.region, pillar_set, source.pillar_map)
    wanted, decided = want(parsed, placer, start=source.start, end=source.end)
    book = AgencyBook(source.region)
    unknown = book.unknown(name for p in wanted for name in (p.agency, *p.supporters))
    created = [say("agency_created", name=name) for name in unknown if name != MISSING_AGENCY]
    found = Preview(
        source,
        parsed,
        wanted,
        [*told, *parsed.messages, *decided, *created],
        compare(wanted, version, imported=imported_lineages(version)),
        version,
        pillar_set,
        new_agencies=unknown,
    )
    found.same_as = _applied_before(found)
    return found


def check_years(start: int, end: int) -> None:
    """Refuse years that are no plan's."""
    if end < start:
        raise Refused(_("The last year lies before the first."), field="end_year")
    if not 2000 <= start <= 2100 or end - start >= LONGEST_PLAN:
        raise Refused(
            _("The years of the plan must lie between 2000 and 2100 and span less than 30 years."), field="start_year"
        )


def current_pillar_set() -> PillarSet:
    """The set of pillars in force today."""
    found = PillarSet.objects.filter(valid_from__lte=timezone.localdate()).order_by("-valid_from").first()
    if found is None:
        raise Refused(_("The catalogue of pillars is not loaded yet. Load the reference data first."))
    return found


def _parse(source: Source) -> tuple[ParsedPlan, list[Message]]:
    """The parsed plan and the messages about the file and its columns."""
    tables = read_tables(source.content, filename=source.filename)
    told: list[Message] = []
    if source.mapping:
        mapping = mapping_from_json(source.mapping)
    else:
        mapping, told = recognise(tables, start=source.start)
    if source.repeated_once:
        mapping = Mapping(mapping.sheet, mapping.header, mapping.body, mapping.columns, True, mapping.year)
    table = next((table for table in tables if table.name == mapping.sheet), tables[0])
    told += notes_on(mapping, start=source.start, end=source.end)
    names = AgencyBook(source.region).names()
    return parse_plan(table, mapping, start=source.start, end=source.end, known_agencies=names), told


def imported_lineages(version: PlanVersion | None) -> set[str]:
    """Programs of this plan that earlier imports brought (by the identifier across versions)."""
    if version is None:
        return set()
    results = PlanImport.objects.filter(plan_version__plan=version.plan, status=PlanImport.Status.APPLIED).values_list(
        "result", flat=True
    )
    return {lineage for result in results for lineage in result.get("lineages", ())}


def _applied_before(found: Preview) -> PlanImport | None:
    """The last import of this plan, when it was this very file read in this very way."""
    if found.version is None:
        return None
    last = (
        PlanImport.objects.filter(plan_version__plan=found.version.plan, status=PlanImport.Status.APPLIED)
        .order_by("-pk")
        .first()
    )
    same = last and last.sha256 == found.source.sha256 and last.result.get("options") == found.options
    return last if same else None
