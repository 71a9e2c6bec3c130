"""How far regions are set up and reporting: for their administrators in detail, for the nation one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from masterplan.models.commitments import Commitment
from masterplan.models.imports import PlanImport
from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.locking import period_state
from monev.monitoring.workflow import State
from notices.selectors.inbox import OutboxTrouble, outbox_trouble
from organizations.models import Agency, Membership, Region
from organizations.roles import GRANTS, Can
from quickwins.models import QuickWin

ENTERING = [role for role, rights in GRANTS.items() if Can.ENTER in rights]
VERIFYING = [role for role, rights in GRANTS.items() if Can.VERIFY in rights]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A draft of a plan with programs that have no pillar yet (an adopted version does not change)."""

    version: PlanVersion
    count: int


@dataclass(frozen=True, slots=True)
class SilentPeriod:
    """An open period and the OPDs that have not begun anything in it."""

    period: Period
    agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class RegionCare:
    """What the administrator of one region has to see to."""

    region: Region
    missing_years: tuple[int, ...]
    silent: tuple[SilentPeriod, ...]
    unstaffed: tuple[Agency, ...]
    has_verifier: bool
    has_plan: bool
    imports: tuple[PlanImport, ...]
    unplaced: tuple[Unplaced, ...]
    mails: OutboxTrouble

    @property
    def is_clear(self) -> bool:
        """Nothing to do."""
        gaps = (self.missing_years, self.silent, self.unstaffed, self.imports, self.unplaced, self.mails)
        return self.has_verifier and self.has_plan and not any(gaps)


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region in the national list; `period` is the newest that has begun."""

    region: Region
    has_plan: bool
    programs: int
    has_verifier: bool
    agencies: int
    unstaffed: int
    period: Period | None
    reported: int
    verified: int

    @property
    def staffed(self) -> int:
        """OPDs for which somebody can enter."""
        return self.agencies - self.unstaffed


def region_cares(regions: Iterable[Region], *, seen_by: Any) -> list[RegionCare]:
    """What is to be done in each region that the person administers."""
    return [_care(region, seen_by) for region in regions]


def region_lines(user: Any) -> list[RegionLine]:
    """Every region that uses the portal, in a fixed number of queries."""
    regions = list(Region.objects.allowed(user, Can.VIEW).current().filter(is_active=True).order_by("code"))
    ids = [region.pk for region in regions]
    today = timezone.localdate()
    newest = _newest_periods(ids, today)
    programs = Counter(_running_programs(ids, today.year).values_list("plan_version__plan__region", flat=True))
    planned = set(PlanVersion.objects.in_force().filter(plan__region__in=ids).values_list("plan__region", flat=True))
    agencies = Counter(_due_agencies(ids).values_list("region_id", flat=True))
    unstaffed = Counter(_due_agencies(ids).exclude(_staffed(today)).values_list("region_id", flat=True))
    verifiers = set(_holders(VERIFYING, today).filter(region__in=ids).values_list("region_id", flat=True))
    reports = _report_counts([period.pk for period in newest.values()])
    return [
        RegionLine(
            region=region,
            has_plan=region.pk in planned,
            programs=programs[region.pk],
            has_verifier=region.pk in verifiers,
            agencies=agencies[region.pk],
            unstaffed=unstaffed[region.pk],
            period=newest.get(region.pk),
            reported=reports[region.pk, False] + reports[region.pk, True],
            verified=reports[region.pk, True],
        )
        for region in regions
    ]


def _care(region: Region, seen_by: Any) -> RegionCare:
    today = today_in(region.time_zone)
    imports = PlanImport.objects.allowed(seen_by, Can.PLAN).current().of_region(region)
    return RegionCare(
        region=region,
        missing_years=tuple(_missing_years(region, today)),
        silent=tuple(_silent(region, today)),
        unstaffed=tuple(_due_agencies([region.pk]).exclude(_staffed(today)).order_by("name")),
        has_verifier=_holders(VERIFYING, today).filter(region=region).exists(),
        has_plan=PlanVersion.objects.in_force().of_region(region).exists(),
        imports=tuple(imports.filter(status=PlanImport.Status.UPLOADED).order_by("-created_at")[:5]),
        unplaced=tuple(_unplaced(region)),
        mails=outbox_trouble(region),
    )


def _missing_years(region: Region, today: date) -> Iterable[int]:
    """This year, and from December on the next one, while periods are missing."""
    wanted = 12 if region.rhythm == Region.Rhythm.MONTH else 4
    years = [today.year, today.year + 1] if today.month == 12 else [today.year]
    rows = region.periods.filter(kind=region.rhythm, year__in=years, archived_at=None).order_by()
    counts = dict(rows.values_list("year").annotate(count=Count("pk")))
    return (year for year in years if counts.get(year, 0) < wanted)


def _silent(region: Region, today: date) -> Iterable[SilentPeriod]:
    """Open periods in which an OPD has begun nothing of what is due."""
    for period in region.periods.open_on(today).filter(archived_at=None).select_related("region"):
        if silent := period_state(period).silent:
            yield SilentPeriod(period, silent)


def _unplaced(region: Region) -> Iterable[Unplaced]:
    versions = PlanVersion.objects.of_region(region).current().filter(status=PlanVersion.Status.DRAFT)
    missing = Q(programs__sub_dimension=None, programs__archived_at=None)
    counted = versions.annotate(missing=Count("programs", filter=missing)).filter(missing__gt=0)
    return (Unplaced(version, version.missing) for version in counted.select_related("plan").order_by("pk"))


def _due_agencies(region_ids: list[int]) -> Any:
    """OPDs that have something to report: they lead a program in force, a quick win, or signed a commitment."""
    leads = Program.objects.in_force().filter(lead_agency=OuterRef("pk"))
    wins = QuickWin.objects.current().filter(agency=OuterRef("pk"))
    signed = Commitment.objects.current().filter(agency=OuterRef("pk"))
    rows = Agency.objects.current().filter(region__in=region_ids, is_collective=False)
    return rows.filter(Exists(leads) | Exists(wins) | Exists(signed))


def _holders(roles: list[str], today: date) -> Any:
    return Membership.objects.in_force(today).filter(role__in=roles, user__is_active=True, archived_at=None)


def _staffed(today: date) -> Exists:
    """Somebody can enter for this OPD today."""
    return Exists(_holders(ENTERING, today).filter(agency=OuterRef("pk")))


def _newest_periods(region_ids: list[int], today: date) -> dict[int, Period]:
    rows = Period.objects.started(today).filter(region__in=region_ids, kind=F("region__rhythm"), archived_at=None)
    newest: dict[int, Period] = {}
    for period in rows.filter(year__gte=today.year - 1).in_order():
        newest[period.region_id] = period
    return newest


def _running_programs(region_ids: list[int], year: int) -> Any:
    return Program.objects.in_force().filter(plan_version__plan__region__in=region_ids).running_in(year)


def _report_counts(period_ids: list[int]) -> Counter[tuple[int, bool]]:
    """Programs' reports that left the OPD, by region and whether they are verified."""
    rows = ProgressReport.objects.filter(period__in=period_ids).in_effect()
    rows = rows.in_state(State.SUBMITTED, State.APPROVED, State.VERIFIED).order_by()
    counts: Counter[tuple[int, bool]] = Counter()
    for region_id, state, count in rows.values_list("period__region_id", "state").annotate(count=Count("pk")):
        counts[region_id, state == State.VERIFIED] += count
    return counts
