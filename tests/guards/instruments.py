"""Instruments for the world of the guards: they belong to no region, so both places have the same ones."""

from __future__ import annotations

from decimal import Decimal

from monev.evaluation.models.instruments import Instrument
from tests.factories.evaluation import (
    DimensionFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    draft_instrument,
)
from tests.factories.organizations import CohortFactory
from tests.factories.pillars import SubDimensionFactory


def add_instruments(place) -> None:
    """A published instrument, a draft based on it that could be published, and the rows of the draft."""
    place.instrument = Instrument.objects.filter(code="terbit").first() or InstrumentFactory(code="terbit")
    place.draft_instrument = Instrument.objects.filter(code="draf").first() or draft_instrument(
        code="draf", based_on=place.instrument
    )
    if not place.instrument.dimensions.exists():
        _fill(place.instrument, 0)
    place.draft_dimension = place.draft_instrument.dimensions.first()
    place.draft_indicator = place.draft_instrument.indicators.first()
    place.draft_item = place.draft_instrument.items.first()


def more_instruments(place, number: int) -> None:
    """More instruments, and more rows in those that pages show."""
    made = InstrumentFactory(code=f"lain-{number}", based_on=place.instrument)
    InstrumentFactory(code=f"draf-{number}", status=Instrument.Status.DRAFT, published_at=None).cohorts.add(
        CohortFactory(), CohortFactory()
    )
    for instrument in (made, place.instrument, place.draft_instrument):
        _fill(instrument, number + 1)
    InstrumentIndicatorFactory(dimension=place.draft_dimension, name=f"Lain {number}")
    InstrumentItemFactory(indicator=place.draft_indicator, code=f"7.{number}")


def _fill(instrument, number: int) -> None:
    dimension = DimensionFactory(instrument=instrument, code=f"lagi-{number}", weight=Decimal(1))
    indicator = InstrumentIndicatorFactory(dimension=dimension)
    sub = SubDimensionFactory()
    item = {"pillar": sub.pillar, "sub_dimension": sub, "thresholds": {"4": "1"}, "steps": {"0": "Tidak ada"}}
    InstrumentItemFactory(indicator=indicator, code=f"8.{number}", rule="other_funds", **item)
