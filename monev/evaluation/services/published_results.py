"""Past results as published: stored beside what the instrument's rule makes of them, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from core.errors import Refused
from monev.evaluation.importing.results import IMPROVEMENT, PublishedRow, PublishedTable, read_published
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.results import NationalResult
from monev.evaluation.region_names import Named, RegionNames
from monev.evaluation.scoring import Rounding, final_index, raw_index
from organizations.models import Region

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Difference:
    """A region whose figures disagree. `published` is the official final of the file.

    `computed`: what the rule makes of the dimensions of the file. `stored`: the official final that was stored before
    and stays. `stored_dimensions`: whether the dimensions stored before are other ones, too.
    """

    region: Named
    published: Decimal
    computed: Decimal | None = None
    stored: Decimal | None = None
    dimensions: tuple[str, ...] = ()
    instrument: str = ""

    @property
    def is_arithmetic(self) -> bool:
        """Whether the published final is not what the rule makes of the published dimensions."""
        return self.computed is not None


@dataclass
class LoadedResults:
    """What a file brought."""

    table: PublishedTable
    created: int = 0
    completed: int = 0
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def absent(self) -> tuple[PublishedRow, ...]:
        """Regions that did not take part: kept apart."""
        return tuple(row for row in self.table.rows if not row.takes_part)

    @property
    def agreeing(self) -> int:
        """Regions that took part and whose published final is the computed one."""
        wrong = {each.region.code for each in self.differences if each.is_arithmetic}
        return sum(row.takes_part and row.region.code not in wrong for row in self.table.rows)


@dataclass(frozen=True, slots=True)
class Computed:
    """The final index of an instrument's rule, rounded and before rounding."""

    index: Decimal
    raw: Decimal


def weights_of(instrument: Instrument) -> dict[str, Decimal]:
    """The weights of the dimensions by code, in their order. Raises `Refused` where they are no whole."""
    weights = {each.code: each.weight for each in instrument.dimensions.order_by("position", "pk")}
    if sum(weights.values()) != HUNDRED:
        facts = {"code": instrument.code, "sum": f"{sum(weights.values()):f}"}
        raise Refused(_("The weights of the instrument %(code)s sum to %(sum)s, not to 100.") % facts)
    return weights


def computed(instrument: Instrument, dimensions: dict[str, Decimal], weights: dict[str, Decimal]) -> Computed:
    """What the instrument makes of the scores of its dimensions."""
    return Computed(
        final_index(dimensions, weights, Rounding(instrument.rounding)),
        raw_index(dimensions, weights),
    )


def register_of_regions() -> RegionNames:
    """All regions as names are matched against."""
    rows = Region.objects.exclude(kind=Region.Kind.PROVINCE).values_list("code", "name", "province__name")
    return RegionNames.of(Named(*row) for row in rows)


@transaction.atomic
def load_published_results(
    content: bytes,
    *,
    filename: str,
    instrument: Instrument,
    by: Any = None,
    source: str = "",
    published_on: date | None = None,
) -> LoadedResults:
    """Store the results of a file, official and computed figures side by side; what is stored already stays.

    Raises `UnfitFile` before anything is written when a line cannot be understood.
    """
    weights = weights_of(instrument)
    table = read_published(content, filename=filename, dimensions=list(weights), names=register_of_regions())
    codes = {row.region.code for row in table.rows}
    regions = dict(Region.objects.filter(code__in=codes).values_list("code", "pk"))
    known = _stored(instrument.year, regions.values())
    used = set(Instrument.objects.values_list("code", flat=True))
    loaded, new = LoadedResults(table), []
    facts = {"source": source or filename, "published_on": published_on}
    for row in table.rows:
        result = _result(row, instrument, weights) | facts | {"region_id": regions[row.region.code]}
        if row.takes_part and result["computed_index"] != row.final:
            loaded.differences.append(Difference(row.region, row.final, computed=result["computed_index"]))
        before = known.get(regions[row.region.code])
        if before is None:
            new.append(NationalResult(**result))
        else:
            _keep(before, row, result, loaded, by=by, is_known=before.instrument_code in used)
    bulk_create_with_history(new, NationalResult, batch_size=400, default_user=by)
    loaded.created = len(new)
    return loaded


def _stored(year: int, regions: Iterable[int]) -> dict[int, NationalResult]:
    """The final results of the year by region."""
    rows = NationalResult.objects.filter(year=year, stage=NationalResult.Stage.FINAL, region__in=list(regions))
    return {row.region_id: row for row in rows.select_for_update(of=("self",))}


def _result(row: PublishedRow, instrument: Instrument, weights: dict[str, Decimal]) -> dict[str, Any]:
    """The columns of a result; a region that did not take part has no computed figure."""
    found = computed(instrument, row.dimensions, weights) if row.takes_part else None
    return {
        "year": instrument.year,
        "stage": NationalResult.Stage.FINAL,
        "instrument_code": instrument.code,
        "index": row.final,
        "dimensions": {code: str(score) for code, score in row.dimensions.items()},
        "takes_part": row.takes_part,
        "computed_index": found.index if found else None,
        "raw_index": found.raw if found else None,
        "improvement": row.improvement,
    }


def _keep(
    stored: NationalResult,
    row: PublishedRow,
    result: dict[str, Any],
    loaded: LoadedResults,
    *,
    by: Any,
    is_known: bool,
) -> None:
    """A stored result stays as it was published; only what was never said of it is filled in."""
    other = _other_scores(stored, row)
    elsewhere = stored.instrument_code if is_known and stored.instrument_code != result["instrument_code"] else ""
    if stored.index != row.final or other or elsewhere:
        loaded.differences.append(
            Difference(row.region, row.final, stored=stored.index, dimensions=other, instrument=elsewhere)
        )
        loaded.unchanged += 1
        return
    missing = {name: value for name, value in result.items() if _is_missing(stored, name, value, is_known=is_known)}
    for name, value in missing.items():
        setattr(stored, name, value)
    if missing:
        stored.store(by=by, reason="load_published_results")
    loaded.completed += bool(missing)
    loaded.unchanged += not missing


def _other_scores(stored: NationalResult, row: PublishedRow) -> tuple[str, ...]:
    """The codes under which something else is stored than the file says."""
    given = {code: str(score) for code, score in row.dimensions.items()}
    other = [code for code, score in given.items() if stored.dimensions.get(code, score) != score]
    if None not in (stored.improvement, row.improvement) and stored.improvement != row.improvement:
        other.append(IMPROVEMENT)
    return tuple(other)


CALCULATED = frozenset(["computed_index", "raw_index", "takes_part"])
"""What the portal says of a result itself: it follows the rule of the instrument."""


def _is_missing(stored: NationalResult, name: str, value: Any, *, is_known: bool) -> bool:
    """Whether a column of a stored result may be set: calculated ones, empty ones, a code that no instrument has."""
    now = getattr(stored, name, None)
    if name == "raw_index" and now is not None and value is not None:
        return bool(now != round(value, 6))
    if name in CALCULATED:
        return bool(now != value)
    if name == "instrument_code":
        return not is_known and bool(now != value)
    return now in (None, "", {}) and value not in (None, "", {})
