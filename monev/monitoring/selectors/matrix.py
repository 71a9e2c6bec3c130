"""Where entry stands: OPDs against the periods of a year, counted over programs, quick wins and pledges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.due import agency_id_of, due_in
from monev.monitoring.selectors.locking import OpenItem, period_items, standing
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.workflow import State
from organizations.models import Agency, Region

MISSING, WAITING, NOTHING, UPCOMING = "missing", "submitted", "none", "upcoming"


@dataclass(slots=True)
class Cell:
    """One OPD (or all) in one period: how many of what is due stand where; `late`: sent after the period closed."""

    period: Period
    is_upcoming: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    late: int = 0

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def verified(self) -> int:
        return self.counts[State.VERIFIED]

    @property
    def sent(self) -> int:
        """Waiting for the OPD head or the verifier."""
        return self.counts[State.SUBMITTED] + self.counts[State.APPROVED]

    @property
    def returned(self) -> int:
        return self.counts[State.RETURNED]

    @property
    def unsent(self) -> int:
        """Drafts, and what was not begun."""
        return self.counts[State.DRAFT] + self.counts[MISSING]

    @property
    def state(self) -> str:
        """What stands out, as a badge: the worst thing that somebody has to do something about."""
        if not self.total:
            return NOTHING
        if self.verified == self.total:
            return State.VERIFIED
        if self.is_upcoming and self.unsent == self.total:
            return UPCOMING
        return State.RETURNED if self.returned else MISSING if self.unsent else WAITING

    def add(self, state: str, is_late: bool) -> None:
        """Count one thing that is due."""
        self.counts[state] += 1
        self.late += is_late


@dataclass(frozen=True, slots=True)
class Row:
    """One OPD across the year."""

    agency: Agency
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """OPDs against the periods of one year, and all OPDs together."""

    year: int
    years: tuple[int, ...]
    periods: tuple[tuple[Period, str], ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]


def status_matrix(region: Region, year: int | None, *, today: date) -> Matrix:
    """Where entry stands in `year` (None: the newest with a period that has begun), in a fixed number of queries."""
    years = tuple(_periods(region).order_by("-year").values_list("year", flat=True).distinct())
    chosen = year if year is not None and year in years else _newest(region, years, today)
    periods = list(_periods(region).filter(year=chosen).order_by("kind", "number")) if years else []
    by_agency: dict[int, dict[int, Cell]] = defaultdict(lambda: _cells(periods, today))
    totals = _cells(periods, today)
    for kind in KINDS if periods else ():
        for agency_id, period_id, state, is_late in _standings(kind, periods):
            by_agency[agency_id][period_id].add(state, is_late)
            totals[period_id].add(state, is_late)
    agencies = Agency.objects.filter(pk__in=by_agency).order_by("name", "pk")
    return Matrix(
        year=chosen,
        years=years,
        periods=tuple((each, standing(each, today)) for each in periods),
        rows=tuple(Row(agency, tuple(by_agency[agency.pk].values())) for agency in agencies),
        totals=tuple(totals.values()),
    )


def status_items(agency: Agency, period: Period) -> list[OpenItem]:
    """What one OPD owes in one period and how far each is, what waits for the OPD first."""
    order = (State.RETURNED, MISSING, State.DRAFT, State.SUBMITTED, State.APPROVED, State.VERIFIED)
    items = [item for item in period_items(period) if item.agency.pk == agency.pk]
    return sorted(items, key=lambda item: (order.index(item.state), str(item.subject)))


def _periods(region: Region) -> Any:
    return Period.objects.filter(region=region, archived_at=None).select_related("region")


def _newest(region: Region, years: tuple[int, ...], today: date) -> int:
    begun: int | None = (
        _periods(region).filter(opens_on__lte=today).order_by("-year").values_list("year", flat=True).first()
    )
    return begun or (years[-1] if years else today.year)


def _cells(periods: Iterable[Period], today: date) -> dict[int, Cell]:
    return {each.pk: Cell(each, is_upcoming=today < each.opens_on) for each in periods}


def _standings(kind: Kind, periods: list[Period]) -> Iterable[tuple[int, int, str, bool]]:
    """For everything that is due: OPD, period, state of its report (or missing), whether it was late."""
    is_program = kind.subject is Program
    rows: Any = kind.report._default_manager.filter(period__in=periods)
    columns = ("period_id", "program__lineage" if is_program else f"{kind.field}_id", "state", "is_late")
    known = {(period_id, key): (state, late) for period_id, key, state, late in rows.in_effect().values_list(*columns)}
    for period_id, subjects in due_in(kind, periods, lambda found: found).items():
        for subject in subjects:
            key = subject.lineage if is_program else subject.pk
            state, late = known.get((period_id, key), (MISSING, False))
            yield agency_id_of(subject), period_id, state, late
