"""The first entry of a report: stored once, with the trail of two steps, in few queries, within the same rules."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Conflict, Refused
from masterplan.models.plans import BudgetLine, PlanVersion
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.selectors.entry import ReportData, entry_plan
from monev.monitoring.selectors.entry_limits import planned_limits
from monev.monitoring.services.completeness import LISTS
from monev.monitoring.services.entry import PeriodClosed, enter, open_report
from organizations.models import AuditEntry, User
from tests.factories.masterplan import BudgetLineFactory, IndicatorFactory, adopt
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
MOST = 19
"""Statements of a first entry with spending and values; four of them begin and end what a refusal undoes."""


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


def whole(case, spent=412_500_000):
    return ReportData(
        physical_percent=Decimal(62),
        narrative="Posyandu dibangun",
        spending={case.pad.pk: Decimal(spent)},
        values={case.indicator.pk: Decimal(41)},
    )


def first(case, data, by):
    return enter(case.program, case.period, data, by=by, seen_version=0)


def test_the_history_says_that_it_was_opened_empty_and_then_entered(case, cast):
    report = first(case, whole(case), cast.staff)
    columns = ("version", "history_type", "history_change_reason", "history_user", "narrative", "physical_percent")
    assert list(report.history.order_by("pk").values_list(*columns, "entered_by")) == [
        (1, "+", "opened", cast.staff.pk, "", None, cast.staff.pk),
        (2, "~", "entry", cast.staff.pk, "Posyandu dibangun", Decimal(62), cast.staff.pk),
    ]
    stored = ProgressReport.objects.get()
    assert (stored.version, stored.narrative, report.version) == (2, "Posyandu dibangun", 2)
    newest = stored.history.first()
    assert (newest.history_type, newest.updated_at, newest.created_at) == ("~", stored.updated_at, stored.created_at)
    for model in (Spending, IndicatorValue):
        row = model.objects.get(report=report)
        assert list(row.history.values_list("version", "history_type", "history_user")) == [(1, "+", cast.staff.pk)]


def test_the_audit_says_both_in_their_order(case, cast):
    report = first(case, whole(case), cast.staff)
    acts = AuditEntry.objects.filter(subject_uid=str(report.uid)).order_by("pk")
    assert [(each.verb, each.by, each.region) for each in acts] == [
        ("report.opened", cast.staff, case.period.region),
        ("report.saved", cast.staff, case.period.region),
    ]


def test_an_empty_first_entry_only_opens_the_report(case, cast):
    report = first(case, ReportData(), cast.staff)
    assert list(report.history.values_list("version", "history_change_reason")) == [(1, "opened")]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["report.opened"]


def test_what_is_entered_next_is_seen_in_the_version_that_was_returned(case, cast):
    report = first(case, whole(case), cast.staff)
    again = enter(case.program, case.period, whole(case, 1), by=cast.head, seen_version=report.version)
    assert again.version == report.version + 1
    with pytest.raises(Conflict):
        enter(case.program, case.period, whole(case, 2), by=cast.staff, seen_version=report.version)


def test_a_first_entry_takes_few_statements(case, cast):
    data, person = whole(case), User.objects.get(pk=cast.staff.pk)
    assert person.access
    with CaptureQueriesContext(connection) as asked:
        first(case, data, person)
    assert len(asked) <= MOST, "\n".join(each["sql"][:90] for each in asked)


@pytest.mark.parametrize("person", ["colleague", "verifier", "council", "admin", "foreign_agency_staff", "nobody"])
def test_nobody_else_begins_a_report_of_this_opd(case, cast, person):
    with pytest.raises(PermissionDenied):
        first(case, whole(case), getattr(cast, person))
    assert not ProgressReport.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="report.").exists()


@pytest.mark.parametrize("begun", [False, True])
def test_nothing_is_entered_in_a_locked_period(case, cast, begun):
    if begun:
        open_report(case.program, case.period, by=cast.staff)
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    with pytest.raises(PeriodClosed):
        enter(case.program, case.period, whole(case), by=cast.staff, seen_version=int(begun))
    assert not Spending.objects.exists()


def test_a_refused_figure_leaves_nothing(case, cast):
    with pytest.raises(Refused) as refused:
        first(case, whole(case, 750_000_001), cast.staff)
    assert refused.value.field == f"spending_{case.pad.pk}"
    assert "Rp 750.000.001" in str(refused.value.message)
    assert not ProgressReport.history.exists()
    assert not AuditEntry.objects.filter(verb__startswith="report.").exists()


def test_a_report_out_of_use_is_not_begun_a_second_time(case, cast):
    """The row is found by the constraint of the database alone; nothing of the attempt stays."""
    ProgressReportFactory(program=case.program, period=case.period, archived_at=timezone.now())
    with pytest.raises(PeriodClosed, match="ditarik"):
        first(case, whole(case), cast.staff)
    assert ProgressReport.objects.count() == 1
    assert not Spending.objects.exists()
    assert not AuditEntry.objects.filter(verb="report.opened").exists()


@contextmanager
def planning(case):
    """The plan of the case, open to changes for a while."""
    PlanVersion.objects.filter(pk=case.version.pk).update(status=PlanVersion.Status.DRAFT)
    yield
    adopt(case.version)


def revised(case, *, approved_on, ceiling):
    edition = {"edition": BudgetLine.Edition.REVISED, "approved_on": approved_on}
    BudgetLineFactory(program=case.program, source_of_funds=case.pad, ceiling=ceiling, **edition)


@pytest.mark.parametrize(
    ("approved_on", "most"), [(None, 900), ("2026-09-30", 900), ("2026-10-01", 750_000_000)], ids=str
)
def test_the_ceiling_is_the_one_that_counts_at_the_end_of_the_period(case, cast, approved_on, most):
    with planning(case):
        revised(case, approved_on=approved_on, ceiling=900)
    with pytest.raises(Refused):
        first(case, whole(case, most + 1), cast.staff)
    assert first(case, whole(case, most), cast.staff).spending.get().amount == most


def test_a_source_that_was_reported_before_is_taken_without_a_budget_line(case, cast):
    """What the plan alone does not allow is looked up in everything else before it is refused."""
    earlier = ProgressReportFactory(program=case.program, period=case.earlier)
    data = ReportData(spending={case.dak.pk: Decimal(5), case.csr.pk: Decimal(7)})
    with pytest.raises(Refused):
        first(case, data, cast.staff)
    SpendingFactory(report=earlier, source_of_funds=case.dak, amount=4)
    assert first(case, data, cast.staff).spending.count() == 2


def test_the_plan_alone_never_allows_more_than_the_whole(case):
    with planning(case):
        revised(case, approved_on="2026-08-01", ceiling=5)
        BudgetLineFactory(program=case.program, source_of_funds=case.dak, approved_on="2026-12-01")
        BudgetLineFactory(program=case.program, source_of_funds=case.csr, ceiling=3)
        IndicatorFactory(program=case.program, archived_at=timezone.now())
    plan = planned_limits(case.program, case.period, LISTS)
    every = entry_plan(case.program, case.period).limits
    assert plan.sources.items() <= every.sources.items()
    assert plan.ceilings == every.ceilings == {case.pad.pk: 5, case.csr.pk: 3}
    assert plan.indicators == every.indicators == {case.indicator.pk}
    assert plan.actions == every.actions == {case.step.pk, case.helping.pk}
