"""Periods, reports, evidence."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, ProgressReport, Spending
from monev.monitoring.models.standings import RegionStanding
from tests.factories.masterplan import ActionItemFactory, FundSourceFactory, IndicatorFactory, ProgramFactory
from tests.factories.organizations import RegionFactory


class PeriodFactory(DjangoModelFactory):
    """The third quarter of 2026: opens 20 September, closes 5 October, would lock 20 October."""

    class Meta:
        model = Period
        django_get_or_create = ("region", "kind", "year", "number")

    region = factory.SubFactory(RegionFactory)
    kind = Period.Kind.QUARTER
    year = 2026
    number = 3
    opens_on = factory.LazyAttribute(lambda o: datetime.date(o.year, o.number * 3, 20))
    warns_on = factory.LazyAttribute(lambda o: o.opens_on + datetime.timedelta(days=8))
    closes_on = factory.LazyAttribute(lambda o: o.opens_on + datetime.timedelta(days=15))
    locks_on = factory.LazyAttribute(lambda o: o.opens_on + datetime.timedelta(days=30))


class ProgressReportFactory(DjangoModelFactory):
    class Meta:
        model = ProgressReport

    program = factory.SubFactory(ProgramFactory)
    period = factory.SubFactory(PeriodFactory, region=factory.SelfAttribute("..program.plan_version.plan.region"))
    physical_percent = Decimal(62)


class SpendingFactory(DjangoModelFactory):
    class Meta:
        model = Spending

    report = factory.SubFactory(ProgressReportFactory)
    source_of_funds = factory.SubFactory(FundSourceFactory)
    amount = Decimal("412500000.00")


class IndicatorValueFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorValue

    report = factory.SubFactory(ProgressReportFactory)
    indicator = factory.SubFactory(IndicatorFactory, program=factory.SelfAttribute("..report.program"))
    value = Decimal(41)


class ActionItemProgressFactory(DjangoModelFactory):
    class Meta:
        model = ActionItemProgress

    report = factory.SubFactory(ProgressReportFactory)
    action_item = factory.SubFactory(ActionItemFactory, program=factory.SelfAttribute("..report.program"))
    state = ActionItemProgress.State.RUNNING


class RegionStandingFactory(DjangoModelFactory):
    class Meta:
        model = RegionStanding

    period = factory.SubFactory(PeriodFactory)
    region = factory.LazyAttribute(lambda o: o.period.region)
    year = factory.LazyAttribute(lambda o: o.period.year)
    kind = factory.LazyAttribute(lambda o: o.period.kind)
    last_month = factory.LazyAttribute(lambda o: o.period.last_month)
    state = RegionStanding.State.FRESH
    computed_at = factory.LazyFunction(timezone.now)
