"""Make the nation: regions one after the other, each with its plan, then its reports, then its periods locked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import connection, transaction

from core.statistics import renew_statistics
from masterplan.models.catalogues import FundSource
from masterplan.models.plans import MasterPlan, PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from organizations.models import Agency, Membership, Region
from organizations.roles import Role
from pillars.models import PillarSet, SubDimension
from portal.national_data.dates import Span, reports_monthly, spans
from portal.national_data.planning import Catalogue, MadeRegion, plan_region
from portal.national_data.reporting import report_region
from portal.national_data.rows import SOURCE, numbers_go_on, with_history
from portal.national_data.tables import Tables
from quickwins.models import QuickWin

REASON = "make_national"
TOGETHER = 16
"""Regions that are written in one transaction."""
NATIONAL_PERSON = "nasional@contoh.example"
WITH_HISTORY = (Agency, Membership, MasterPlan, PlanVersion, Program, Period, QuickWin, ProgressReport, QuickWinReport)


@dataclass(frozen=True)
class Size:
    """What is asked for. `today`: what has opened by then has reports, what is past its lock is locked."""

    regions: int
    programs: int
    years: int
    seed: int
    reports_per_year: int
    today: date

    @property
    def span_of_years(self) -> range:
        return range(self.today.year - self.years + 1, self.today.year + 1)


def make_nation(size: Size, tell: Callable[[str], None]) -> dict[str, int]:
    """Fill the database; returns how many rows each table got."""
    tables, catalogue = Tables(), _catalogue()
    regions = list(Region.objects.exclude(kind=Region.Kind.PROVINCE).order_by("code")[: size.regions])
    _national_person(tables, size)
    for start in range(0, len(regions), TOGETHER):
        group = regions[start : start + TOGETHER]
        with transaction.atomic():
            _make_group(tables, catalogue, size, group, start)
        if start == 0:
            renew_statistics()  # again, of what is closed now: the checks of each row are planned once in a session
        tell(f"{start + len(group)} of {len(regions)} regions")
    with transaction.atomic():
        _trails()
        for model in WITH_HISTORY:
            with_history(model, REASON)
        numbers_go_on([each.model for each in tables.all()])
    renew_statistics()
    return {each.model._meta.label_lower: each.count for each in tables.all()}


def _catalogue() -> Catalogue:
    pillars = PillarSet.objects.order_by("-valid_from").first()
    if pillars is None:
        raise LookupError("load_reference")
    subs = SubDimension.objects.filter(pillar__pillar_set=pillars).select_related("pillar")
    return Catalogue(
        pillars.pk,
        {each.pillar.code: each.pillar_id for each in subs},
        {each.code: each.pk for each in subs},
        dict(FundSource.objects.values_list("code", "pk")),
    )


def _national_person(tables: Tables, size: Size) -> None:
    chance = Random(f"{size.seed}-nation")  # noqa: S311
    at = f"{size.span_of_years[0]}-01-10 02:00:00"
    person = tables.user.add(chance, at, NATIONAL_PERSON, "Contoh Admin Nasional")
    tables.membership.add(chance, at, person, Role.NATIONAL_ADMIN, None, None)


def _make_group(tables: Tables, catalogue: Catalogue, size: Size, group: list[Region], first: int) -> None:
    """Rows of locked periods and adopted plans are frozen: both are closed when everything is in them."""
    versions = []
    for place, region in enumerate(group, start=first):
        made = MadeRegion(region, size.span_of_years, Random(f"{size.seed}-{region.code}"))  # noqa: S311
        versions.append(plan_region(tables, made, catalogue, size.programs))
        monthly = reports_monthly(place, size.regions, size.reports_per_year)
        region.rhythm = Region.Rhythm.MONTH if monthly else Region.Rhythm.QUARTER
        periods = _periods(tables, made, monthly=monthly, today=size.today)
        unlocked = {number for number, span in periods if span.locks_on > size.today}
        report_region(tables, made, periods, unlocked)
    tables.write()
    _close(group, versions, size)


def _periods(tables: Tables, made: MadeRegion, *, monthly: bool, today: date) -> list[tuple[int, Span]]:
    found = []
    for span in spans(monthly=monthly, years=made.years, today=today):
        days = (span.opens_on, span.warns_on, span.closes_on, span.locks_on)
        number = tables.period.add(
            made.chance, f"{made.begun}", made.region.pk, span.kind, span.year, span.number, *days
        )
        found.append((number, span))
    return found


def _close(group: list[Region], versions: Iterable[int], size: Size) -> None:
    """The plans are adopted, past periods locked, and the regions use the portal, marked as made up."""
    adopted = date(size.span_of_years[0], 1, 15)
    PlanVersion.objects.filter(pk__in=versions).update(status=PlanVersion.Status.ADOPTED, adopted_on=adopted)
    late = Period.objects.filter(region__in=group, locks_on__lte=size.today, locked_at=None)
    for moment in late.values_list("locks_on", flat=True).distinct().order_by("locks_on"):
        late.filter(locks_on=moment).update(locked_at=f"{moment} 09:00:00+00:00")
    for region in group:
        region.is_active, region.is_example = True, True
        region.store(by=None, reason=REASON)


def _trails() -> None:
    """The steps that the reports took: submitted, then verified."""
    query = """
        INSERT INTO monitoring_transition
            (region_id, agency_id, progress_report_id, at, from_state, to_state, by_id, reason)
        SELECT a.region_id, a.id, r.id, r.{moment}, %s, %s, r.{person}, ''
        FROM monitoring_progressreport r
        JOIN masterplan_program p ON p.id = r.program_id
        JOIN organizations_agency a ON a.id = p.lead_agency_id
        WHERE r.{moment} IS NOT NULL AND r.source = %s ORDER BY r.id
    """
    with connection.cursor() as cursor:
        for step, before, after in (("submitted", "draft", "submitted"), ("verified", "submitted", "verified")):
            cursor.execute(query.format(moment=f"{step}_at", person=f"{step}_by_id"), [before, after, SOURCE])
