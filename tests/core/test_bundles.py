"""Rows read together are the rows that one reads one table at a time, to the last digit."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F, OuterRef
from django.utils import timezone

from core.bundles import instance_maker, listed, together, with_keys
from masterplan.models.plans import BudgetLine, IndicatorTarget, Program
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import ProgressReport, Spending
from organizations.models import Region
from tests.factories.masterplan import BudgetLineFactory, IndicatorFactory, IndicatorTargetFactory, ProgramFactory
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory, SpendingFactory

pytestmark = pytest.mark.django_db


def same(row, other):
    assert type(row) is type(other)
    for field in row._meta.concrete_fields:
        ours, theirs = getattr(row, field.attname), getattr(other, field.attname)
        assert ours == theirs, field.attname
        assert type(ours) is type(theirs), field.attname


@pytest.fixture
def rows(region):
    program = ProgramFactory()
    BudgetLineFactory(program=program, ceiling=Decimal("1764758094125.40"), approved_on=date(2026, 9, 1))
    BudgetLineFactory(program=program, year=2027, ceiling=Decimal("0.10"))
    IndicatorTargetFactory(indicator=IndicatorFactory(program=program), value=Decimal("12.3456"))
    report = ProgressReportFactory(
        program=program, submitted_at=timezone.now(), narrative='Kata "dan" \\ baris\nbaru ☂'
    )
    SpendingFactory(report=report, amount=Decimal("999999999999.99"))
    PeriodFactory(region=region)
    RuleVersion.objects.create(region=region, code="a", valid_from=date(2024, 1, 1), settings={"light_green": "-5"})


def test_what_is_read_together_equals_what_is_read_alone(rows, django_assert_num_queries):
    wanted = {
        "budget": BudgetLine.objects.all(),
        "targets": IndicatorTarget.objects.all(),
        "reports": ProgressReport.objects.annotate(lineage=F("program__lineage")),
        "spending": Spending.objects.all(),
        "periods": Period.objects.all(),
        "rules": RuleVersion.objects.all(),
    }
    together(periods=Period.objects.all())  # SQLite is asked once for what it can
    with django_assert_num_queries(1):
        found = together(**wanted)

    for name, queryset in wanted.items():
        alone = {row.pk: row for row in queryset}
        assert {row.pk for row in found[name]} == set(alone)
        for row in found[name]:
            same(row, alone[row.pk])
    report = found["reports"][0]
    assert isinstance(report.lineage, uuid.UUID)
    assert report.lineage == report.program.lineage


def test_a_part_without_rows_is_an_empty_list(rows):
    found = together(none=Program.objects.none(), nobody=Program.objects.filter(pk__in=[]), some=Program.objects.all())

    assert found["none"] == found["nobody"] == []
    assert len(found["some"]) == Program.objects.count()


def test_rows_read_together_can_be_saved_again(rows, cast):
    (row,) = together(periods=Period.objects.all()[:0] | Period.objects.filter(number=Period.objects.first().number))[
        "periods"
    ][:1]
    row.store(by=cast.admin, reason="admin")

    assert Period.objects.get(pk=row.pk).version == row.version


def test_of_a_part_with_only_no_other_column_is_read(rows):
    found = together(regions=Region.objects.only("name"))["regions"]
    assert found
    for row in found:
        assert row.get_deferred_fields() >= {"code", "updated_at"}
        assert row.name == Region.objects.get(pk=row.pk).name
        assert row.code == Region.objects.get(pk=row.pk).code, "read when it is asked for"


def test_rows_listed_with_a_row_are_its_own_to_the_last_digit(rows, region):
    other = ProgressReportFactory(program=ProgramFactory())
    targets = listed(
        IndicatorTarget.objects.filter(indicator__program=OuterRef("program")), "indicator__lineage", "value"
    )
    spent = listed(Spending.objects.filter(report=OuterRef("pk")), "source_of_funds", "amount")
    found = together(
        reports=ProgressReport.objects.only("program").annotate(spent=spent, aims=targets), regions=Region.objects.all()
    )["reports"]

    by_key = {row.pk: row for row in found}
    assert not by_key[other.pk].spent
    report = Spending.objects.get().report
    assert by_key[report.pk].spent == [[Spending.objects.get().source_of_funds_id, Decimal("999999999999.99")]]
    target = IndicatorTarget.objects.get()
    assert by_key[report.pk].aims == [[target.indicator.lineage, Decimal("12.3456")]]
    assert [type(each) for each in by_key[report.pk].aims[0]] == [uuid.UUID, Decimal]


def test_one_part_alone_is_read_as_well(rows):
    assert {row.pk for row in together(reports=ProgressReport.objects.all())["reports"]} == {
        row.pk for row in ProgressReport.objects.all()
    }


def test_an_instance_of_a_tuple_has_the_rows_beside_it(rows, django_assert_num_queries):
    paths = ["report__period__region", "report__period__year", "report__program__lineage", "amount"]
    columns = with_keys(paths)
    queryset = Spending.objects.all()
    make = instance_maker(queryset, paths, columns)
    with django_assert_num_queries(1):
        (made,) = [make(row) for row in queryset.values_list(*columns)]
        shown = (made.report.period.region_id, made.report.period.year, made.report.program.lineage, made.amount)
    stored = Spending.objects.get()
    report = stored.report
    assert shown == (report.period.region_id, report.period.year, report.program.lineage, stored.amount)
    assert (made, made.report.period_id, made.report.program_id) == (stored, report.period_id, report.program_id)
    assert made.report.narrative == report.narrative, "read when it is asked for"
