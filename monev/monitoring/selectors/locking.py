"""What is missing in a period and from whom, before it is locked; which periods wait to be locked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.subjects import KINDS, Kind, subjects_due
from monev.monitoring.selectors.work import MISSING
from monev.monitoring.workflow import State
from organizations.models import Agency
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that is not verified: its kind, subject, OPD, and how far it is (a state, or `missing`)."""

    kind: str
    subject: Any
    agency: Agency
    state: str
    report: Any | None


@dataclass(frozen=True, slots=True)
class AgencyGap:
    """What one OPD leaves open in a period."""

    agency: Agency
    items: tuple[OpenItem, ...]


@dataclass(frozen=True, slots=True)
class PeriodState:
    """How far a period is: counts by state, what is not verified by OPD, and who has begun nothing at all."""

    period: Period
    counts: dict[str, int]
    gaps: tuple[AgencyGap, ...]
    silent: tuple[Agency, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def verified(self) -> int:
        return self.counts.get(State.VERIFIED, 0)

    @property
    def open(self) -> int:
        """What will not count once the period is locked."""
        return self.total - self.verified


def period_state(period: Period) -> PeriodState:
    """Everything that is due in a period and what is not verified of it, in a fixed number of queries."""
    items = period_items(period)
    by_agency: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        if item.state != State.VERIFIED:
            by_agency[item.agency.pk].append(item)
    gaps = [AgencyGap(rows[0].agency, tuple(rows)) for rows in by_agency.values()]
    begun = {item.agency.pk for item in items if item.state != MISSING}
    return PeriodState(
        period=period,
        counts=dict(Counter(item.state for item in items)),
        gaps=tuple(sorted(gaps, key=lambda gap: (-len(gap.items), gap.agency.name))),
        silent=tuple(sorted((gap.agency for gap in gaps if gap.agency.pk not in begun), key=lambda row: row.name)),
    )


def period_items(period: Period) -> list[OpenItem]:
    """Everything that is due in a period, whatever its state."""
    return [item for kind in KINDS for item in _items(kind, period)]


def periods_to_lock(user: Any) -> list[Period]:
    """Closed periods that `user` may lock and whose day has come, the oldest first."""
    rows = Period.objects.allowed(user, Can.LOCK).current().filter(locked_at=None).select_related("region")
    return [each for each in rows.in_order() if each.locks_on <= today_in(each.region.time_zone)]


def _items(kind: Kind, period: Period) -> Iterable[OpenItem]:
    is_program = kind.subject is Program
    every: Any = kind.report._default_manager
    rows = every.filter(period=period).in_effect()
    reports = {
        row.program.lineage if is_program else getattr(row, f"{kind.field}_id"): row
        for row in (rows.select_related("program") if is_program else rows)
    }
    for subject in subjects_due(kind, period):
        report = reports.get(subject.lineage if is_program else subject.pk)
        yield OpenItem(kind.slug, subject, agency_of(subject), report.state if report else MISSING, report)


def agency_of(subject: Any) -> Agency:
    """The OPD that answers for a program, a quick win or a pledge."""
    if isinstance(subject, Program):
        return subject.lead_agency
    found: Agency = subject.commitment.agency if hasattr(subject, "commitment") else subject.agency
    return found


def standing(period: Period, today: date) -> str:
    """The badge of a period: upcoming, open, closing, closed, locked."""
    if period.is_locked:
        return "locked"
    if today < period.opens_on:
        return "upcoming"
    if period.is_late(today):
        return "closed"
    return "closing" if today >= period.warns_on else "open"
