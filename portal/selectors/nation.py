"""What the national page shows, as rows: a region, the end of a quarter, the whole; `selectors.national` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from monev.evaluation.models.results import NationalResult
from monev.monitoring.periods import period_label
from monev.monitoring.ranking import Rank
from organizations.models import BoundaryMap, Cohort, Province, Region

MONTHS = 12
QUARTER = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a quarter, and how many regions had a period that ends then, reported in it, and were verified."""

    year: int
    last_month: int
    regions: int = 0
    reported: int = 0
    verified: int = 0

    @property
    def address(self) -> str:
        """As it stands in addresses: `2026-3`."""
        return f"{self.year}-{self.last_month // QUARTER}"

    @property
    def label(self) -> str:
        return period_label(is_quarter=True, year=self.year, number=self.last_month // QUARTER)

    @property
    def months(self) -> int:
        """Months since the year 0, to count how long ago something was."""
        return self.year * MONTHS + self.last_month


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `kind` is kabupaten or kota."""

    period: str = ""
    cohort: str = ""
    province: str = ""
    kind: str = ""

    def fits(self, region: Region) -> bool:
        """Whether a region belongs to the selection."""
        return (
            (not self.province or region.province.code == self.province)
            and (not self.kind or region.kind == self.kind)
            and (not self.cohort or cohort_code(region) == self.cohort)
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether only some regions are asked for."""
        return bool(self.cohort or self.province or self.kind)


NO_COHORT = "tanpa"
"""How the address names the regions whose cohort is not known."""


def cohort_code(region: Region) -> str:
    """The cohort of a region as the address names it."""
    return region.cohort.code if region.cohort else NO_COHORT


def cohort_label(region: Region) -> str:
    """The cohort of a region in words."""
    return region.cohort.label if region.cohort else gettext("cohort not known")


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region: its kept figures at the moment, its published index and the one before, its places in its cohort.

    `result` is None where nothing was published; `took_part` is False where it was published with zeros.
    """

    region: Region
    standing: Any | None
    result: NationalResult | None
    before: NationalResult | None
    silent_months: int | None
    last_reported: str
    index_rank: Rank | None = None
    achievement_rank: Rank | None = None

    @property
    def took_part(self) -> bool:
        return self.result is not None and self.result.is_ranked

    @property
    def index(self) -> Decimal | None:
        """The published index (0 to 4); None for those that did not take part: they are not ranked."""
        return self.result.index if self.result and self.took_part else None

    @property
    def computed(self) -> Decimal | None:
        """What the rule of the instrument makes of the published dimensions; it stands beside the index."""
        return self.result.computed_index if self.result and self.took_part else None

    @property
    def change(self) -> Decimal | None:
        """Against the year before, where the region took part in both: before rounding, as far as that is known."""
        if self.result is None or not self.took_part:
            return None
        return self.result.improvement_on(self.before)

    @property
    def achievement(self) -> Decimal | None:
        return self.standing.achievement if self.standing else None

    @property
    def completeness(self) -> Decimal | None:
        return self.standing.completeness if self.standing else None

    @property
    def reported(self) -> int:
        """Programs whose report left the OPD."""
        return self.standing.reported if self.standing else 0

    @property
    def verified(self) -> int:
        return self.standing.verified if self.standing else 0

    @property
    def is_silent(self) -> bool:
        """It uses the portal, and nothing was sent for this period."""
        return self.region.is_active and not self.reported


@dataclass(frozen=True, slots=True)
class National:
    """The national page. `every` are all regions that the person oversees, `lines` those of the selection."""

    asked: Asked
    moment: Moment | None
    moments: tuple[Moment, ...]
    every: tuple[RegionLine, ...]
    lines: tuple[RegionLine, ...]
    result_year: int | None
    boundaries: BoundaryMap | None

    @property
    def using(self) -> int:
        return sum(each.region.is_active for each in self.lines)

    @property
    def reporting(self) -> int:
        return sum(bool(each.reported) for each in self.lines)

    @property
    def verified(self) -> int:
        return sum(bool(each.verified) for each in self.lines)

    @property
    def silent(self) -> tuple[RegionLine, ...]:
        """Who uses the portal and sent nothing, the longest silent first."""
        rows = [each for each in self.lines if each.is_silent]
        return tuple(
            sorted(
                rows, key=lambda each: (each.silent_months is not None, -(each.silent_months or 0), each.region.code)
            )
        )

    @property
    def absent(self) -> tuple[RegionLine, ...]:
        """Published, but without having taken part: listed apart, not ranked."""
        return tuple(each for each in self.lines if each.result is not None and not each.took_part)

    @property
    def stale(self) -> int:
        """How many of the shown figures are being recalculated."""
        return sum(bool(each.standing and each.standing.is_stale) for each in self.lines)

    @property
    def calculated(self) -> tuple[datetime, datetime] | None:
        """The oldest and the newest moment of calculation among the shown figures."""
        found = [each.standing.computed_at for each in self.lines if each.standing and each.standing.computed_at]
        return (min(found), max(found)) if found else None

    @property
    def cohorts(self) -> tuple[tuple[str, str], ...]:
        """Code and label of the cohorts that occur, oldest first."""
        found: dict[str, tuple[int, str]] = {}
        for each in self.every:
            cohort: Cohort | None = each.region.cohort
            year = (cohort.year or 0) if cohort else MONTHS**4
            found[cohort_code(each.region)] = (year, cohort_label(each.region))
        return tuple((code, label) for code, (_year, label) in sorted(found.items(), key=lambda item: item[1]))

    @property
    def provinces(self) -> tuple[Province, ...]:
        found = {each.region.province.code: each.region.province for each in self.every}
        return tuple(found[code] for code in sorted(found))

    @property
    def has_examples(self) -> bool:
        """Whether a shown figure rests on rows made up for the demonstration."""
        return any(each.standing and each.standing.is_example for each in self.lines)
