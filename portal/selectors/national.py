"""Regions side by side, for assessors and the nation: what is kept of each, read in a fixed number of queries.

Nothing is calculated anew: figures come from `RegionStanding` (verified only, of a stated moment), indices from the
published results of the national evaluation. Only the regions that the person oversees are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q

from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.periods import period_label
from monev.monitoring.ranking import Rank, ranks
from organizations.models import BoundaryMap, Region
from organizations.roles import Can
from portal.selectors.nation import MONTHS, QUARTER, Asked, Moment, National, RegionLine, cohort_code

MOMENTS = 12
"""So many quarters back can be chosen."""


def national(user: Any, asked: Asked, *, today: date) -> National:
    """Everything on the national page that comes from the regions, in eight queries whatever their number."""
    regions = list(
        Region.objects.allowed(user, Can.OVERSEE).current().select_related("province", "cohort").order_by("code")
    )
    moments = _moments(user)
    moment = next((each for each in moments if each.address == asked.period), None) or _newest_closed(moments, today)
    standings = _standings(user, moment)
    spoke = _last_reported(user, moment)
    year, results, before = _results(user, moment.year if moment else today.year)
    lines = [
        RegionLine(
            region=region,
            standing=standings.get(region.pk),
            result=results.get(region.pk),
            before=before.get(region.pk),
            silent_months=_silent_months(moment, spoke.get(region.pk)),
            last_reported=_moment_label(spoke.get(region.pk)),
        )
        for region in regions
    ]
    ranked = _ranked(lines)
    return National(
        asked=asked,
        moment=moment,
        moments=moments,
        every=ranked,
        lines=tuple(each for each in ranked if asked.fits(each.region)),
        result_year=year,
        boundaries=BoundaryMap.objects.defer("content").first(),
    )


def _moments(user: Any) -> tuple[Moment, ...]:
    """The ends of quarters for which something is kept, newest first."""
    rows = RegionStanding.objects.allowed(user, Can.OVERSEE).filter(
        last_month__in=range(QUARTER, MONTHS + 1, QUARTER), region__archived_at=None
    )
    counted = (
        rows.order_by()
        .values("year", "last_month")
        .annotate(
            regions=Count("region", distinct=True),
            reporting=Count("region", distinct=True, filter=Q(reported__gt=0)),
            proven=Count("region", distinct=True, filter=Q(verified__gt=0)),
        )
        .order_by("-year", "-last_month")
    )
    return tuple(
        Moment(row["year"], row["last_month"], row["regions"], row["reporting"], row["proven"])
        for row in counted[:MOMENTS]
    )


def _newest_closed(moments: Sequence[Moment], today: date) -> Moment | None:
    """The newest quarter that is over, else the newest there is: one does not begin with a quarter nobody reports."""
    over = [each for each in moments if each.months < today.year * MONTHS + today.month and each.reported]
    return next(iter(over or moments), None)


def _standings(user: Any, moment: Moment | None) -> dict[int, Any]:
    """What is kept of each region at the moment; of a month and a quarter that end together, that of its rhythm."""
    if moment is None:
        return {}
    rows = RegionStanding.objects.allowed(user, Can.OVERSEE).filter(year=moment.year, last_month=moment.last_month)
    found: dict[int, Any] = {}
    for row in rows.with_staleness().annotate(rhythm=F("region__rhythm")).select_related("period"):
        if row.region_id not in found or row.kind == row.rhythm:
            found[row.region_id] = row
    return found


def _last_reported(user: Any, moment: Moment | None) -> dict[int, int]:
    """By region the last month, counted from the year 0, up to the moment for which something was sent."""
    if moment is None:
        return {}
    rows = RegionStanding.objects.allowed(user, Can.OVERSEE).filter(reported__gt=0)
    dated = rows.annotate(months=F("year") * MONTHS + F("last_month")).filter(months__lte=moment.months)
    return dict(dated.order_by().values_list("region").annotate(last=Max("months")))


def _silent_months(moment: Moment | None, last: int | None) -> int | None:
    """How many months lie between the last period that was reported and this one; None: never reported."""
    return None if moment is None or last is None else moment.months - last


def _moment_label(months: int | None) -> str:
    """The label of the period that ends with this month."""
    if months is None:
        return ""
    year, month = divmod(months - 1, MONTHS)
    if (month + 1) % QUARTER:
        return period_label(is_quarter=False, year=year, number=month + 1)
    return period_label(is_quarter=True, year=year, number=(month + 1) // QUARTER)


Results = dict[int, NationalResult]


def _results(user: Any, latest: int) -> tuple[int | None, Results, Results]:
    """The newest published year, not later than `latest`, and by region its results and those of the year before."""
    rows = NationalResult.objects.allowed(user, Can.OVERSEE).filter(
        stage=NationalResult.Stage.FINAL, archived_at=None, year__lte=latest
    )
    year = rows.aggregate(newest=Max("year"))["newest"]
    if year is None:
        return None, {}, {}
    by_year: dict[int, Results] = {year: {}, year - 1: {}}
    for row in rows.filter(year__in=by_year):
        by_year[row.year][row.region_id] = row
    return year, by_year[year], by_year[year - 1]


def _ranked(lines: Sequence[RegionLine]) -> tuple[RegionLine, ...]:
    """The same with the places of each region in its cohort, by index and by achievement."""
    groups: dict[str, list[RegionLine]] = {}
    for each in lines:
        groups.setdefault(cohort_code(each.region), []).append(each)
    index: dict[int, Rank] = {}
    achieved: dict[int, Rank] = {}
    for rows in groups.values():
        index |= ranks({each.region.pk: each.index for each in rows})
        achieved |= ranks({each.region.pk: each.achievement for each in rows})
    return tuple(_with_ranks(each, index, achieved) for each in lines)


def _with_ranks(line: RegionLine, index: Mapping[int, Rank], achieved: Mapping[int, Rank]) -> RegionLine:
    own = line.region.pk
    return replace(line, index_rank=index.get(own), achievement_rank=achieved.get(own))
