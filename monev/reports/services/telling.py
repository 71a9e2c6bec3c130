"""Telling who asked for a report what became of it."""

from __future__ import annotations

from django.urls import reverse

from monev.reports import news
from monev.reports.models import CompiledReport, ReportRun
from notices.kinds import Kind
from notices.services.telling import tell


def tell_asker(report: CompiledReport, kind: Kind) -> int:
    """Once for each time that it was asked for; nobody where nobody asked, and not of each report of a national run."""
    if report.requested_by is None or report.run_id:
        return 0
    return tell(
        kind.code,
        [report.requested_by],
        key=f"{report.uid}:{report.version}",
        params={"title": report.title, "subject": report.subject},
        url=reverse("reports:report-detail", args=[report.pk]),
        region=report.region,
    )


def tell_run_asker(run: ReportRun, *, done: int, missing: int) -> int:
    """Once for each time that the run was finished: how many reports there are, and how many there are not."""
    if run.requested_by is None:
        return 0
    kind = news.RUN_INCOMPLETE if missing else news.RUN_DONE
    return tell(
        kind.code,
        [run.requested_by],
        key=f"{run.uid}:{run.version}",
        params={"title": run.title, "done": done, "missing": missing},
        url=reverse("reports:run-detail", args=[run.pk]),
    )
