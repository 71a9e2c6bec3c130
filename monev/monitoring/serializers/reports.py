"""Reports of a period with their calculated figures, spending, indicator values."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import ActionItem, Indicator
from monev.monitoring.models.progress import (
    ActionItemProgress,
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.monitoring.selectors.program_figures import IndicatorFigure
from monev.monitoring.serializers import references
from organizations.rest import Figure, FiguresSerializer, Money, PersonName, ScopedSerializer, record, reference
from quickwins.models import Milestone, QuickWin

COMMON = (
    "state",
    "revision",
    "correction_reason",
    "is_superseded",
    "is_late",
    "physical_percent",
    "nil_reason",
    "narrative",
    "supporting_factors",
    "hindering_factors",
    "follow_up",
    "entered_by",
    "submitted_at",
    "submitted_by",
    "approved_at",
    "approved_by",
    "verified_at",
    "verified_by",
    "return_reason",
)


class ProgramFigureSerializer(FiguresSerializer):
    """The calculated figures of a program at the end of a period: percent, rupiah, deviation in points."""

    planned = Figure()
    actual = Figure()
    deviation = Figure()
    rfk_deviation = Figure()
    traffic_light = serializers.CharField(source="light", allow_null=True)
    ceiling = Money()
    spending = Money()
    planned_spending = Money()
    absorption = Figure()
    overspending = Money()
    achievement = Figure(source="achievement.value")
    achievement_counted = serializers.IntegerField(source="achievement.counted")
    achievement_total = serializers.IntegerField(source="achievement.total")
    predicate = serializers.CharField(allow_null=True)
    is_preliminary = serializers.BooleanField()


class RevisedSerializer(ScopedSerializer):
    """What the three kinds of report share: a correction of a locked period is a row with the next `revision`."""

    is_superseded = serializers.BooleanField(
        read_only=True, help_text="Whether a verified correction counts instead of this row."
    )


class ProgressReportSerializer(RevisedSerializer):
    """What an OPD reported on a program, and the figures that follow from it."""

    region = references.region("period.region")
    agency = references.agency("program.lead_agency")
    period = references.period()
    program = references.program()
    entered_by = PersonName()
    submitted_by = PersonName()
    approved_by = PersonName()
    verified_by = PersonName()
    figures = ProgramFigureSerializer(source="figure")

    class Meta:
        model = ProgressReport
        fields = record("region", "agency", "period", "program", *COMMON, "figures")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if "figures" in self.fields:
            instance.figure = self.context["figures"][instance.pk]
        return super().to_representation(instance)


class QuickWinReportSerializer(RevisedSerializer):
    """What an OPD reported on a quick win."""

    region = references.region("period.region")
    agency = references.agency("quick_win.agency")
    period = references.period()
    quick_win = references.quick_win()
    entered_by = PersonName()
    submitted_by = PersonName()
    approved_by = PersonName()
    verified_by = PersonName()

    class Meta:
        model = QuickWinReport
        fields = record("region", "agency", "period", "quick_win", *COMMON)


class PledgeReportSerializer(RevisedSerializer):
    """What an OPD reported on a pledge."""

    region = references.region("period.region")
    agency = references.agency("pledge.commitment.agency")
    period = references.period()
    pledge = references.pledge()
    entered_by = PersonName()
    submitted_by = PersonName()
    approved_by = PersonName()
    verified_by = PersonName()

    class Meta:
        model = PledgeReport
        fields = record("region", "agency", "period", "pledge", "pledge_state", *COMMON)


class SpendingSerializer(ScopedSerializer):
    """Realised spending from one source, cumulative within the year."""

    region = references.region("report.period.region")
    period = references.period("report.period")
    program = references.program("report.program")
    report = reference(ProgressReport, "id", "uid", "state", "revision")
    source_of_funds = reference(FundSource, "code", "name_id", "name_en", "is_apbd")

    class Meta:
        model = Spending
        fields = record("region", "period", "program", "report", "source_of_funds", "amount")


class IndicatorFigureSerializer(FiguresSerializer):
    """The indicator at the end of the period: the year so far against the year's target."""

    target = Figure()
    target_text = serializers.CharField()
    realised = Figure()
    previous_value = Figure()
    achievement = Figure()
    achievement_shown = Figure()
    predicate = serializers.CharField(allow_null=True)


class IndicatorValueSerializer(ScopedSerializer):
    """The value of an indicator in a period, and what it achieves."""

    region = references.region("report.period.region")
    period = references.period("report.period")
    program = references.program("report.program")
    report = reference(ProgressReport, "id", "uid", "state", "revision")
    indicator = reference(Indicator, "id", "uid", "lineage", "name", "unit", "polarity")
    figures = IndicatorFigureSerializer(source="figure", allow_null=True)

    class Meta:
        model = IndicatorValue
        fields = record("region", "period", "program", "report", "indicator", "value", "note", "figures")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if "figures" in self.fields:
            indicators = self.context["figures"][instance.report_id]
            instance.figure = _of(indicators, instance.indicator.lineage)
        return super().to_representation(instance)


def _of(indicators: tuple[IndicatorFigure, ...], lineage: Any) -> IndicatorFigure | None:
    """Of the same lineage: the value may stand on the indicator of another version of the plan."""
    return next((each for each in indicators if each.lineage == lineage), None)


class ActionItemProgressSerializer(ScopedSerializer):
    """Where a concrete step of a program stands, as reported for a period."""

    region = references.region("report.period.region")
    period = references.period("report.period")
    program = references.program("report.program")
    report = reference(ProgressReport, "id", "uid", "state", "revision")
    action_item = reference(ActionItem, "id", "uid", "kind", "name", "start_year", "end_year")
    agency = references.agency("action_item.agency")

    class Meta:
        model = ActionItemProgress
        fields = record("region", "period", "program", "report", "action_item", "agency", "state")


class MilestoneProgressSerializer(ScopedSerializer):
    """The day on which a milestone of a quick win was reached, as reported for a period."""

    region = references.region("report.period.region")
    period = references.period("report.period")
    quick_win = reference(QuickWin, "id", "uid", "title", "year", source="report.quick_win")
    report = reference(QuickWinReport, "id", "uid", "state", "revision")
    milestone = reference(Milestone, "id", "uid", "name", "due_on", "weight")

    class Meta:
        model = MilestoneProgress
        fields = record("region", "period", "quick_win", "report", "milestone", "done_on")
