"""Telling who asked for a report what became of it."""

from __future__ import annotations

from django.urls import reverse

from monev.reports.models import CompiledReport
from notices.kinds import Kind
from notices.services.telling import tell


def tell_asker(report: CompiledReport, kind: Kind) -> int:
    """Once for each time that it was asked for; nobody where nobody asked."""
    if report.requested_by is None:
        return 0
    return tell(
        kind.code,
        [report.requested_by],
        key=f"{report.uid}:{report.version}",
        params={"title": report.title, "subject": report.subject},
        url=reverse("reports:report-detail", args=[report.pk]),
        region=report.region,
    )
