"""Instruments as their pages show them: the whole content, what keeps a draft from being published, what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from monev.evaluation.instrument_changes import Changes, changes
from monev.evaluation.instrument_content import (
    HUNDRED,
    STEPS,
    Content,
    DimensionContent,
    Fault,
    Head,
    IndicatorContent,
    ItemContent,
    Known,
    faults,
)
from monev.evaluation.models.external import ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from organizations.models import Cohort
from organizations.roles import Can
from pillars.models import Pillar, PillarSet, SubDimension


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """An indicator with its items."""

    row: InstrumentIndicator
    items: tuple[InstrumentItem, ...]


@dataclass(frozen=True, slots=True)
class DimensionPart:
    """A dimension with its indicators. `running`: the sum of the weights up to it, in percent."""

    row: Dimension
    running: Decimal
    indicators: tuple[IndicatorPart, ...]

    @property
    def count(self) -> int:
        """How many items it has."""
        return sum(len(each.items) for each in self.indicators)


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """One instrument, whole."""

    instrument: Instrument
    cohorts: tuple[Cohort, ...]
    dimensions: tuple[DimensionPart, ...]
    known: Known

    @property
    def total(self) -> Decimal:
        """The sum of the weights, in percent."""
        return sum((each.row.weight for each in self.dimensions), Decimal(0))

    @property
    def adds_up(self) -> bool:
        return self.total == HUNDRED

    @property
    def items(self) -> list[InstrumentItem]:
        return [item for part in self.dimensions for each in part.indicators for item in each.items]

    @property
    def has_assumed(self) -> bool:
        """Whether an item is not known from a published instrument."""
        return any(item.is_assumed for item in self.items)

    @property
    def has_thresholds(self) -> bool:
        return any(item.thresholds for item in self.items)

    @property
    def scale(self) -> list[tuple[str, str]]:
        """The steps of the scale that have words."""
        return [(step, self.instrument.steps[step]) for step in STEPS if self.instrument.steps.get(step)]

    def content(self) -> Content:
        """The same, apart from tables."""
        return Content(
            _head(self.instrument, self.cohorts),
            tuple(_dimension(each) for each in self.dimensions),
        )

    def faults(self) -> list[Fault]:
        """What keeps it from being published."""
        return faults(self.content(), self.known)


def instruments_for(user: Any, can: Can = Can.VIEW) -> QuerySet[Instrument]:
    """The instruments of a list, with the number of their dimensions and items."""
    return (
        Instrument.objects.allowed(user, can)
        .filter(archived_at=None)
        .select_related("based_on")
        .annotate(
            dimension_count=Count("dimensions", distinct=True),
            item_count=Count("items", distinct=True),
        )
        .prefetch_related("cohorts", Prefetch("dimensions", Dimension.objects.order_by("position", "pk")))
        .for_list()
    )


def instrument_page(instrument: Instrument) -> InstrumentPage:
    """The whole instrument in a fixed number of queries."""
    items: dict[int, list[InstrumentItem]] = defaultdict(list)
    rows = instrument.items.select_related("pillar", "sub_dimension__pillar").order_by("position", "pk")
    for item in rows:
        items[item.indicator_id].append(item)
    indicators: dict[int, list[IndicatorPart]] = defaultdict(list)
    for each in instrument.indicators.order_by("position", "pk"):
        indicators[each.dimension_id].append(IndicatorPart(each, tuple(items[each.pk])))
    running, parts = Decimal(0), []
    for dimension in instrument.dimensions.order_by("position", "pk"):
        running += dimension.weight
        parts.append(DimensionPart(dimension, running, tuple(indicators[dimension.pk])))
    return InstrumentPage(instrument, tuple(instrument.cohorts.all()), tuple(parts), known_for(instrument.year))


def content_of(instrument: Instrument) -> Content:
    """What an instrument says."""
    return instrument_page(instrument).content()


def differences(before: Instrument, after: Instrument) -> Changes:
    """What `after` says otherwise than `before`."""
    return changes(content_of(before), content_of(after))


def pillar_set_of(year: int) -> PillarSet | None:
    """The set of pillars in force at the end of a year."""
    return PillarSet.objects.filter(valid_from__lte=date(year, 12, 31)).order_by("-valid_from", "-pk").first()


def pillars_of(year: int) -> tuple[dict[str, Pillar], dict[str, SubDimension]]:
    """Pillars and sub-dimensions of a year by their codes."""
    rows = SubDimension.objects.filter(pillar__pillar_set=pillar_set_of(year)).select_related("pillar")
    pillars = Pillar.objects.filter(pillar_set=pillar_set_of(year)).order_by("position")
    return {each.code: each for each in pillars}, {
        each.code: each for each in rows.order_by("pillar__position", "position")
    }


def known_for(year: int) -> Known:
    """The codes that an instrument of a year may refer to."""
    pillars, subs = pillars_of(year)
    return Known(
        pillars=frozenset(pillars),
        sub_dimensions={code: each.pillar.code for code, each in subs.items()},
        indicators=indicator_names(),
        cohorts=frozenset(Cohort.objects.values_list("code", flat=True)),
    )


def indicator_names() -> Mapping[str, str]:
    """The names of external indicators by code, in the reader's language."""
    return {each.code: each.name for each in ExternalIndicator.objects.filter(archived_at=None)}


def _head(instrument: Instrument, cohorts: tuple[Cohort, ...]) -> Head:
    return Head(
        name_id=instrument.name_id,
        name_en=instrument.name_en,
        year=instrument.year,
        rounding=instrument.rounding,
        steps=dict(instrument.steps),
        cohorts=tuple(sorted(each.code for each in cohorts)),
        note=instrument.note,
        source=instrument.source,
    )


def _dimension(part: DimensionPart) -> DimensionContent:
    row = part.row
    indicators = tuple(
        IndicatorContent(each.row.name, tuple(item_content(item) for item in each.items)) for each in part.indicators
    )
    return DimensionContent(row.code, row.name_id, row.name_en, row.weight, indicators)


def item_content(row: InstrumentItem) -> ItemContent:
    """What an item says."""
    return ItemContent(
        code=row.code,
        text=row.text,
        guidance=row.guidance,
        pillar=row.pillar.code if row.pillar else "",
        sub_dimension=row.sub_dimension.code if row.sub_dimension else "",
        is_survey=row.is_survey,
        rule=row.rule,
        parameters=dict(row.parameters),
        thresholds=dict(row.thresholds),
        lower_is_better=row.lower_is_better,
        steps=dict(row.steps),
        is_assumed=row.is_assumed,
    )
