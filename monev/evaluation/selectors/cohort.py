"""Medians of the cohort of a region: regions of the same cohort, evaluated in the same year by the same instrument.

The region itself counts. Those that did not take part do not. Below three regions nothing is shown: a median of two
would tell the score of the other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from monev.evaluation.models.results import NationalItemScore, NationalResult
from monev.monitoring.ranking import spread
from organizations.models import Region

FEWEST = 3
Edition = tuple[int, str]
"""A year and the code of the instrument by which regions were evaluated."""


@dataclass(frozen=True, slots=True)
class Median:
    """The median of a figure and of how many regions it is; None where they are too few."""

    value: Decimal | None
    regions: int


NO_MEDIAN = Median(None, 0)


def median_of(figures: Iterable[Decimal]) -> Median:
    """The median, unless it rests on fewer than three regions.

    >>> median_of([Decimal(1), Decimal(2), Decimal(4)]), median_of([Decimal(1), Decimal(2)])
    (Median(value=Decimal('2'), regions=3), Median(value=None, regions=2))
    """
    known = list(figures)
    found = spread(known) if len(known) >= FEWEST else None
    return Median(found.median if found else None, len(known))


@dataclass(frozen=True, slots=True)
class CohortResults:
    """By edition the medians of the final index and of each dimension."""

    index: Mapping[Edition, Median]
    dimensions: Mapping[tuple[Edition, str], Median]


def cohort_results(region: Region, editions: Iterable[Edition]) -> CohortResults:
    """The medians of the published results of the cohort, in one query."""
    index: dict[Edition, list[Decimal]] = {}
    dimensions: dict[tuple[Edition, str], list[Decimal]] = {}
    wanted = _any_of(editions)
    if region.cohort_id and wanted is not None:
        rows = NationalResult.objects.current().filter(
            wanted, region__cohort=region.cohort_id, stage=NationalResult.Stage.FINAL
        )
        for row in rows:
            edition = (row.year, row.instrument_code)
            if row.is_ranked:
                index.setdefault(edition, []).append(row.index)
                for code, score in row.dimensions.items():
                    dimensions.setdefault((edition, code), []).append(Decimal(score))
    return CohortResults(
        {key: median_of(values) for key, values in index.items()},
        {key: median_of(values) for key, values in dimensions.items()},
    )


def cohort_items(region: Region, edition: Edition) -> dict[str, Median]:
    """The medians of the published item scores of the cohort by item code, in two queries."""
    if not region.cohort_id:
        return {}
    year, code = edition
    of_cohort = {"year": year, "instrument_code": code, "region__cohort": region.cohort_id, "archived_at": None}
    results = NationalResult.objects.filter(**of_cohort, stage=NationalResult.Stage.FINAL)
    absent = {row.region_id for row in results if not row.is_ranked}
    scores = NationalItemScore.objects.filter(**of_cohort, score__isnull=False).exclude(region__in=absent)
    found: dict[str, list[Decimal]] = {}
    for item, score in scores.values_list("item_code", "score"):
        found.setdefault(item, []).append(score)
    return {item: median_of(values) for item, values in found.items()}


def _any_of(editions: Iterable[Edition]) -> Q | None:
    wanted: Q | None = None
    for year, code in editions:
        one = Q(year=year, instrument_code=code)
        wanted = one if wanted is None else wanted | one
    return wanted
