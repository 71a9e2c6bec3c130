"""Lists read little and calculate together: what they show is what the plain calculation gives for each row alone."""

import datetime
import random
from decimal import Decimal

import pytest
from rest_framework import serializers

from masterplan.models.plans import BudgetLine, IndicatorTarget, PlannedProgress
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.selectors.figures import report_figures, report_indicators
from monev.monitoring.selectors.inputs import IndicatorPlan, ProgramInput, entry_of, in_effect, last_day
from monev.monitoring.selectors.program_figures import program_figure
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.serializers.reports import IndicatorFigureSerializer, ProgramFigureSerializer
from monev.monitoring.workflow import State
from tests.factories.masterplan import (
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory

KINDS = (
    {"polarity": "higher", "formula": "ratio", "aggregation": "sum"},
    {"polarity": "lower", "formula": "mirror", "aggregation": "last"},
    {"polarity": "lower", "formula": "range", "aggregation": "mean", "worst": Decimal(90)},
    {"polarity": "stabilise", "formula": "stabilise", "aggregation": "max"},
)


@pytest.fixture
def varied(region, other_region):
    """Two regions, one with rules of its own; plans, budgets and reports with and without each thing they may lack."""
    chance = random.Random(7)
    RuleVersion.objects.create(
        region=region,
        code="own",
        valid_from=datetime.date(2026, 4, 1),
        settings={
            "zero_target": "full",
            "missing_policy": "as_zero",
            "quarter_bands": {"2": [[50, "high"], [0, "low"]]},
        },
    )
    sources = [
        FundSourceFactory(code=code, is_apbd=apbd) for code, apbd in (("1.1", True), ("2.1", True), ("9", False))
    ]
    for home in (region, other_region):
        version = PlanVersionFactory(plan__region=home)
        for _ in range(5):
            program = ProgramFactory(plan_version=version)
            _planned(program, sources, chance)
            for number in range(1, 5):
                _reported(program, number, sources, chance)
    copied = ProgramFactory(plan_version__plan__region=region, lineage=ProgressReport.objects.first().program.lineage)
    IndicatorTargetFactory(
        indicator=IndicatorFactory(program=copied, lineage=IndicatorValue.objects.first().indicator.lineage)
    )
    ProgressReportFactory(
        program=copied, period=PeriodFactory(region=region, number=4), state=State.VERIFIED, revision=3
    )
    return list(ProgressReport.objects.order_by("pk"))


def _planned(program, sources, chance):
    for source in chance.sample(sources, chance.randint(0, 2)):
        BudgetLineFactory(program=program, source_of_funds=source, ceiling=_some(chance, 900_000_000))
        if chance.random() < 0.5:
            fields = {"edition": BudgetLine.Edition.REVISED, "approved_on": datetime.date(2026, 8, 1)}
            BudgetLineFactory(program=program, source_of_funds=source, ceiling=_some(chance, 900_000_000), **fields)
    for month in chance.sample((3, 6, 9), chance.randint(0, 3)):
        percent, spending = Decimal(month * 8), _some(chance, 500_000_000)
        PlannedProgressFactory(program=program, month=month, physical_percent=percent, spending=spending)
    for kind in chance.sample(KINDS, chance.randint(0, 4)):
        indicator = IndicatorFactory(program=program, position=chance.randint(1, 3), **kind)
        if chance.random() < 0.8:
            IndicatorTargetFactory(indicator=indicator, value=chance.choice((Decimal(0), _some(chance, 80))))


def _reported(program, number, sources, chance):
    period = PeriodFactory(region=program.plan_version.plan.region, number=number)
    for revision in (1, 2) if chance.random() < 0.3 else (1,):
        is_nil = chance.random() < 0.2
        report = ProgressReportFactory(
            program=program,
            period=period,
            revision=revision,
            correction_reason="Salah ketik." if revision > 1 else "",
            state=chance.choice((State.DRAFT, State.SUBMITTED, State.VERIFIED, State.VERIFIED)),
            physical_percent=None if is_nil else chance.choice((_some(chance, 100), Decimal(25 * number - 7))),
            nil_reason="Tidak ada kegiatan." if is_nil else "",
            narrative="Berjalan.",
        )
        for source in chance.sample(sources, chance.randint(0, 3)):
            SpendingFactory(report=report, source_of_funds=source, amount=_some(chance, 999_000_000))
        for indicator in program.indicators.all():
            if chance.random() < 0.8:
                IndicatorValueFactory(report=report, indicator=indicator, value=_some(chance, 120))


def _some(chance, most):
    return (Decimal(chance.randint(1, most * 100)) / 100).quantize(Decimal("0.01"))


def plainly(report):
    """The figure of one report alone, from rows that are read table by table."""
    program, year = report.program, report.period.year
    entries = [
        entry_of(
            each,
            dict(Spending.objects.filter(report=each).values_list("source_of_funds", "amount")),
            dict(IndicatorValue.objects.filter(report=each).values_list("indicator__lineage", "value")),
        )
        for each in ProgressReport.objects.filter(program__lineage=program.lineage, period__year=year)
    ]
    targets = {row.indicator_id: row for row in IndicatorTarget.objects.filter(year=year)}
    planned = PlannedProgress.objects.filter(program=program, year=year)
    indicators = program.indicators.order_by("position", "pk")
    budget = BudgetLine.objects.filter(program=program, year=year).order_by("source_of_funds__code", "edition", "pk")
    source = ProgramInput(
        program=program,
        year=year,
        budget=tuple(budget),
        milestones={row.month: row.physical_percent for row in planned},
        planned_spending={row.month: row.spending for row in planned},
        indicators=tuple(
            IndicatorPlan(row, targets[row.pk].value if row.pk in targets else None, "") for row in indicators
        ),
        entries=in_effect(entries),
        funds={row.source_of_funds_id: row.source_of_funds for row in Spending.objects.all()},
        revisions={each.report_id: each for each in entries},
    )
    rules = rules_for(report.period.region_id, last_day(report.period))
    return program_figure(source.as_reported(report.pk), report.period, rules, every_state=True)


def written(serializer, figure):
    """As Django REST framework writes it, field by field."""
    return serializers.Serializer.to_representation(serializer(), figure)


def test_the_rows_are_varied(varied):
    figures = [plainly(report) for report in varied]
    for name in ("light", "predicate", "absorption", "actual", "planned_spending", "overspending"):
        assert len({getattr(figure, name) for figure in figures}) > 2, name
    assert {figure.is_preliminary for figure in figures} == {True, False}
    assert any(None in {each.achievement for each in figure.indicators} for figure in figures)


def test_reports_together_have_the_figures_of_each_alone(varied):
    plain = {report.pk: plainly(report) for report in varied}
    assert report_figures(varied) == plain
    assert report_indicators(varied) == {key: figure.indicators for key, figure in plain.items()}


def test_a_list_of_reports_shows_the_plain_figures(as_, cast, varied, django_assert_max_num_queries):
    reader = as_(cast.national)
    plain = {report.pk: written(ProgramFigureSerializer, plainly(report)) for report in varied}
    with django_assert_max_num_queries(16):
        rows = reader.get("/api/v1/progress-reports/", {"page_size": 100}).json()["results"]
    assert {row["id"]: row["figures"] for row in rows} == plain


def test_a_list_of_indicator_values_shows_the_plain_figures(as_, cast, varied, django_assert_max_num_queries):
    reader = as_(cast.national)
    plain = {
        value.pk: written(IndicatorFigureSerializer, figure)
        for value in IndicatorValue.objects.select_related("report__period", "report__program", "indicator")
        for figure in plainly(value.report).indicators
        if figure.lineage == value.indicator.lineage
    }
    with django_assert_max_num_queries(16):
        rows = reader.get("/api/v1/indicator-values/", {"page_size": 200}).json()["results"]
    assert len(rows) > 30
    assert {row["id"]: row["figures"] for row in rows} == plain
