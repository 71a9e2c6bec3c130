"""Who may have a report compiled, and what happens to a second wish for the same one."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Refused
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report, retry_report
from monev.reports.wishes import Wish
from organizations.models import AuditEntry
from tests.factories.monitoring import PeriodFactory

pytestmark = pytest.mark.django_db


def test_a_verifier_has_a_report_compiled(plan, region, cast):
    report = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    assert (report.state, report.requested_by, report.region) == ("queued", cast.verifier, region)
    assert AuditEntry.objects.get(verb="compiled_report.requested").by == cast.verifier


def test_the_same_wish_twice_gives_the_report_that_is_under_way(plan, region, cast):
    first = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    assert request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.admin) == first
    assert request_report("quarterly", Wish(region, "en", period=plan.period), by=cast.admin) != first
    assert (
        request_report("quarterly", Wish(region, "id", period=plan.period, include_preliminary=True), by=cast.admin)
        != first
    )


def test_a_finished_report_is_not_compiled_over_but_beside(plan, region, cast):
    first = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    CompiledReport.objects.filter(pk=first.pk).update(state="failed")
    assert request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier) != first


@pytest.mark.parametrize("name", ["staff", "head", "council", "assessor", "national", "nobody", "foreign_verifier"])
def test_others_have_nothing_compiled(plan, region, cast, name):
    with pytest.raises(PermissionDenied):
        request_report("quarterly", Wish(region, "id", period=plan.period), by=getattr(cast, name))
    assert not CompiledReport.objects.exists()


def test_somebody_without_the_right_learns_nothing_of_a_report_under_way(plan, region, cast):
    request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    with pytest.raises(PermissionDenied):
        request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.council)


def test_a_period_of_another_region_is_refused_at_its_field(plan, region, other_region, cast):
    with pytest.raises(Refused) as refused:
        request_report("quarterly", Wish(region, "id", period=PeriodFactory(region=other_region)), by=cast.verifier)
    assert refused.value.field == "period"


def test_an_unknown_language_is_refused_at_its_field(plan, region, cast):
    with pytest.raises(Refused) as refused:
        request_report("quarterly", Wish(region, "xx", period=plan.period), by=cast.verifier)
    assert refused.value.field == "language"


def test_only_a_failed_report_is_tried_again(plan, region, cast):
    report = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    with pytest.raises(Refused):
        retry_report(report, by=cast.verifier)
    CompiledReport.objects.filter(pk=report.pk).update(state="failed", attempt=5, error="kaput")
    again = retry_report(report, by=cast.admin)
    assert (again.state, again.attempt, again.error, again.requested_by) == ("queued", 0, "", cast.admin)
    with pytest.raises(PermissionDenied):
        retry_report(again, by=cast.foreign_verifier)
