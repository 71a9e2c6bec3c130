"""What differs between two versions of a plan, row by row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
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
)


@dataclass(frozen=True)
class Change:
    """One difference: an added row has no `before`, a removed one no `after`."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class ProgramDifference:
    """What happened to one program between two versions."""

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


@dataclass(frozen=True)
class _Content:
    """A program with its rows as text, each under a name that is the same in both versions."""

    program: Program
    fields: dict[Hashable, tuple[str | Promise, str]]


def _contents(version: PlanVersion) -> dict[uuid.UUID, _Content]:
    programs = version.programs.filter(archived_at=None).select_related("sub_dimension", "lead_agency", "nomenclature")
    contents = {row.pk: _Content(row, _fields(row, PROGRAM_FIELDS, "")) for row in programs}
    for model, add in _ROWS:
        rows: Any = model._default_manager.all()
        path = "indicator__program" if model is IndicatorTarget else "program"
        found = rows.filter(**{f"{path}__plan_version": version, "archived_at": None})
        for row in found.select_related(*_RELATED.get(model, ())):
            owner = row.indicator.program_id if model is IndicatorTarget else row.program_id
            if owner in contents:
                contents[owner].fields.update(add(row))
    return {content.program.lineage: content for content in contents.values()}


def _fields(row: Any, names: Iterable[str], prefix: str) -> dict[Hashable, tuple[str | Promise, str]]:
    found: dict[Hashable, tuple[str | Promise, str]] = {}
    for name in names:
        label = row._meta.get_field(name).verbose_name
        value = getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))()
        found[prefix, name] = (f"{prefix}: {label}" if prefix else label, "" if value is None else str(value))
    return found


def _indicator(row: Indicator) -> dict[Hashable, tuple[str | Promise, str]]:
    return {
        (row.lineage, key): value
        for (_prefix, key), value in _fields(row, INDICATOR_FIELDS, row.name[:60]).items()  # type: ignore[misc]
    }


def _target(row: IndicatorTarget) -> dict[Hashable, tuple[str | Promise, str]]:
    text = row.text or str(row.value)
    return {(row.indicator.lineage, row.year): (f"{row.indicator.name[:60]}: {row.year}", text)}


def _budget(row: BudgetLine) -> dict[Hashable, tuple[str | Promise, str]]:
    label = f"{row.year}, {row.source_of_funds}, {row.get_edition_display()}"
    return {("budget", row.year, row.source_of_funds_id, row.edition): (label, str(row.ceiling))}


def _planned(row: PlannedProgress) -> dict[Hashable, tuple[str | Promise, str]]:
    name = _("planned progress")
    return {("planned", row.year, row.month): (f"{name} {row.month:02d}/{row.year}", f"{row.physical_percent} %")}


def _action(row: ActionItem) -> dict[Hashable, tuple[str | Promise, str]]:
    text = f"{row.get_kind_display()}, {row.start_year}–{row.end_year}, {row.agency}"
    return {("action", row.name): (row.name[:80], text)}


def _supporter(row: ProgramSupporter) -> dict[Hashable, tuple[str | Promise, str]]:
    return {("supporter", row.agency_id): (_("supporting OPD"), str(row.agency))}


_ROWS: tuple[tuple[Any, Callable[[Any], dict[Hashable, tuple[str | Promise, str]]]], ...] = (
    (ProgramSupporter, _supporter),
    (ActionItem, _action),
    (BudgetLine, _budget),
    (PlannedProgress, _planned),
    (Indicator, _indicator),
    (IndicatorTarget, _target),
)
_RELATED: dict[Any, tuple[str, ...]] = {
    ProgramSupporter: ("agency",),
    ActionItem: ("agency",),
    BudgetLine: ("source_of_funds",),
    IndicatorTarget: ("indicator",),
}


def _changes(before: _Content, after: _Content) -> Iterable[Change]:
    for key in [*before.fields, *(key for key in after.fields if key not in before.fields)]:
        label, old = before.fields.get(key, ("", ""))
        new_label, new = after.fields.get(key, (label, ""))
        if old != new:
            yield Change(label or new_label, old, new)
