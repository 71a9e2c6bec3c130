"""How much one person and one region may have compiled, and what they are told who want more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.errors import Refused
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.monitoring import PeriodFactory
from tests.factories.reports import CompiledReportFactory, ReportRunFactory, ReportScheduleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(plan, region):
    """`wish(language)` for the closed period."""
    return lambda language="id": Wish(region, language, period=plan.period)


def test_a_person_has_no_more_under_way_than_the_limit(plan, wish, cast, settings):
    settings.REPORTS_PER_PERSON = 1
    first = request_report("quarterly", wish("id"), by=cast.verifier)
    with pytest.raises(Refused, match="1"):
        request_report("quarterly", wish("en"), by=cast.verifier)
    assert CompiledReport.objects.get() == first
    assert request_report("quarterly", wish("en"), by=cast.admin), "another person may"


def test_whoever_is_refused_is_told_when_a_place_is_free(plan, wish, region, cast, settings):
    settings.REPORTS_PER_PERSON = 1
    row = request_report("quarterly", wish("id"), by=cast.verifier)
    with time_machine.travel(datetime(2026, 10, 6, 2, 0, tzinfo=UTC), tick=False):
        now = datetime.now(UTC)
        done = CompiledReportFactory(region=region)
        took = {"started_at": now - timedelta(seconds=40), "finished_at": now, "attempt": 1}
        CompiledReport.objects.filter(pk=done.pk).update(**took)
        started = {"state": "running", "started_at": now - timedelta(seconds=20), "attempt": 1, "progress": 20}
        CompiledReport.objects.filter(pk=row.pk).update(**started)
        with pytest.raises(Refused, match="kira-kira 20 detik lagi"):
            request_report("quarterly", wish("en"), by=cast.verifier)


def test_a_region_has_no_more_under_way_than_the_limit(plan, wish, cast, settings):
    settings.REPORTS_PER_REGION = 1
    request_report("quarterly", wish("id"), by=cast.verifier)
    with pytest.raises(Refused):
        request_report("quarterly", wish("en"), by=cast.admin)


def test_a_person_asks_for_no_more_in_a_day_than_the_limit(plan, wish, region, cast, settings):
    settings.REPORTS_PER_PERSON_AND_DAY = 2
    moments = [datetime(2026, 10, 5, hour, 30, tzinfo=UTC) for hour in (1, 3, 5)]
    for moment in moments:
        row = CompiledReportFactory(region=region, requested_by=cast.verifier)
        CompiledReport.objects.filter(pk=row.pk).update(created_at=moment)
    with time_machine.travel(datetime(2026, 10, 6, 2, 0, tzinfo=UTC), tick=False):
        with pytest.raises(Refused, match=r"6 Oktober 2026 11\.31"):
            request_report("quarterly", wish(), by=cast.verifier)
        assert request_report("quarterly", wish(), by=cast.admin), "another person may"
    with time_machine.travel(datetime(2026, 10, 6, 3, 31, tzinfo=UTC), tick=False):
        assert request_report("quarterly", wish("en"), by=cast.verifier), "at the time that was named"


@pytest.mark.parametrize("origin", ["run", "schedule"])
def test_runs_and_schedules_do_not_use_up_what_a_person_may(plan, wish, region, cast, settings, origin):
    settings.REPORTS_PER_PERSON_AND_DAY = settings.REPORTS_PER_PERSON = 1
    of = {"run": ReportRunFactory} if origin == "run" else {"schedule": ReportScheduleFactory}
    for number in (1, 2):
        about = of[origin](region=region) if origin == "schedule" else of[origin]()
        period = PeriodFactory(region=region, number=number)
        CompiledReportFactory(region=region, period=period, requested_by=cast.verifier, **{origin: about})
    assert request_report("quarterly", wish(), by=cast.verifier)


@pytest.mark.usefixtures("samples")
def test_a_report_that_is_too_large_is_refused_at_what_makes_it_smaller(plan, region, agency, cast):
    whole = Wish(region, "id", period=plan.period)
    with pytest.raises(Refused) as refused:
        request_report("sample-large", whole, by=cast.verifier)
    assert refused.value.field == "agency"
    assert "OPD" in str(refused.value.message)
    assert not CompiledReport.objects.exists()
    assert request_report("sample-large", Wish(region, "id", period=plan.period, agency=agency), by=cast.verifier)
