"""What a report says about corrections of locked periods, and about the quality of each OPD's reporting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.corrections import SUPERSEDED, Correction, verified_corrections
from monev.monitoring.selectors.quality import RegionQuality
from monev.reports.models import CompiledReport
from organizations.models import Region


def correction_rows(region: Region, period: Period) -> list[dict[str, Any]]:
    """Verified corrections that this report shows, oldest first: all of its period, and those of earlier periods of the
    year that were verified since the last report of an earlier period was taken (all, where there was none)."""
    earlier = Q(period__year=period.year, period__kind=period.kind, period__number__lt=period.number)
    if since := _last_taken(region, period):
        earlier &= Q(verified_at__gt=since)
    where = Q(period__region=region) & (Q(period=period) | earlier)
    return [_row(each) for each in verified_corrections(where)]


def _last_taken(region: Region, period: Period) -> datetime | None:
    """When the data of the newest finished report on an earlier period of the year was taken."""
    rows = CompiledReport.objects.of_region(region).filter(
        kind="quarterly",
        state=CompiledReport.State.DONE,
        period__year=period.year,
        period__kind=period.kind,
        period__number__lt=period.number,
        archived_at=None,
    )
    newest = rows.order_by("-snapshot__taken_at").values_list("snapshot__taken_at", flat=True).first()
    return newest if isinstance(newest, datetime) else None


def _row(each: Correction) -> dict[str, Any]:
    return {
        "period": each.report.period.label,
        "subject": str(each.subject),
        "agency": str(each.report.agency),
        "number": each.number,
        "verified_at": each.at,
        "verified_by": str(each.report.verified_by or ""),
        "reason": each.reason,
        "is_superseded": each.standing == SUPERSEDED,
        "changes": [{"label": change.label, "before": change.before, "now": change.now} for change in each.changes],
        "is_example": each.report.is_example,
    }


def score_rows(quality: RegionQuality) -> list[dict[str, Any]]:
    """The quality score of each OPD, the region last."""
    rows = [(str(each.agency), False, each.score) for each in quality.agencies]
    return [
        {
            "agency": agency,
            "is_total": is_total,
            "due": score.due,
            "sent": score.sent,
            "complete": score.complete,
            "on_time": score.on_time,
            "evidence": score.evidence,
            "unquestioned": score.unquestioned,
            "value": score.value,
        }
        for agency, is_total, score in [*rows, (str(quality.region), True, quality.total)]
    ]
