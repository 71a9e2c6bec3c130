"""What an import would change in a version of a plan, row by row, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from masterplan.importing.agencies import agency_key
from masterplan.importing.figures import shown
from masterplan.importing.names import name_key
from masterplan.models.plans import Indicator, PlanVersion, Program
from masterplan.services.importing.wanted import MISSING_AGENCY, Key, WantedIndicator, WantedProgram

PROGRAM_FIELDS = ("code", "name", "start_year", "end_year", "output", "outcome", "rpjmd_link", "nomenclature")
INDICATOR_FIELDS = ("name", "unit", "position", "baseline", "baseline_year", "end_target", "end_target_text")


class What(TextChoices):
    """Kinds of rows that an import writes."""

    PROGRAM = "program", pgettext_lazy("difference", "Program")
    PLACE = "place", pgettext_lazy("difference", "Sub-dimension")
    SUPPORTER = "supporter", pgettext_lazy("difference", "Supporting OPD")
    INDICATOR = "indicator", pgettext_lazy("difference", "Indicator")
    TARGET = "target", pgettext_lazy("difference", "Target")
    BUDGET = "budget", pgettext_lazy("difference", "Amount")


class How(TextChoices):
    """What happens to the row."""

    ADDED = "added", pgettext_lazy("difference", "added")
    CHANGED = "changed", pgettext_lazy("difference", "changed")
    REMOVED = "removed", pgettext_lazy("difference", "removed")


@dataclass(frozen=True)
class Difference:
    """One row that would be added, changed or removed."""

    what: What
    how: How
    program: str
    label: str
    before: Any = None
    after: Any = None

    @property
    def before_text(self) -> str:
        """The old value for a reader."""
        return _readable(self.before)

    @property
    def after_text(self) -> str:
        """The new value for a reader."""
        return _readable(self.after)


def _readable(value: Any) -> str:
    if value in (None, ""):
        return "–"
    return shown(value) if isinstance(value, Decimal) else str(value)


@dataclass
class IndicatorChange:
    """An indicator as stored and as wanted."""

    wanted: WantedIndicator
    stored: Indicator | None


@dataclass
class ProgramChange:
    """A program as stored and as wanted; without `wanted` it goes, without `stored` it comes."""

    wanted: WantedProgram | None
    stored: Program | None
    differences: list[Difference] = field(default_factory=list)
    indicators: list[IndicatorChange] = field(default_factory=list)
    gone: list[Indicator] = field(default_factory=list)
    keeps_lead: bool = True

    @property
    def wish(self) -> WantedProgram:
        """What is wanted, of a change that brings or keeps a program."""
        if self.wanted is None:
            raise LookupError("a program that goes is wanted by nobody")
        return self.wanted


@dataclass
class Comparison:
    """All changes of one import against one version."""

    changes: list[ProgramChange]
    version: PlanVersion | None = None

    @property
    def differences(self) -> list[Difference]:
        """Every difference, in the order of the plan."""
        return [difference for change in self.changes for difference in change.differences]

    def __bool__(self) -> bool:
        return any(change.differences for change in self.changes)

    def counts(self) -> list[tuple[What, int, int, int]]:
        """Per kind of row: added, changed, removed."""
        tally = Counter((d.what, d.how) for d in self.differences)
        return [(what, tally[what, How.ADDED], tally[what, How.CHANGED], tally[what, How.REMOVED]) for what in What]


def compare(wanted: list[WantedProgram], version: PlanVersion | None, *, imported: set[str]) -> Comparison:
    """Measure the wanted programs by those of the version.

    `imported` holds the lineages that earlier imports brought: only these may go, what people added by hand stays.
    """
    stored = _stored(version)
    matched = _match(wanted, stored)
    changes = []
    for position, program in enumerate(wanted):
        row = matched.get(position)
        changes.append(_added(program) if row is None else _changed(program, row))
    for row in stored.values():
        if str(row.lineage) in imported:
            gone = Difference(What.PROGRAM, How.REMOVED, _label(row), str(row.lead_agency))
            changes.append(ProgramChange(None, row, [gone]))
    return Comparison(changes, version)


def _stored(version: PlanVersion | None) -> dict[Key, Program]:
    """The programs of the version by their identity, with all that belongs to them, in a fixed number of queries."""
    if version is None:
        return {}
    rows = version.programs.filter(archived_at=None).select_related("lead_agency", "sub_dimension", "nomenclature")
    rows = rows.prefetch_related("supporters__agency", "budget_lines__source_of_funds", "indicators__targets")
    return {(row.code, name_key(row.name), agency_key(row.lead_agency.name)): row for row in rows}


def _match(wanted: list[WantedProgram], stored: dict[Key, Program]) -> dict[int, Program]:
    """Which stored program each wanted one is; matched rows leave `stored`.

    First the same code, name and OPD. Then, where only one on each side is left, two of the three: a program that
    changed its OPD, its name or its code goes on and keeps its history.
    """
    matched = {i: stored.pop(program.key) for i, program in enumerate(wanted) if program.key in stored}
    for parts in ((0, 1), (0, 2), (1, 2)):
        left: dict[tuple[str, str], list[int]] = {}
        right: dict[tuple[str, str], list[Key]] = {}
        for i, program in enumerate(wanted):
            if i not in matched:
                left.setdefault((program.key[parts[0]], program.key[parts[1]]), []).append(i)
        for key in stored:
            right.setdefault((key[parts[0]], key[parts[1]]), []).append(key)
        for pair, positions in left.items():
            if len(positions) == 1 and len(right.get(pair, ())) == 1 and pair[0]:
                matched[positions[0]] = stored.pop(right[pair][0])
    return matched


def _label(row: Program) -> str:
    return f"{row.code} {row.name}".strip()


def _added(wanted: WantedProgram) -> ProgramChange:
    """A program that is new."""
    change = ProgramChange(wanted, None)
    note = change.differences.append
    note(Difference(What.PROGRAM, How.ADDED, wanted.label, wanted.agency))
    for indicator in wanted.indicators:
        change.indicators.append(IndicatorChange(indicator, None))
        note(Difference(What.INDICATOR, How.ADDED, wanted.label, str(indicator.values["name"])))
        for year, target in indicator.targets.items():
            note(Difference(What.TARGET, How.ADDED, wanted.label, str(year), None, _shown(target)))
    for (year, _fund, _edition), amount in wanted.budget.items():
        note(Difference(What.BUDGET, How.ADDED, wanted.label, str(year), None, amount))
    return change


def _changed(wanted: WantedProgram, row: Program) -> ProgramChange:
    """A program that is there: what differs in it."""
    change = ProgramChange(wanted, row)
    for name in PROGRAM_FIELDS:
        if getattr(row, name) != wanted.values[name] and not _only_spelling(name, row, wanted):
            change.differences.append(
                Difference(What.PROGRAM, How.CHANGED, wanted.label, name, getattr(row, name), wanted.values[name])
            )
    if agency_key(row.lead_agency.name) != wanted.key[2] and wanted.agency != MISSING_AGENCY:
        change.keeps_lead = False
        change.differences.append(
            Difference(What.PROGRAM, How.CHANGED, wanted.label, "lead_agency", row.lead_agency.name, wanted.agency)
        )
    place = wanted.sub_dimension
    if place and row.sub_dimension_id != place.pk and (wanted.decided or row.sub_dimension_id is None):
        change.differences.append(
            Difference(
                What.PLACE,
                How.CHANGED if row.sub_dimension_id else How.ADDED,
                wanted.label,
                str(place),
                row.sub_dimension,
                place,
            )
        )
    _supporters(change, wanted, row)
    _budget(change, wanted, row)
    _indicators(change, wanted, row)
    return change


def _only_spelling(name: str, row: Program, wanted: WantedProgram) -> bool:
    """A nomenclature link that a person set is kept where the file proves none."""
    return name == "nomenclature" and wanted.values[name] is None


def _supporters(change: ProgramChange, wanted: WantedProgram, row: Program) -> None:
    have = {agency_key(s.agency.name): s.agency.name for s in row.supporters.all()}
    need = {agency_key(name): name for name in wanted.supporters}
    for key in need.keys() - have.keys():
        change.differences.append(Difference(What.SUPPORTER, How.ADDED, wanted.label, need[key]))
    for key in have.keys() - need.keys():
        change.differences.append(Difference(What.SUPPORTER, How.REMOVED, wanted.label, have[key]))


def _budget(change: ProgramChange, wanted: WantedProgram, row: Program) -> None:
    have = {(b.year, b.source_of_funds_id, b.edition): b.ceiling for b in row.budget_lines.all()}
    for key in sorted(wanted.budget.keys() | have.keys()):
        before, after = have.get(key), wanted.budget.get(key)
        if before != after:
            how = How.ADDED if before is None else How.REMOVED if after is None else How.CHANGED
            change.differences.append(Difference(What.BUDGET, how, wanted.label, str(key[0]), before, after))


def _indicators(change: ProgramChange, wanted: WantedProgram, row: Program) -> None:
    have = _by_key(row)
    for indicator in wanted.indicators:
        stored = have.pop(indicator.key, None)
        change.indicators.append(IndicatorChange(indicator, stored))
        if stored is None:
            change.differences.append(
                Difference(What.INDICATOR, How.ADDED, wanted.label, str(indicator.values["name"]))
            )
        else:
            _fields(change, wanted, indicator, stored)
        _targets(change, wanted, indicator, stored)
    for stored in have.values():
        change.gone.append(stored)
        change.differences.append(Difference(What.INDICATOR, How.REMOVED, wanted.label, stored.name))


def _by_key(row: Program) -> dict[tuple[str, int], Indicator]:
    seen: Counter[str] = Counter()
    found = {}
    for indicator in row.indicators.all():
        seen[name_key(indicator.name)] += 1
        found[name_key(indicator.name), seen[name_key(indicator.name)]] = indicator
    return found


def _fields(change: ProgramChange, wanted: WantedProgram, indicator: WantedIndicator, stored: Indicator) -> None:
    for name in INDICATOR_FIELDS:
        before, after = getattr(stored, name), indicator.values[name]
        if before != after:
            label = f"{stored.name}: {name}"
            change.differences.append(Difference(What.INDICATOR, How.CHANGED, wanted.label, label, before, after))


def _targets(
    change: ProgramChange, wanted: WantedProgram, indicator: WantedIndicator, stored: Indicator | None
) -> None:
    have = {t.year: (t.value, t.text) for t in stored.targets.all()} if stored else {}
    for year in sorted(indicator.targets.keys() | have.keys()):
        before, after = have.get(year), indicator.targets.get(year)
        if before != after:
            how = How.ADDED if before is None else How.REMOVED if after is None else How.CHANGED
            change.differences.append(
                Difference(What.TARGET, how, wanted.label, str(year), _shown(before), _shown(after))
            )


def _shown(target: tuple[Decimal | None, str] | None) -> Any:
    return None if target is None else target[1] or target[0]
