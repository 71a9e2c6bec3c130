"""The example figures of a report: spending per source within the ceilings of the day, and indicator values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from masterplan.models.plans import BudgetLine, Indicator, IndicatorTarget, PlannedProgress, Program
from portal.demo.plan import SPENDING_SHAPE
from portal.demo.quarters import Quarter
from portal.demo.stories import Chapter

WHOLE = Decimal(1)
TENTH = Decimal("0.1")
FEW = Decimal(40)
"""Smaller targets with a fraction in reality (days, percent) keep one decimal place."""
COUNTED = frozenset([
    "desa", "layanan", "dokumen", "usulan", "aplikasi", "jabatan", "pengaduan", "orang", "destinasi", "acara", "produk",
    "taman", "usaha", "pedagang", "kecamatan", "kasus", "rumah", "fasilitas", "kegiatan", "kejadian", "titik", "unit",
])  # fmt: skip


@dataclass
class PlanFigures:
    """What the plan says, by program and year."""

    physical: dict[tuple[int, int, int], Decimal] = field(default_factory=dict)
    budget: dict[tuple[int, int], list[BudgetLine]] = field(default_factory=lambda: defaultdict(list))
    indicators: dict[int, list[Indicator]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[tuple[int, int], Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, programs: list[Program]) -> PlanFigures:
        """Read them for these programs, in four queries."""
        made = cls()
        for row in PlannedProgress.objects.filter(program__in=programs):
            made.physical[row.program_id, row.year, row.month] = row.physical_percent
        for line in BudgetLine.objects.filter(program__in=programs).order_by("edition"):
            made.budget[line.program_id, line.year].append(line)
        for indicator in Indicator.objects.filter(program__in=programs).order_by("position"):
            made.indicators[indicator.program_id].append(indicator)
        for target in IndicatorTarget.objects.filter(indicator__program__in=programs):
            if target.value is not None:
                made.targets[target.indicator_id, target.year] = target.value
        return made

    def ceilings(self, program: Program, year: int, on: date) -> dict[int, Decimal]:
        """By source; a revised ceiling counts from its day on. `murni` sorts before `perubahan`."""
        return {
            line.source_of_funds_id: line.ceiling
            for line in self.budget[program.pk, year]
            if line.approved_on is None or line.approved_on <= on
        }

    def spending(self, program: Program, quarter: Quarter, told: Chapter) -> dict[int, Decimal]:
        """Cumulative spending per source, whole rupiah."""
        share = Decimal(SPENDING_SHAPE[quarter.number - 1]) / 100 * told.spending_share
        ceilings = self.ceilings(program, quarter.year, quarter.last_day)
        return {source: (ceiling * share).quantize(WHOLE) for source, ceiling in ceilings.items()}

    def values(
        self, program: Program, quarter: Quarter, told: Chapter, rise: Decimal
    ) -> Iterator[tuple[Indicator, Decimal]]:
        """A value for each indicator with a target; `rise`: points of physical progress since the last report."""
        for indicator in self.indicators[program.pk]:
            target = self.targets.get((indicator.pk, quarter.year))
            if target is None:
                continue
            if told.is_implausible and indicator.position == 1 and indicator.plausible_max is not None:
                yield indicator, (indicator.plausible_max * 10).quantize(WHOLE)
                continue
            before = self.targets.get((indicator.pk, quarter.year - 1), indicator.baseline or Decimal(0))
            value = value_of(indicator, target, before, told, rise)
            yield indicator, rounded(value, indicator)


def value_of(indicator: Indicator, target: Decimal, before: Decimal, told: Chapter, rise: Decimal) -> Decimal:
    """What is realised: a part of the year for sums, on the way from last year's target for standing values."""
    way = told.physical / 100
    if indicator.polarity == Indicator.Polarity.STABILISE:
        return target * (1 - abs(told.achievement - 1) / 4)
    if indicator.polarity == Indicator.Polarity.LOWER:
        share = rise / 100 if indicator.aggregation == Indicator.Aggregation.SUM else WHOLE
        aim = target * (2 - told.achievement)
        return aim * share if indicator.aggregation == Indicator.Aggregation.SUM else before + (aim - before) * way
    if indicator.aggregation == Indicator.Aggregation.SUM:
        return target * told.achievement * max(rise, Decimal(0)) / 100
    return before + (target * told.achievement - before) * way


def rounded(value: Decimal, indicator: Indicator) -> Decimal:
    """As the unit is counted, within what is plausible."""
    lowest, highest = indicator.plausible_min or Decimal(0), indicator.plausible_max
    value = max(value, lowest)
    if highest is not None:
        value = min(value, highest)
    return value.quantize(WHOLE if indicator.unit in COUNTED else TENTH)
