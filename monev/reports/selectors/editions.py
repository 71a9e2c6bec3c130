"""The editions of a report: those with the same series, newest first."""

from __future__ import annotations

from monev.reports.models import CompiledReport
from organizations.models import User
from organizations.roles import Can

DONE = CompiledReport.State.DONE


def editions_of(report: CompiledReport, person: User) -> list[CompiledReport]:
    """All editions that are ready and that the person may see, newest first; without their snapshots."""
    rows = CompiledReport.objects.allowed(person, Can.VIEW).filter(series=report.series, state=DONE, archived_at=None)
    return list(rows.order_by("-edition"))


def edition_before(report: CompiledReport) -> CompiledReport | None:
    """The ready edition that this one took the place of, with its snapshot."""
    rows = CompiledReport.objects.filter(series=report.series, state=DONE, edition__lt=report.edition)
    return rows.select_related("snapshot").order_by("-edition").first()
