"""The kept figures of regions: equal to the dashboard, stale from the moment of each change, recalculated safely."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from masterplan.models.plans import PlanVersion
from masterplan.services.versions import adopt_version
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.quality_codes import CODES
from monev.monitoring.selectors.figures import region_figures
from monev.monitoring.selectors.quality import quality_scores
from monev.monitoring.services import standings
from monev.monitoring.services.corrections import abandon_correction, open_correction
from monev.monitoring.services.periods import lock_period
from monev.monitoring.services.quality import switch_rules
from monev.monitoring.services.standings import mark_standings, refresh_standing, refresh_standings
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.models import Region
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.portal.figures_case import YEAR, program, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def periods(region):
    """Three quarters of 2025."""
    return [PeriodFactory(region=region, year=YEAR, number=number) for number in (1, 2, 3)]


@pytest.fixture
def programs(region, periods, agency):
    """Ceilings 300 and 100; figures that no decimal with few places can hold."""
    version = PlanVersionFactory(plan__region=region)
    first = program(version, ceiling=300, planned=60, target=7, lead_agency=agency, code="A")
    second = program(version, ceiling=100, planned=60, target=30, lead_agency=agency, code="B")
    adopt(version)
    reported(first, periods[2], physical=70, spent=100, value=3)
    reported(second, periods[2], physical=30, spent=10, value=20)
    return first, second


@pytest.fixture
def fresh(programs, periods):
    """`fresh()`: everything is recalculated; gives the rows by number of the quarter."""

    def refreshed():
        refresh_standings()
        rows = RegionStanding.objects.with_staleness().select_related("period")
        assert not any(row.is_stale for row in rows)
        return {row.period.number: row for row in rows}

    return refreshed


def stale() -> set[int]:
    """The numbers of the quarters that wait to be recalculated."""
    rows = RegionStanding.objects.with_staleness().filter(is_stale=True)
    return set(rows.values_list("period__number", flat=True))


def test_a_standing_is_the_dashboard_to_the_last_digit(fresh, region, periods):
    kept = fresh()[3]
    total = region_figures(region, periods[2]).total
    assert kept.achievement == total.achievement.value
    assert len(str(kept.achievement)) > 20
    assert (kept.physical, kept.planned, kept.deviation) == (total.physical.value, total.planned, total.deviation)
    assert (kept.absorption, kept.predicate) == (total.absorption, total.predicate)
    assert (kept.programs, kept.verified, kept.achievement_counted) == (2, 2, total.achievement.counted)
    quality = quality_scores(region, periods[2]).total
    assert (kept.completeness, kept.punctuality, kept.quality) == (quality.complete, quality.on_time, quality.value)
    assert kept.rules == region_figures(region, periods[2]).rules.version


def test_what_is_sent_but_not_verified_counts_as_reported_only(programs, periods):
    reported(programs[0], periods[1], physical=50, state=State.SUBMITTED)
    refresh_standings()
    kept = RegionStanding.objects.get(period=periods[1])
    assert (kept.reported, kept.verified, kept.physical, kept.achievement) == (1, 0, None, None)


def test_verifying_makes_this_and_the_later_periods_of_the_year_stale(fresh, programs, periods, cast):
    report = reported(programs[0], periods[1], physical=50, state=State.SUBMITTED)
    fresh()
    take_step(report, Step.VERIFY, by=cast.verifier)
    assert stale() == {2, 3}
    kept = fresh()[2]
    assert (kept.verified, kept.physical) == (1, Decimal(50))


def test_returning_what_was_verified_makes_it_stale(fresh, programs, periods, cast):
    report = ProgressReport.objects.get(program=programs[0], period=periods[2])
    fresh()
    take_step(report, Step.RETURN, by=cast.verifier, reason="Salah.")
    assert stale() == {3}
    assert fresh()[3].verified == 1


def test_locking_and_correcting_make_it_stale(fresh, programs, periods, cast):
    fresh()
    lock_period(periods[2], by=cast.verifier)
    assert stale() == {3}
    fresh()
    correction = open_correction(
        ProgressReport.objects.get(program=programs[0], period=periods[2]), by=cast.verifier, reason="Keliru"
    )
    assert stale() == {3}
    fresh()
    abandon_correction(correction, by=cast.verifier, reason="Ternyata benar")
    assert stale() == {3}


def test_adopting_a_plan_makes_every_period_stale(fresh, region, cast, agency):
    fresh()
    plan = PlanVersion.objects.get().plan
    draft = PlanVersionFactory(plan=plan, number=2, status=PlanVersion.Status.DRAFT)
    ProgramFactory(plan_version=draft, lead_agency=agency)
    assert stale() == set()
    adopt_version(draft, by=cast.admin, on=date(YEAR, 6, 1))
    assert stale() == {1, 2, 3}
    assert fresh()[3].programs == 1


def test_new_rules_make_the_periods_from_their_first_day_stale(fresh, region, periods, cast):
    fresh()
    switch_rules(region, on=CODES[1:], since=periods[1], reason="Tidak berlaku di sini", by=cast.admin)
    assert stale() == {2, 3}
    assert fresh()[3].rules != fresh()[1].rules


def test_another_region_stays_as_it_is(fresh, periods, other_region):
    PeriodFactory(region=other_region, year=YEAR, number=3)
    fresh()
    mark_standings(periods[2])
    assert list(
        RegionStanding.objects.with_staleness().filter(is_stale=True).values_list("region__code", flat=True)
    ) == ["52.07"]


def test_a_second_run_has_nothing_to_do(fresh):
    moments = {row.pk: row.computed_at for row in fresh().values()}
    assert refresh_standings() == 0
    assert dict(RegionStanding.objects.values_list("pk", "computed_at")) == moments


def test_two_workers_never_take_the_same_row(fresh, periods, monkeypatch):
    row = fresh()[3]
    mark_standings(periods[2])
    taken = []
    calculate = standings.standing_values

    def with_a_second_worker(region, period):
        taken.append(refresh_standing(row.pk))
        return calculate(region, period)

    monkeypatch.setattr(standings, "standing_values", with_a_second_worker)
    assert refresh_standing(row.pk)
    assert taken == [False]


def test_a_change_during_the_calculation_is_not_lost(fresh, periods, monkeypatch):
    row = fresh()[3]
    mark_standings(periods[2])
    calculate = standings.standing_values

    def changed_meanwhile(region, period):
        values = calculate(region, period)
        mark_standings(period)
        return values

    monkeypatch.setattr(standings, "standing_values", changed_meanwhile)
    assert not refresh_standing(row.pk)
    assert stale() == {3}
    monkeypatch.undo()
    assert refresh_standing(row.pk)


def test_what_a_killed_worker_left_is_taken_up(fresh, periods, settings):
    row = fresh()[3]
    silent = timezone.now() - timedelta(seconds=settings.STANDING_STALE_SECONDS + 1)
    RegionStanding.objects.filter(pk=row.pk).update(state="running", attempt=7, heartbeat_at=timezone.now())
    assert refresh_standings() == 0
    RegionStanding.objects.filter(pk=row.pk).update(heartbeat_at=silent)
    assert refresh_standings() == 1
    assert stale() == set()


def test_a_row_that_cannot_be_calculated_says_so_and_keeps_its_figures(fresh, periods, monkeypatch):
    row = fresh()[3]
    mark_standings(periods[2])

    def broken(region, period):
        raise ZeroDivisionError("rusak")

    monkeypatch.setattr(standings, "standing_values", broken)
    assert refresh_standings() == 0
    kept = RegionStanding.objects.get(pk=row.pk)
    assert (kept.state, kept.achievement) == ("failed", row.achievement)
    assert "rusak" in kept.error


def test_a_new_period_gets_its_standing_and_one_to_come_does_not(fresh, region):
    fresh()
    PeriodFactory(region=region, year=2099, number=1)
    begun = PeriodFactory(region=region, year=YEAR + 1, number=1)
    refresh_standings()
    assert RegionStanding.objects.filter(period=begun, state="fresh").exists()
    assert not RegionStanding.objects.filter(year=2099).exists()


def test_the_command_recalculates_everything_on_request(fresh, capsys):
    fresh()
    call_command("refresh_standings")
    call_command("refresh_standings", all=True)
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == ["0", "3"]


def test_an_unlocked_period_is_recalculated_within_a_day(fresh, periods, cast):
    fresh()
    lock_period(periods[0], by=cast.verifier)
    fresh()
    RegionStanding.objects.update(computed_at=timezone.now() - timedelta(days=2))
    assert refresh_standings() == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_calculate_each_row_once(region, agency):
    for number in (1, 2, 3):
        PeriodFactory(region=region, year=YEAR, number=number)
    done = []

    def run():
        try:
            done.append(refresh_standings())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sum(done) == 3
    assert set(RegionStanding.objects.values_list("attempt", flat=True)) == {1}
    assert Region.objects.filter(standings__state="fresh").distinct().count() == 1
