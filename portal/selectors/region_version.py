"""Which state of the data the dashboard of a region shows: any change of what it rests on gives another version."""

from __future__ import annotations

from django.db.models import Q

from masterplan.models.catalogues import FundSource
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import (
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    PlannedProgress,
    PlanVersion,
    Program,
)
from masterplan.models.preparation import Directive
from monev.evaluation.models.results import Finding, NationalResult
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import (
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.monitoring.models.trail import QualityFlag
from organizations.models import Agency, Region
from pillars.models import Pillar, SubDimension
from portal.selectors.data_version import rows_of, version_of
from quickwins.models import QuickWin

OF_REGION = (
    Period, Agency, MasterPlan, Commitment, Directive, Finding, NationalResult, QuickWin, Evidence,
)  # fmt: skip
CATALOGUES = (FundSource, Pillar, SubDimension)


def region_version(region: Region, period: Period) -> str:
    """The same text as long as nothing changed that dashboards of the region show for the year; in one query."""
    program = {"program__plan_version__plan__region": region}
    year = {"year": period.year}
    reported = {"period__region": region, "period__year": period.year}
    of_report = {f"report__{name}": value for name, value in reported.items()}
    open_flags = rows_of(QualityFlag, region=region).filter(Q(explanation="") | Q(settled_at=None))
    return version_of(
        [
            rows_of(Region, pk=region.pk),
            *(rows_of(model, region=region) for model in OF_REGION),
            *map(rows_of, CATALOGUES),
            rows_of(RuleVersion).filter(Q(region=region) | Q(region=None)),
            rows_of(PlanVersion, plan__region=region),
            rows_of(Program, plan_version__plan__region=region),
            rows_of(Indicator, **program),
            rows_of(IndicatorTarget, indicator__program__plan_version__plan__region=region, **year),
            rows_of(BudgetLine, **program, **year),
            rows_of(PlannedProgress, **program, **year),
            *(rows_of(model, **reported) for model in (ProgressReport, QuickWinReport, PledgeReport)),
            *(rows_of(model, **of_report) for model in (Spending, IndicatorValue, MilestoneProgress)),
            rows_of(Pledge, commitment__region=region),
            rows_of(EvidenceUse, evidence__region=region),
            open_flags,
        ]
    )
