"""The tables that are filled, in the order in which their rows must be written."""

from __future__ import annotations

from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    PlannedProgress,
    PlanVersion,
    Program,
)
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import (
    ActionItemProgress,
    IndicatorValue,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.monitoring.models.trail import QualityFlag
from organizations.models import Agency, Membership, User
from portal.national_data.rows import Rows
from quickwins.models import Milestone, QuickWin

UNUSABLE = "!made by make_national, nobody logs in with a password"


class Tables:
    """One writer for each table."""

    def __init__(self) -> None:
        self.agency = Rows(Agency, "region_id", "code", "name", "short_name")
        self.user = Rows(User, "email", "name", password=UNUSABLE, date_joined="2022-01-01 00:00:00")
        self.membership = Rows(Membership, "user_id", "role", "region_id", "agency_id", starts_on="2022-01-01")
        self.plan = Rows(MasterPlan, "region_id", "title", "start_year", "end_year")
        self.version = Rows(PlanVersion, "plan_id", "pillar_set_id", number=1)
        self.program = Rows(
            Program, "plan_version_id", "lineage", "code", "name", "sub_dimension_id", "lead_agency_id", "term",
            "start_year", "end_year", "output", "outcome", "rpjmd_link",
        )  # fmt: skip
        self.action_item = Rows(ActionItem, "program_id", "kind", "name", "agency_id", "start_year", "end_year")
        self.budget = Rows(BudgetLine, "program_id", "year", "source_of_funds_id", "ceiling")
        self.planned = Rows(PlannedProgress, "program_id", "year", "month", "physical_percent", "spending")
        self.indicator = Rows(
            Indicator, "program_id", "lineage", "name", "unit", "polarity", "formula", "aggregation", "baseline",
            "baseline_year", "worst", "plausible_min", "plausible_max", "end_target", "position",
        )  # fmt: skip
        self.target = Rows(IndicatorTarget, "indicator_id", "year", "value")
        self.period = Rows(
            Period, "region_id", "kind", "year", "number", "opens_on", "warns_on", "closes_on", "locks_on"
        )
        self.quick_win = Rows(
            QuickWin, "region_id", "agency_id", "pillar_id", "program_lineage", "title", "year", "problem",
            "innovation", "benefit", "is_practice",
        )  # fmt: skip
        self.milestone = Rows(Milestone, "quick_win_id", "name", "due_on", "done_on", "position")
        steps = (
            "period_id", "state", "physical_percent", "narrative", "hindering_factors", "follow_up", "is_late",
            "entered_by_id", "submitted_at", "submitted_by_id", "verified_at", "verified_by_id", "return_reason",
        )  # fmt: skip
        self.report = Rows(ProgressReport, "program_id", *steps)
        self.quick_win_report = Rows(QuickWinReport, "quick_win_id", *steps)
        self.spending = Rows(Spending, "report_id", "source_of_funds_id", "amount")
        self.value = Rows(IndicatorValue, "report_id", "indicator_id", "value")
        self.item_progress = Rows(ActionItemProgress, "report_id", "action_item_id", "state")
        self.evidence = Rows(Evidence, "region_id", "agency_id", "kind", "title", "link", "dated_on", "uploaded_by_id")
        self.use = Rows(EvidenceUse, "evidence_id", "progress_report_id", "verdict")
        self.flag = Rows(
            QualityFlag, "region_id", "agency_id", "progress_report_id", "at", "code", "severity", "explanation"
        )

    def all(self) -> list[Rows]:
        return [each for each in vars(self).values() if isinstance(each, Rows)]

    def write(self) -> None:
        """Everything that waits, owners before what they own."""
        for each in self.all():
            each.write()
