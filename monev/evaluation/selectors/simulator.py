"""From which scores a region simulates: its published ones of a year, or its own answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monev.evaluation.models.assessments import Answer, Assessment
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentItem
from monev.evaluation.models.results import NationalItemScore
from monev.evaluation.scoring import Rounding
from monev.evaluation.simulation import Gain, Outcome, Rules, Scored, gains, lifted, outcome
from organizations.models import Region
from organizations.roles import Can

PUBLISHED, OWN = "resmi", "mandiri"


@dataclass(frozen=True, slots=True)
class Basis:
    """Scores to start from: published ones of a year (`kind` resmi) or those of the own assessment (mandiri)."""

    kind: str
    year: int
    instrument_code: str
    assessment_id: int | None = None
    name: str = ""

    @property
    def address(self) -> str:
        """As it stands in addresses: `resmi-2022`, `mandiri-7`."""
        return f"{self.kind}-{self.assessment_id or self.year}"

    @property
    def is_published(self) -> bool:
        return self.kind == PUBLISHED


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with what it has, what it is tried with, and what it could add."""

    item: InstrumentItem
    scored: Scored
    gain: Gain | None
    tried: Decimal | None

    @property
    def steps(self) -> tuple[int, ...]:
        """The scores above the present one."""
        score = self.scored.score
        return () if score is None else tuple(step for step in range(1, 5) if step > score)


@dataclass(frozen=True, slots=True)
class Simulation:
    """The simulator page: the basis, the outcome as it is and as tried, and the rows by dimension.

    `unanswered`: items of the own assessment without an answer; they count as 0.
    """

    basis: Basis
    instrument: Instrument
    dimensions: tuple[Dimension, ...]
    rows: tuple[ItemRow, ...]
    now: Outcome
    then: Outcome
    unanswered: int

    @property
    def added(self) -> Decimal | None:
        """What the tried scores add to the final."""
        if self.now.final is None or self.then.final is None:
            return None
        return self.then.final - self.now.final

    @property
    def tried(self) -> tuple[ItemRow, ...]:
        return tuple(row for row in self.rows if row.tried is not None)

    @property
    def by_gain(self) -> tuple[ItemRow, ...]:
        """Rows that can be lifted, the largest gain first."""
        open_rows = [row for row in self.rows if row.gain and not row.gain.is_full]
        return tuple(sorted(open_rows, key=lambda row: _order(row.gain)))

    def of_dimension(self, code: str) -> tuple[ItemRow, ...]:
        return tuple(row for row in self.rows if row.scored.dimension == code)


def _order(gain: Gain | None) -> tuple[Any, ...]:
    assert gain is not None  # noqa: S101
    return (-gain.by_full, -gain.exact, -gain.by_step, gain.code)


def bases(region: Region, *, seen_by: Any) -> tuple[Basis, ...]:
    """What the region can start from: published scores, the newest first, then its own assessments."""
    known = set(Instrument.objects.filter(items__isnull=False).values_list("code", flat=True))
    scores = NationalItemScore.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
    editions = scores.order_by("-year", "instrument_code").values_list("year", "instrument_code").distinct()
    published = [Basis(PUBLISHED, year, code) for year, code in editions if code in known]
    own = Assessment.objects.allowed(seen_by, Can.VIEW).current().of_region(region).filter(answers__isnull=False)
    rows = own.select_related("round__instrument").distinct().order_by("-round__year", "-pk")
    return (
        *published,
        *(
            Basis(OWN, row.round.year, row.round.instrument.code, row.pk, row.round.name)
            for row in rows
            if row.round.instrument.code in known
        ),
    )


def simulation(region: Region, basis: Basis, tried: Mapping[str, Decimal], *, seen_by: Any) -> Simulation:
    """The outcome of the basis and of the tried scores, by the instrument's own rule."""
    instrument = Instrument.objects.prefetch_related("dimensions").get(code=basis.instrument_code)
    items = list(instrument.items.select_related("indicator__dimension", "pillar").order_by("position", "pk"))
    dimensions = tuple(instrument.dimensions.all())
    rules = Rules({each.code: each.weight for each in dimensions}, Rounding(instrument.rounding))
    given, unanswered = _scores(region, basis, items, seen_by=seen_by)
    scored = [Scored(each.code, each.indicator.dimension.code, given.get(each.code)) for each in items]
    found = {each.code: each for each in gains(scored, rules)}
    fitting = {row.code: tried[row.code] for row in scored if row.score is not None and row.code in tried}
    return Simulation(
        basis=basis,
        instrument=instrument,
        dimensions=dimensions,
        rows=tuple(
            ItemRow(item, row, found.get(item.code), fitting.get(item.code))
            for item, row in zip(items, scored, strict=True)
        ),
        now=outcome(scored, rules),
        then=outcome(lifted(scored, fitting), rules),
        unanswered=unanswered,
    )


def _scores(
    region: Region, basis: Basis, items: Sequence[InstrumentItem], *, seen_by: Any
) -> tuple[dict[str, Decimal | None], int]:
    """The score of each item by code, None where it does not apply; and how many have no answer (they count as 0)."""
    if basis.is_published:
        rows = NationalItemScore.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
        own = rows.filter(year=basis.year, instrument_code=basis.instrument_code)
        return dict(own.values_list("item_code", "score")), 0
    answers = Answer.objects.allowed(seen_by, Can.VIEW).current().filter(assessment=basis.assessment_id)
    by_code = {
        code: (score, absent) for code, score, absent in answers.values_list("item__code", "score", "is_not_applicable")
    }
    found: dict[str, Decimal | None] = {}
    for item in items:
        score, absent = by_code.get(item.code, (None, False))
        found[item.code] = None if absent else Decimal(score or 0)
    return found, sum(by_code.get(item.code, (None, False)) == (None, False) for item in items)
