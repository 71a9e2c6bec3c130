"""The instruments of 2022 and 2023 with their real weights and rounding, as far as tests need them."""

import csv
from decimal import Decimal

from monev.evaluation.models.instruments import Instrument
from portal.reference.files import DATA
from tests.factories.evaluation import (
    DimensionFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
)

EACH, TOTAL = Instrument.Rounding.EACH_CONTRIBUTION, Instrument.Rounding.TOTAL
DIMENSIONS = ("baseline", "output", "outcome", "impact", "quick_win", "collaboration")
KNOWN = {
    "2022": (2022, EACH, (10, 20, 30, 10, 30)),
    "2022-regular": (2022, EACH, (10, 20, 30, 20, 20)),
    "2023-regular": (2023, TOTAL, (10, 20, 30, 20, 20)),
    "2023-priority": (2023, TOTAL, (10, 20, 20, 20, 20, 10)),
}
MALANG_FILE = DATA / "reference/national-item-scores-2022-35.07.csv"


def known_instrument(code: str, **columns) -> Instrument:
    """One of them, with dimensions and no items."""
    year, rounding, weights = KNOWN[code]
    instrument = InstrumentFactory(code=code, year=year, rounding=rounding, **columns)
    for position, (name, weight) in enumerate(zip(DIMENSIONS, weights, strict=False), start=1):
        DimensionFactory(
            instrument=instrument, code=name, name_id=name.title(), weight=Decimal(weight), position=position
        )
    return instrument


def instrument_2022_with_items() -> Instrument:
    """The instrument of 2022 with its 59 items, by the codes of the published scores: 1.01 to 5.12."""
    instrument = known_instrument("2022")
    indicators = {
        str(number): InstrumentIndicatorFactory(dimension=dimension)
        for number, dimension in enumerate(instrument.dimensions.order_by("position"), start=1)
    }
    with MALANG_FILE.open(encoding="utf-8") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            InstrumentItemFactory(
                indicator=indicators[row["code"][0]], code=row["code"], text=f"Butir {row['code']}", position=position
            )
    return instrument
