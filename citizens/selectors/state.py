"""A short mark of everything that a region's public pages are made of: another mark, and they are made anew."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Max, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from citizens.selectors.published import published
from masterplan.models.plans import (
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    PlannedProgress,
    PlanVersion,
    Program,
)
from masterplan.models.preparation import LegalDocument, PreparationStage
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, QuickWinReport, Spending
from monev.monitoring.periods import today_in
from organizations.models import Agency, Region
from quickwins.models import Milestone, QuickWin

MADE_OF: tuple[Any, ...] = (
    *(Publication, ProgramSwitch, DocumentSwitch, QuickWinStory, Feedback, Region, Agency),
    *(MasterPlan, PlanVersion, Program, Indicator, IndicatorTarget, BudgetLine, PlannedProgress),
    *(Period, ProgressReport, Spending, IndicatorValue, QuickWinReport, QuickWin, Milestone),
    *(LegalDocument, PreparationStage),
)
"""Every table of which a public page shows something. Rules of calculation count for the whole nation: see below."""


def state_of(region: Region) -> str:
    """The mark, in one query. It stays inside the server: that something unpublished changed is told to nobody."""
    parts = [_mark(model, model.objects.of_region(region.pk)) for model in MADE_OF]
    parts.append(_mark(RuleVersion, RuleVersion.objects.all()))
    rows = sorted(str(row) for row in parts[0].union(*parts[1:], all=True))
    day = today_in(region.time_zone).isoformat()
    return hashlib.sha256("\n".join([day, *rows]).encode()).hexdigest()[:32]


def _mark(model: Any, rows: Any) -> Any:
    """Name, number, versions and last change of some rows, as one row."""
    return (
        rows.order_by()
        .annotate(table=Value(model._meta.label))
        .values("table")
        .annotate(rows=Count("pk"), versions=Sum("version"), last=Max("updated_at"))
        .values_list("table", "rows", "versions", "last")
    )


def changed_at(publication: Publication) -> datetime:
    """When something that citizens see changed last: a time of what is published, never of what is not."""
    region = publication.region
    times = [
        _last(ProgressReport, region, "verified_at"),
        _last(QuickWinReport, region, "verified_at"),
        _last(QuickWin, region, "updated_at"),
        _last(QuickWinStory, region, "updated_at"),
        _last(LegalDocument, region, "public_switch__updated_at"),
        _last(Feedback, region, "moderated_at"),
        _last(Feedback, region, "answered_at"),
        _last(Program, region, "plan_version__updated_at"),
    ]
    found = [row[0] for row in times[0].union(*times[1:], all=True) if row[0]]
    latest = max([publication.updated_at, *found])
    return min(latest, timezone.now())


def _last(model: Any, region: Region, column: str) -> Any:
    rows = published(model.objects.of_region(region)).order_by()
    return (
        rows.annotate(one=Value(1)).values("one").annotate(last=Cast(Max(column), DateTimeField())).values_list("last")
    )
