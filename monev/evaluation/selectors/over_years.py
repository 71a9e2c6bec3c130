"""A region over the years and beside its cohort: results, dimensions, and item by item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from core.words import plain
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import NationalItemScore, NationalResult
from monev.evaluation.selectors.cohort import NO_MEDIAN, CohortResults, Edition, Median, cohort_items, cohort_results
from organizations.models import Region
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class ResultLine:
    """The result of one year; `improvement` is computed against the year before, None without one."""

    result: NationalResult
    improvement: Decimal | None
    cohort: Median


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A dimension or an item: its score by year, and the median of the cohort in the newest of the years.

    `codes`: other codes that the item had, by year. `is_asked`: the newest instrument still asks it.
    """

    code: str
    name: str
    scores: Mapping[int, Decimal | None]
    cohort: Median = NO_MEDIAN
    dimension: str = ""
    codes: Mapping[int, str] = field(default_factory=dict)
    is_asked: bool = True
    weight: Decimal | None = None

    def difference(self, year: int) -> Decimal | None:
        """Own score minus the median of the cohort."""
        own = self.scores.get(year)
        return None if own is None or self.cohort.value is None else own - self.cohort.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything on the comparing page. Years are newest first; items may be known for fewer of them."""

    region: Region
    results: tuple[ResultLine, ...]
    dimensions: tuple[ScoreLine, ...]
    items: tuple[ScoreLine, ...]
    item_years: tuple[int, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which the region took part."""
        return tuple(each.result.year for each in self.results if each.result.is_ranked)

    @property
    def newest(self) -> ResultLine | None:
        """The newest result of a year in which the region took part."""
        return next((each for each in self.results if each.result.is_ranked), None)

    @property
    def has_examples(self) -> bool:
        return any(each.result.is_example for each in self.results)


def comparison(region: Region, *, seen_by: Any) -> Comparison:
    """Results, dimensions and items of the region, in a fixed number of queries."""
    results = list(
        NationalResult.objects.allowed(seen_by, Can.VIEW)
        .current()
        .of_region(region)
        .filter(stage=NationalResult.Stage.FINAL)
        .order_by("-year", "pk")
    )
    scores = list(NationalItemScore.objects.allowed(seen_by, Can.VIEW).current().of_region(region))
    instruments = _instruments({row.instrument_code for row in (*results, *scores)})
    cohort = cohort_results(region, [(row.year, row.instrument_code) for row in results])
    editions = sorted({(row.year, row.instrument_code) for row in scores}, reverse=True)
    medians = cohort_items(region, editions[0]) if editions else {}
    return Comparison(
        region=region,
        results=tuple(_result(row, results, cohort) for row in results),
        dimensions=_dimensions([row for row in results if row.is_ranked], instruments, cohort),
        items=_items(scores, editions, instruments, medians),
        item_years=tuple(dict.fromkeys(year for year, _code in editions)),
    )


def _instruments(codes: Iterable[str]) -> dict[str, Instrument]:
    """The instruments by code, with dimensions and items."""
    items = InstrumentItem.objects.select_related("indicator__dimension").order_by("position", "pk")
    rows = Instrument.objects.filter(code__in=set(codes)).prefetch_related("dimensions", Prefetch("items", items))
    return {row.code: row for row in rows}


def _result(row: NationalResult, results: Sequence[NationalResult], cohort: CohortResults) -> ResultLine:
    before = next((each for each in results if each.year == row.year - 1), None)
    improvement = row.improvement_on(before) if row.is_ranked else None
    return ResultLine(row, improvement, cohort.index.get((row.year, row.instrument_code), NO_MEDIAN))


def _dimensions(
    results: Sequence[NationalResult], instruments: Mapping[str, Instrument], cohort: CohortResults
) -> tuple[ScoreLine, ...]:
    """The dimensions by code, those of the newest instrument first; their weights are those of the newest."""
    names: dict[str, tuple[str, Decimal | None]] = {}
    for row in results:
        own = instruments.get(row.instrument_code)
        known = {each.code: each for each in own.dimensions.all()} if own else {}
        for code in [*known, *(each for each in row.dimensions if each not in known)]:
            weight = known[code].weight if code in known and row is results[0] else None
            names.setdefault(code, (known[code].name if code in known else code, weight))
    newest = (results[0].year, results[0].instrument_code) if results else None
    return tuple(
        ScoreLine(
            code=code,
            name=name,
            weight=weight,
            scores={row.year: Decimal(row.dimensions[code]) for row in results if code in row.dimensions},
            cohort=cohort.dimensions.get((newest, code), NO_MEDIAN) if newest else NO_MEDIAN,
        )
        for code, (name, weight) in names.items()
    )


Key = tuple[str, ...]
"""What makes an item the same in two instruments."""


def item_keys(rows: Iterable[tuple[str, str]]) -> dict[str, Key]:
    """By code what makes the items of an instrument the same elsewhere: their text; its code too where it stands twice.

    `3.09` asks for different things in 2022 and 2023, while the question of `3.09` became `3.11`:

    >>> old = item_keys([("3.09", "Program Ekonomi")])
    >>> new = item_keys([("3.09", "Investasi"), ("3.11", "Program  ekonomi")])
    >>> old["3.09"] == new["3.11"], old["3.09"] == new["3.09"]
    (True, False)
    """
    texts = {code: " ".join(plain(text).split()) for code, text in rows}
    often = list(texts.values())
    return {code: (text,) if often.count(text) == 1 else (text, code) for code, text in texts.items()}


def _items(
    scores: Sequence[NationalItemScore],
    editions: Sequence[Edition],
    instruments: Mapping[str, Instrument],
    medians: Mapping[str, Median],
) -> tuple[ScoreLine, ...]:
    """Items in the order of the newest instrument, then those that only older ones asked."""
    found: dict[Key, dict[str, Any]] = {}
    given = {(row.year, row.instrument_code, row.item_code): row.score for row in scores}
    for place, (year, code) in enumerate(editions):
        for item in _asked(
            code, instruments, [row for row in scores if (row.year, row.instrument_code) == (year, code)]
        ):
            if (year, code, item["code"]) not in given:
                continue
            line = found.setdefault(
                item["key"],
                {"item": item, "scores": {}, "codes": {}, "is_asked": place == 0},
            )
            line["scores"].setdefault(year, given[year, code, item["code"]])
            if item["code"] != line["item"]["code"]:
                line["codes"][year] = item["code"]
    return tuple(
        ScoreLine(
            code=line["item"]["code"],
            name=line["item"]["text"],
            dimension=line["item"]["dimension"],
            scores=line["scores"],
            codes=line["codes"],
            is_asked=line["is_asked"],
            cohort=medians.get(line["item"]["code"], NO_MEDIAN) if line["is_asked"] else NO_MEDIAN,
        )
        for line in found.values()
    )


def _asked(
    code: str, instruments: Mapping[str, Instrument], scores: Sequence[NationalItemScore]
) -> list[dict[str, Any]]:
    """The items of an instrument; of one that is not stored those that have a score, by their codes alone."""
    own = instruments.get(code)
    if own is None:
        return [
            {"code": row.item_code, "text": "", "dimension": "", "key": ("", code, row.item_code)}
            for row in sorted(scores, key=lambda each: each.item_code)
        ]
    rows = list(own.items.all())
    keys = item_keys((row.code, row.text) for row in rows)
    return [
        {"code": row.code, "text": row.text, "dimension": row.indicator.dimension.name, "key": keys[row.code]}
        for row in rows
    ]
