"""Editing the rows of a draft one by one: dimensions, indicators, items; adding, changing, moving, removing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.evaluation.instrument_content import item_faults
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.selectors.instruments import item_content, known_for
from monev.evaluation.services.instruments import hold_draft
from organizations import audit
from organizations.models import User

Row = Dimension | InstrumentIndicator | InstrumentItem
FIELDS = {
    **dict.fromkeys(("unknown_rule", "unknown_parameter", "missing_parameter", "unknown_value"), "proposal"),
    **dict.fromkeys(("unknown_sub_dimension", "sub_dimension_elsewhere"), "sub_dimension"),
    **dict.fromkeys(("unknown_pillar", "pillar_missing"), "pillar"),
}
"""The input that a fault of an item concerns."""


@transaction.atomic
def save_dimension(dimension: Dimension, *, by: User, seen_version: int | None = None) -> Dimension:
    """Store a new dimension, or what was changed in one. Raises PermissionDenied, `Conflict`, `Refused` at a field."""
    hold_draft(dimension.instrument, by=by)
    _refuse_twin(dimension, "code", _("The instrument has a dimension with this code."))
    return _store(dimension, by, seen_version)


@transaction.atomic
def save_indicator(indicator: InstrumentIndicator, *, by: User, seen_version: int | None = None) -> InstrumentIndicator:
    """Store a new indicator, or what was changed in one."""
    hold_draft(indicator.instrument, by=by)
    _refuse_twin(indicator, "name", _("The dimension has an indicator with this name."))
    return _store(indicator, by, seen_version)


@transaction.atomic
def save_item(item: InstrumentItem, *, by: User, seen_version: int | None = None) -> InstrumentItem:
    """Store a new item, or what was changed in one; it may move to another indicator of the same instrument."""
    instrument = hold_draft(item.instrument, by=by)
    if item.indicator.instrument_id != instrument.pk:
        raise Refused(_("This indicator belongs to another instrument."), field="indicator")
    _refuse_twin(item, "code", _("The instrument has an item with this code."))
    for fault in item_faults(item_content(item), known_for(instrument.year)):
        field = f"threshold_{fault.value}" if fault.code == "thresholds" else FIELDS.get(fault.code)
        raise Refused(fault.text, field=field)
    return _store(item, by, seen_version)


@transaction.atomic
def move_row(row: Row, *, up: bool, by: User) -> bool:
    """Move a row one place among its neighbours; False when it stands at the end already."""
    hold_draft(row.instrument, by=by)
    rows = list(_neighbours(row).order_by("position", "pk"))
    at = next(number for number, each in enumerate(rows) if each.pk == row.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    _number(type(row), rows)
    number_items(row.instrument)
    audit.record(by, "instrument.row_moved", row, region=None)
    return True


@transaction.atomic
def remove_row(row: Row, *, by: User) -> None:
    """Take a row of a draft away, with what stands under it; the history stays."""
    hold_draft(row.instrument, by=by)
    audit.record(by, "instrument.row_removed", row, region=None)
    row._history_user, row._change_reason = by, "instrument row removed"
    row.delete()
    number_items(row.instrument)


def number_items(instrument: Instrument) -> None:
    """Number the items through in the order of dimensions and indicators."""
    order = ("indicator__dimension__position", "indicator__dimension_id", "indicator__position", "indicator_id")
    _number(InstrumentItem, list(instrument.items.order_by(*order, "position", "pk")))


def _store(row: Any, by: User, seen_version: int | None) -> Any:
    is_new = row.pk is None
    if is_new:
        last = _neighbours(row).aggregate(last=models.Max("position"))["last"]
        row.position = (last or 0) + 1
    row.store(by=by, reason="instrument row added" if is_new else "instrument row changed", seen_version=seen_version)
    number_items(row.instrument)
    audit.record(by, "instrument.row_added" if is_new else "instrument.row_changed", row, region=None)
    return row


def _neighbours(row: Any) -> Any:
    """The rows among which it has its place."""
    rows = type(row).objects.filter(instrument=row.instrument_id)
    if isinstance(row, InstrumentIndicator):
        return rows.filter(dimension=row.dimension_id)
    return rows.filter(indicator=row.indicator_id) if isinstance(row, InstrumentItem) else rows


def _refuse_twin(row: Any, column: str, message: Any) -> None:
    """Codes are unique in the instrument, names of indicators in their dimension."""
    among = (
        _neighbours(row)
        if isinstance(row, InstrumentIndicator)
        else type(row).objects.filter(instrument=row.instrument_id)
    )
    if among.filter(**{column: getattr(row, column)}).exclude(pk=row.pk).exists():
        raise Refused(message, field=column)


def _number(table: Any, rows: list[Any]) -> None:
    """Give rows their places; a place is no content, so versions stay."""
    moved = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            moved.append(row)
    table.objects.bulk_update(moved, ["position"], batch_size=200)


@transaction.atomic
def save_weights(
    instrument: Instrument, weights: Mapping[int, Decimal], *, by: User, seen_version: int | None = None
) -> Instrument:
    """Store the weights of all dimensions together. Raises PermissionDenied, `Conflict`, `Refused`."""
    held = hold_draft(instrument, by=by, seen_version=seen_version)
    rows = {row.pk: row for row in held.dimensions.select_for_update()}
    if rows.keys() != weights.keys():
        raise Conflict(held)
    changed = [row for key, row in rows.items() if row.weight != weights[key]]
    for row in changed:
        row.weight = weights[row.pk]
        row.store(by=by, reason="weights changed")
    if changed:
        held.store(by=by, reason="weights changed")
        audit.record(by, "instrument.weights_changed", held, region=None)
    return held
