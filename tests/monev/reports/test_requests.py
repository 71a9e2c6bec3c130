"""Who may have a report compiled, and what happens to a second wish for the same one."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Refused
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report, retry_report
from organizations.models import AuditEntry
from tests.factories.monitoring import PeriodFactory

pytestmark = pytest.mark.django_db


def test_a_verifier_has_a_report_compiled(plan, region, cast):
    report = request_report(region, plan.period, by=cast.verifier, language="id")
    assert (report.state, report.requested_by, report.region) == ("queued", cast.verifier, region)
    assert AuditEntry.objects.get(verb="compiled_report.requested").by == cast.verifier


def test_the_same_wish_twice_gives_the_report_that_is_under_way(plan, region, cast):
    first = request_report(region, plan.period, by=cast.verifier, language="id")
    assert request_report(region, plan.period, by=cast.admin, language="id") == first
    assert request_report(region, plan.period, by=cast.admin, language="en") != first
    assert request_report(region, plan.period, by=cast.admin, language="id", include_preliminary=True) != first


def test_a_finished_report_is_not_compiled_over_but_beside(plan, region, cast):
    first = request_report(region, plan.period, by=cast.verifier, language="id")
    CompiledReport.objects.filter(pk=first.pk).update(state="failed")
    assert request_report(region, plan.period, by=cast.verifier, language="id") != first


@pytest.mark.parametrize("name", ["staff", "head", "council", "assessor", "national", "nobody", "foreign_verifier"])
def test_others_have_nothing_compiled(plan, region, cast, name):
    with pytest.raises(PermissionDenied):
        request_report(region, plan.period, by=getattr(cast, name), language="id")
    assert not CompiledReport.objects.exists()


def test_somebody_without_the_right_learns_nothing_of_a_report_under_way(plan, region, cast):
    request_report(region, plan.period, by=cast.verifier, language="id")
    with pytest.raises(PermissionDenied):
        request_report(region, plan.period, by=cast.council, language="id")


def test_a_period_of_another_region_is_refused_at_its_field(plan, region, other_region, cast):
    with pytest.raises(Refused) as refused:
        request_report(region, PeriodFactory(region=other_region), by=cast.verifier, language="id")
    assert refused.value.field == "period"


def test_an_unknown_language_is_refused_at_its_field(plan, region, cast):
    with pytest.raises(Refused) as refused:
        request_report(region, plan.period, by=cast.verifier, language="xx")
    assert refused.value.field == "language"


def test_only_a_failed_report_is_tried_again(plan, region, cast):
    report = request_report(region, plan.period, by=cast.verifier, language="id")
    with pytest.raises(Refused):
        retry_report(report, by=cast.verifier)
    CompiledReport.objects.filter(pk=report.pk).update(state="failed", attempt=5, error="kaput")
    again = retry_report(report, by=cast.admin)
    assert (again.state, again.attempt, again.error, again.requested_by) == ("queued", 0, "", cast.admin)
    with pytest.raises(PermissionDenied):
        retry_report(again, by=cast.foreign_verifier)
