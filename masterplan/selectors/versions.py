"""What differs between two versions of a plan, row by row and column by column."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from core import formats
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)

PROGRAM_FIELDS = (
    "code",
    "name",
    "sub_dimension",
    "lead_agency",
    "term",
    "start_year",
    "end_year",
    "output",
    "outcome",
    "rpjmd_link",
    "nomenclature",
    "weight",
    "is_finished",
)
INDICATOR_FIELDS = (
    "name",
    "unit",
    "polarity",
    "formula",
    "aggregation",
    "baseline",
    "baseline_year",
    "worst",
    "plausible_min",
    "plausible_max",
    "end_target",
    "end_target_text",
    "position",
)
SHORT = 80
Facts = dict[Hashable, tuple[str, str]]
"""What a row says: under a key that is the same in both versions, a label and the value as people read it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: an added row has no `before`, a removed one no `after`. `part`: what kind of row it is of."""

    label: str
    before: str
    after: str
    part: str = "program"


@dataclass(frozen=True, slots=True)
class ProgramDifference:
    """What happened to one program between two versions: it was added, removed or changed."""

    kind: str
    program: Program
    changes: tuple[Change, ...] = ()


def differences(old: PlanVersion, new: PlanVersion) -> tuple[ProgramDifference, ...]:
    """Programs added, removed and changed from `old` to `new`, in a fixed number of queries."""
    before, after = _contents(old), _contents(new)
    found = [ProgramDifference("removed", before[key].program) for key in before if key not in after]
    for key, content in after.items():
        if key not in before:
            found.append(ProgramDifference("added", content.program))
        elif changes := tuple(_changes(before[key], content)):
            found.append(ProgramDifference("changed", content.program, changes))
    return tuple(sorted(found, key=lambda each: (each.program.code, each.program.name)))


def counted(found: Iterable[ProgramDifference]) -> dict[str, int]:
    """How many programs were added, changed and removed."""
    counts = Counter(each.kind for each in found)
    return {kind: counts[kind] for kind in ("added", "changed", "removed")}


@dataclass(frozen=True, slots=True)
class _Content:
    """A program with all its rows as facts. `seen` numbers the rows that carry the same name."""

    program: Program
    facts: Facts
    seen: Counter[Hashable] = field(default_factory=Counter)


def _contents(version: PlanVersion) -> dict[uuid.UUID, _Content]:
    programs = version.programs.filter(archived_at=None).select_related("sub_dimension", "lead_agency", "nomenclature")
    contents = {row.pk: _Content(row, _columns(row, PROGRAM_FIELDS, (), "")) for row in programs}
    for model, read in _ROWS:
        for row in _rows(model, version):
            owner = row.indicator.program_id if model is IndicatorTarget else row.program_id
            if owner in contents:
                contents[owner].facts.update(read(row, contents[owner].seen))
    return {content.program.lineage: content for content in contents.values()}


def _rows(model: Any, version: PlanVersion) -> Any:
    """The rows of one kind in the order in which they were made: copies keep it."""
    path = "indicator__program" if model is IndicatorTarget else "program"
    rows = model._default_manager.filter(**{f"{path}__plan_version": version}, archived_at=None)
    if model is IndicatorTarget:
        rows = rows.filter(indicator__archived_at=None)
    return rows.select_related(*_RELATED.get(model, ())).order_by("pk")


def _columns(row: Any, names: Iterable[str], key: tuple[Hashable, ...], prefix: str) -> Facts:
    facts: Facts = {}
    for name in names:
        label = str(row._meta.get_field(name).verbose_name)
        if prefix:
            label = gettext("%(row)s: %(column)s") % {"row": prefix, "column": label}
        facts[(*key, name)] = (label, _column(row, name))
    return facts


def _column(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        return formats.number(value)
    return "" if value is None else str(value)


def _supporter(row: ProgramSupporter, seen: Counter[Hashable]) -> Facts:
    return {("supporter", row.agency_id): (gettext("supporting OPD"), row.agency.name)}


def _action(row: ActionItem, seen: Counter[Hashable]) -> Facts:
    """Two action items of one name are told apart by their order."""
    seen["action", row.name] += 1
    text = _together(row.get_kind_display(), _years(row), row.agency.name)
    return {("action", row.name, seen["action", row.name]): (row.name[:SHORT], text)}


def _budget(row: BudgetLine, seen: Counter[Hashable]) -> Facts:
    counts = gettext("counts from %(day)s") % {"day": formats.longdate(row.approved_on)} if row.approved_on else ""
    label = _together(gettext("Ceiling %(year)s") % {"year": row.year}, row.source_of_funds, row.get_edition_display())
    key = ("budget", row.year, row.source_of_funds_id, row.edition)
    return {key: (label, _together(formats.rupiah(row.ceiling), counts))}


def _planned(row: PlannedProgress, seen: Counter[Hashable]) -> Facts:
    label = gettext("Plan at the end of month %(month)s of %(year)s") % {"month": row.month, "year": row.year}
    text = _together(formats.percent(row.physical_percent, 2), _money(row.spending))
    return {("planned", row.year, row.month): (label, text)}


def _partnership(row: Partnership, seen: Counter[Hashable]) -> Facts:
    label = gettext("Partner %(name)s") % {"name": row.partner}
    return {("partner", row.partner_id): (label, _together(row.contribution, _years(row), _money(row.value)))}


def _indicator(row: Indicator, seen: Counter[Hashable]) -> Facts:
    return _columns(row, INDICATOR_FIELDS, ("indicator", row.lineage), row.name[:SHORT])


def _target(row: IndicatorTarget, seen: Counter[Hashable]) -> Facts:
    """Number and published text both count: one can change without the other."""
    label = gettext("%(indicator)s: target %(year)s") % {"indicator": row.indicator.name[:SHORT], "year": row.year}
    number = "" if row.value is None else formats.number(row.value)
    return {("target", row.indicator.lineage, row.year): (label, _together(number, row.text))}


def _years(row: Any) -> str:
    return f"{row.start_year}–{row.end_year}"


def _money(value: Decimal | None) -> str:
    return "" if value is None else formats.rupiah(value)


def _together(*parts: object) -> str:
    """Several facts of one row in a line."""
    return " · ".join(str(part) for part in parts if part)


_ROWS: tuple[tuple[Any, Callable[[Any, Counter[Hashable]], Facts]], ...] = (
    (ProgramSupporter, _supporter),
    (ActionItem, _action),
    (Indicator, _indicator),
    (IndicatorTarget, _target),
    (BudgetLine, _budget),
    (PlannedProgress, _planned),
    (Partnership, _partnership),
)
_RELATED: dict[Any, tuple[str, ...]] = {
    ProgramSupporter: ("agency",),
    ActionItem: ("agency",),
    BudgetLine: ("source_of_funds",),
    IndicatorTarget: ("indicator",),
    Partnership: ("partner",),
}


def _changes(before: _Content, after: _Content) -> Iterable[Change]:
    for key in [*before.facts, *(key for key in after.facts if key not in before.facts)]:
        label, old = before.facts.get(key, ("", ""))
        new_label, new = after.facts.get(key, ("", ""))
        if old != new:
            yield Change(new_label or label, old, new, _part(key))


def _part(key: Any) -> str:
    """`budget`, `target` ...: the first word of the key of a row; columns of the program itself have only a name."""
    return key[0] if len(key) > 1 else "program"
