"""An instrument in the reader's language: its items with their rules and thresholds, and tables of what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import formats
from core.documents import Column, State, Value
from core.tables import DataTable, Line
from monev.evaluation.instrument_changes import Changes, Difference, ItemChange, Place
from monev.evaluation.instrument_content import MEASURED, STEPS
from monev.evaluation.item_rules import RULES, read_parameters, words_of
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.selectors.instruments import InstrumentPage

COLUMN_WORDS: dict[str, Any] = {
    "code": _("Code"),
    "indicator": _("Indicator"),
    "text": _("Question"),
    "guidance": _("What proves it"),
    "pillar": _("Pillar"),
    "sub_dimension": _("Sub-dimension"),
    "is_survey": _("Statement of the citizen survey"),
    "rule": _("Rule of the proposal"),
    "thresholds": _("Thresholds"),
    "lower_is_better": _("Lower is better"),
    "steps": _("Words of the steps"),
    "name_id": _("Indonesian name"),
    "name_en": _("English name"),
    "year": _("Year"),
    "rounding": _("Rounding of the final score"),
    "cohorts": _("Cohorts"),
    "note": _("Note"),
    "source": _("Source"),
}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item with what its rule measures in words."""

    row: InstrumentItem
    rule: str
    measures: str
    thresholds: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    row: Any
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownDimension:
    """A dimension with its running sum as text."""

    row: Any
    count: int
    running: Decimal
    indicators: tuple[ShownIndicator, ...]


def shown_content(page: InstrumentPage) -> list[ShownDimension]:
    """The dimensions of a page with everything in words."""
    names = page.known.indicators
    return [
        ShownDimension(
            part.row,
            part.count,
            part.running,
            tuple(
                ShownIndicator(each.row, tuple(_item(item, names) for item in each.items)) for each in part.indicators
            ),
        )
        for part in page.dimensions
    ]


def _item(row: InstrumentItem, names: Any) -> ShownItem:
    rule = RULES.get(row.rule)
    sign = "≤" if row.lower_is_better else "≥"
    limits = ((step, row.thresholds.get(step)) for step in MEASURED)
    return ShownItem(
        row,
        words_of(row.rule, row.parameters, names) if row.rule else "",
        str(rule.measures) if rule and row.thresholds else "",
        tuple((step, f"{sign} {formats.number(Decimal(limit))}") for step, limit in limits if limit),
        tuple((step, row.steps[step]) for step in STEPS if row.steps.get(step)),
    )


def change_tables(changes: Changes, before: Instrument, after: Instrument) -> list[DataTable]:
    """Head, weights, changed, new and removed items; a table without rows is left out."""
    made = [
        _weights(changes, before, after),
        _head(changes, before, after),
        _changed(changes, before, after),
        _places("butir-baru", gettext("Items added"), changes.added, after),
        _places("butir-hilang", gettext("Items removed"), changes.removed, before),
        _renumbered(changes, before, after),
    ]
    return [table for table in made if table.lines]


def _weights(changes: Changes, before: Instrument, after: Instrument) -> DataTable:
    names = _dimension_names(before) | _dimension_names(after)
    return DataTable(
        id="bobot",
        title=gettext("Weights of the dimensions"),
        columns=(
            Column("dimensi", gettext("Dimension"), share=3),
            Column("dulu", before.code, "index", "%"),
            Column("kini", after.code, "index", "%"),
            Column("selisih", gettext("Difference"), "index"),
            Column("keadaan", gettext("State"), "state"),
        ),
        lines=[
            Line(
                {
                    "dimensi": names.get(each.code, each.code),
                    "dulu": each.before,
                    "kini": each.after,
                    "selisih": (each.after or Decimal(0)) - (each.before or Decimal(0)),
                    "keadaan": _state(each.before, each.after),
                }
            )
            for each in changes.weights
        ],
    )


def _state(before: Decimal | None, after: Decimal | None) -> State:
    if before is None:
        return State(gettext("new"), "active", "new", "info")
    if after is None:
        return State(gettext("removed"), "warning", "removed", "warning")
    if before == after:
        return State(gettext("unchanged"), "none", "same", "neutral")
    return State(gettext("changed"), "active", "changed", "info")


def _head(changes: Changes, before: Instrument, after: Instrument) -> DataTable:
    return _side_by_side("kepala", gettext("What holds for the whole"), before, after, _head_rows(changes.head))


def _head_rows(differences: Iterable[Difference]) -> list[dict[str, Value]]:
    return [
        {
            "apa": _column(each.name),
            "dulu": _head_value(each.name, each.before),
            "kini": _head_value(each.name, each.after),
        }
        for each in differences
    ]


def _changed(changes: Changes, before: Instrument, after: Instrument) -> DataTable:
    rows = [row for each in changes.changed for row in _item_rows(each)]
    return _side_by_side("butir-berubah", gettext("Items changed"), before, after, rows)


def _item_rows(change: ItemChange) -> list[dict[str, Value]]:
    item = change.after.item
    return [
        {
            "butir": f"{item.code} {item.text}",
            "apa": _column(each.name),
            "dulu": _value(each.name, each.before),
            "kini": _value(each.name, each.after),
        }
        for each in change.differences
    ]


def _side_by_side(
    key: str, title: str, before: Instrument, after: Instrument, rows: list[dict[str, Value]]
) -> DataTable:
    item = [Column("butir", gettext("Item"), share=4)] if any("butir" in row for row in rows) else []
    columns = (
        *item,
        Column("apa", gettext("What")),
        Column("dulu", before.code, share=4),
        Column("kini", after.code, share=4),
    )
    return DataTable(id=key, title=title, columns=columns, lines=[Line(row) for row in rows])


def _places(key: str, title: str, places: Iterable[Place], instrument: Instrument) -> DataTable:
    names = _dimension_names(instrument)
    columns = (
        Column("kode", gettext("Code")),
        Column("butir", gettext("Item"), share=5),
        Column("dimensi", gettext("Dimension"), share=2),
        Column("indikator", gettext("Indicator"), share=3),
    )
    lines = [
        Line(
            {
                "kode": each.item.code,
                "butir": each.item.text,
                "dimensi": names.get(each.dimension, each.dimension),
                "indikator": each.indicator,
            }
        )
        for each in places
    ]
    return DataTable(id=key, title=title, columns=columns, lines=lines, choices=("dimensi",))


def _renumbered(changes: Changes, before: Instrument, after: Instrument) -> DataTable:
    columns = (
        Column("butir", gettext("Item"), share=5),
        Column("dulu", gettext("Code in %(code)s") % {"code": before.code}),
        Column("kini", gettext("Code in %(code)s") % {"code": after.code}),
    )
    lines = [
        Line({"butir": each.after.item.text, "dulu": each.before.item.code, "kini": each.after.item.code})
        for each in changes.renumbered
    ]
    return DataTable(
        id="butir-bernomor-lain", title=gettext("Items with another code only"), columns=columns, lines=lines
    )


def _dimension_names(instrument: Instrument) -> dict[str, str]:
    return {each.code: each.name for each in instrument.dimensions.all()}


def _column(name: str) -> str:
    return str(COLUMN_WORDS[name])


def _head_value(name: str, value: Any) -> Value:
    if name == "rounding":
        return str(Instrument.Rounding(value).label)
    return _value(name, value)


def _value(name: str, value: Any) -> Value:
    """A value as a reader says it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "rule" and value:
        rule, _bar, parameters = str(value).partition("|")
        return words_of(rule, read_parameters(rule, parameters))
    return str(value) or None
