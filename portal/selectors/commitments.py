"""The commitments that the OPDs signed: what was pledged, what was reported of it, and what was kept, at a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.evidence_levels import NOTHING, Level, levels_of
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.workflow import PUBLISHED
from organizations.models import Region
from organizations.roles import Can
from portal.selectors.directives import DirectiveLine, lines_of, programs_in_force

UNKNOWN = "unknown"
"""Reports exist, but none of them counts up to the period that is asked for."""


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """One pledge at the end of a period. `report`: the last one that counts; `state`: what it says, else what was
    written down when it was signed, else `unknown`; `is_behind`: due and not kept."""

    pledge: Pledge
    state: str
    report: PledgeReport | None
    level: Level
    program: Program | None
    is_behind: bool
    directives: int

    @property
    def is_kept(self) -> bool:
        return self.state == Pledge.State.KEPT


@dataclass(frozen=True, slots=True)
class Commitments:
    """The pledges of a region at the end of a period; `period` is None in a region that has not begun."""

    region: Region
    period: Period | None
    preliminary: bool
    lines: tuple[PledgeLine, ...]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """How many pledges are in which state."""
        return dict(Counter(each.state for each in self.lines))

    @property
    def kept(self) -> int:
        return sum(each.is_kept for each in self.lines)

    @property
    def behind(self) -> int:
        return sum(each.is_behind for each in self.lines)

    @property
    def reported(self) -> int:
        """How many pledges have a report that counts."""
        return sum(each.report is not None for each in self.lines)

    @property
    def proven(self) -> int:
        """How many of those reports show evidence."""
        return sum(bool(each.level.total) for each in self.lines)


@dataclass(frozen=True, slots=True)
class PledgePage:
    """One pledge: its line, all its reports (newest first) with how well each is proven, evidence, directives."""

    line: PledgeLine
    reports: tuple[tuple[PledgeReport, Level], ...]
    uses: tuple[EvidenceUse, ...]
    directives: tuple[DirectiveLine, ...]


def commitments(region: Region, period: Period | None, *, preliminary: bool, seen_by: Any) -> Commitments:
    """All pledges of a region, in a fixed number of queries."""
    rows = Pledge.objects.allowed(seen_by, Can.VIEW).current().of_region(region).filter(commitment__archived_at=None)
    pledges = list(rows.for_list())
    lines = _lines(region, pledges, period, preliminary=preliminary, seen_by=seen_by)
    return Commitments(region, period, preliminary, tuple(lines))


def pledge_page(pledge: Pledge, period: Period | None, *, preliminary: bool, seen_by: Any) -> PledgePage:
    """The page of one pledge, in a fixed number of queries."""
    region = pledge.commitment.region
    line = _lines(region, [pledge], period, preliminary=preliminary, seen_by=seen_by)[0]
    rows: Any = PledgeReport.objects.allowed(seen_by, Can.VIEW).filter(pledge=pledge, archived_at=None)
    rows = rows.annotate_superseded().select_related("period", "submitted_by", "verified_by")
    reports = list(rows.order_by("-period__year", "-period__number", "-revision", "pk"))
    levels = levels_of(reports)
    uses = EvidenceUse.objects.filter(pledge_report__in=[each.pk for each in reports], archived_at=None)
    uses = uses.select_related("evidence__stored_file", "evidence__uploaded_by", "pledge_report__period")
    directives = Directive.objects.allowed(seen_by, Can.VIEW).current().filter(pledge=pledge).for_list()
    return PledgePage(
        line=line,
        reports=tuple((each, levels["pledge", each.pk]) for each in reports),
        uses=tuple(uses.order_by("-created_at", "-pk")),
        directives=tuple(lines_of(directives, today_in(region.time_zone))),
    )


def _lines(
    region: Region, pledges: list[Pledge], period: Period | None, *, preliminary: bool, seen_by: Any
) -> list[PledgeLine]:
    ids = [each.pk for each in pledges]
    reports = _reports(ids, preliminary, seen_by)
    last = {pk: _last(found, period) for pk, found in reports.items()}
    levels = levels_of([each for each in last.values() if each])
    programs = programs_in_force({each.program_lineage for each in pledges if each.program_lineage})
    ordered = Directive.objects.allowed(seen_by, Can.VIEW).unfinished().filter(pledge__in=ids).order_by()
    directives = Counter(ordered.values_list("pledge", flat=True))
    year = period.year if period else today_in(region.time_zone).year
    found = []
    for pledge in pledges:
        report = last.get(pledge.pk)
        state = _state(pledge, report, is_reported=pledge.pk in reports)
        found.append(
            PledgeLine(
                pledge=pledge,
                state=state,
                report=report,
                level=levels["pledge", report.pk] if report else NOTHING,
                program=programs.get(pledge.program_lineage),
                is_behind=_as_it_was(pledge, state).is_behind(year),
                directives=directives[pledge.pk],
            )
        )
    return found


def _reports(ids: list[int], preliminary: bool, seen_by: Any) -> dict[int, list[PledgeReport]]:
    """By pledge the reports that count, in one query."""
    rows: Any = PledgeReport.objects.allowed(seen_by, Can.VIEW).in_effect().filter(pledge__in=ids)
    rows = rows.filter(state__in=PRELIMINARY if preliminary else PUBLISHED).select_related("period")
    found: dict[int, list[PledgeReport]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.pledge_id].append(row)
    return dict(found)


def _last(reports: Iterable[PledgeReport], period: Period | None) -> PledgeReport | None:
    """The newest one up to the end of `period`."""
    until = (period.year, period.last_month) if period else (0, 0)
    fitting = [each for each in reports if (each.period.year, each.period.last_month) <= until]
    return max(fitting, key=lambda each: (each.period.year, each.period.last_month, each.pk), default=None)


def _state(pledge: Pledge, report: PledgeReport | None, *, is_reported: bool) -> str:
    if report is not None and report.pledge_state:
        return report.pledge_state
    return UNKNOWN if is_reported and report is None else str(pledge.state)


def _as_it_was(pledge: Pledge, state: str) -> Pledge:
    """The pledge with the state of that time; not to be saved."""
    known = Pledge.State.OPEN if state == UNKNOWN else state
    return Pledge(state=known, due_year=pledge.due_year)
