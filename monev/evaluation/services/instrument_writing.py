"""Bringing the rows of a draft to what a content says: rows with the same code stay the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history

from monev.evaluation.instrument_content import Content, DimensionContent, IndicatorContent, ItemContent
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.selectors.instruments import pillars_of
from organizations.models import User


def write_content(instrument: Instrument, content: Content, *, by: User | None, reason: str) -> None:
    """Dimensions, indicators and items as `content` says; what it does not name is taken away.

    Called inside a transaction that holds the draft. Dimensions and items are known by their codes, indicators by
    dimension and name. Raises KeyError for a pillar or sub-dimension that nobody knows.
    """
    writer = _Writer(instrument, by, reason)
    dimensions = writer.dimensions(content.dimensions)
    indicators = writer.indicators(content.dimensions, dimensions)
    writer.items(content.dimensions, dimensions, indicators)
    writer.take_away(indicators.values(), InstrumentIndicator)
    writer.take_away(dimensions.values(), Dimension)


class _Writer:
    """Writes one draft."""

    def __init__(self, instrument: Instrument, by: User | None, reason: str) -> None:
        self.instrument, self.by, self.reason = instrument, by, reason
        self.pillars, self.subs = pillars_of(instrument.year)

    def dimensions(self, parts: Iterable[DimensionContent]) -> dict[str, Dimension]:
        """By their codes."""
        stored = {row.code: row for row in self._rows(Dimension)}
        wanted = {
            each.code: {"name_id": each.name_id, "name_en": each.name_en, "weight": each.weight, "position": position}
            for position, each in enumerate(parts, start=1)
        }
        return self._bring(Dimension, stored, {code: {"code": code, **values} for code, values in wanted.items()})

    def indicators(
        self, parts: Iterable[DimensionContent], dimensions: Mapping[str, Dimension]
    ) -> dict[tuple[int, str], InstrumentIndicator]:
        """By dimension and name."""
        stored = {(row.dimension_id, row.name): row for row in self._rows(InstrumentIndicator)}
        wanted: dict[tuple[int, str], dict[str, Any]] = {}
        for part in parts:
            for position, each in enumerate(part.indicators, start=1):
                key = (dimensions[part.code].pk, each.name)
                wanted[key] = {"dimension_id": key[0], "name": each.name, "position": position}
        return self._bring(InstrumentIndicator, stored, wanted)

    def items(
        self,
        parts: Iterable[DimensionContent],
        dimensions: Mapping[str, Dimension],
        indicators: Mapping[tuple[int, str], InstrumentIndicator],
    ) -> None:
        stored = {row.code: row for row in self._rows(InstrumentItem)}
        wanted: dict[str, dict[str, Any]] = {}
        for part, heading, item in _items(parts):
            indicator = indicators[(dimensions[part.code].pk, heading.name)]
            wanted[item.code] = self._item(item) | {"indicator_id": indicator.pk, "position": len(wanted) + 1}
        kept = self._bring(InstrumentItem, stored, wanted)
        self.take_away(kept.values(), InstrumentItem)

    def _item(self, item: ItemContent) -> dict[str, Any]:
        return {
            "code": item.code,
            "text": item.text,
            "guidance": item.guidance,
            "pillar_id": self.pillars[item.pillar].pk if item.pillar else None,
            "sub_dimension_id": self.subs[item.sub_dimension].pk if item.sub_dimension else None,
            "is_survey": item.is_survey,
            "rule": item.rule,
            "parameters": dict(item.parameters),
            "thresholds": dict(item.thresholds),
            "lower_is_better": item.lower_is_better,
            "steps": dict(item.steps),
            "is_assumed": item.is_assumed,
        }

    def _rows(self, table: Any) -> Any:
        return table.objects.filter(instrument=self.instrument)

    def _bring(self, table: Any, stored: Mapping[Any, Any], wanted: Mapping[Any, dict[str, Any]]) -> dict[Any, Any]:
        """Make what is missing, change what differs; the rows by key."""
        new = {key: table(instrument=self.instrument, **values) for key, values in wanted.items() if key not in stored}
        made = bulk_create_with_history(
            list(new.values()), table, default_user=self.by, default_change_reason=self.reason
        )
        found = dict(zip(new, made, strict=True))
        for key in wanted.keys() & stored.keys():
            found[key] = self._change(stored[key], wanted[key])
        return found

    def _change(self, row: Any, values: dict[str, Any]) -> Any:
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.store(by=self.by, reason=self.reason)
        return row

    def take_away(self, kept: Iterable[models.Model], table: Any) -> None:
        """Delete the rows of the draft that are not among `kept`; their history stays."""
        for row in self._rows(table).exclude(pk__in=[each.pk for each in kept]):
            row._history_user, row._change_reason = self.by, self.reason
            row.delete()


def _items(parts: Iterable[DimensionContent]) -> Iterable[tuple[DimensionContent, IndicatorContent, ItemContent]]:
    return ((part, heading, item) for part in parts for heading in part.indicators for item in heading.items)
