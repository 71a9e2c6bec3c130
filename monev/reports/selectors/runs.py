"""National runs: how far one is, which regions have no report and why, which files it made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from monev.reports.models import CompiledReport, ReportFile, ReportRun
from organizations.models import Region

State = ReportRun.State


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The reports of one run by what became of them; `problems`: regions for which none could be asked for."""

    regions: int
    done: int
    failed: int
    cancelled: int
    unfinished: int
    problems: int
    percent: int
    is_unfinished: bool

    @property
    def missing(self) -> int:
        """Regions without a report that is ready or on its way."""
        return self.failed + self.cancelled + self.problems

    @property
    def under_way(self) -> int:
        """Reports that are asked for or will be."""
        return self.unfinished + (self.to_ask if self.is_unfinished else 0)

    @property
    def to_ask(self) -> int:
        """Regions for which nothing has been asked for yet."""
        asked = self.done + self.failed + self.cancelled + self.unfinished + self.problems
        return max(self.regions - asked, 0)


@dataclass(frozen=True, slots=True)
class Failure:
    """A region without a report: the reason in words, and the report that failed, if there is one."""

    region: Region
    reason: str
    report: CompiledReport | None = None


def progress_of(run: ReportRun) -> RunProgress:
    """The progress of a run that was read with `for_list`: no further query."""
    row: Any = run
    problems = len(run.problems)
    whole = max(row.region_count, 1) * 100
    percent = min(100, (row.points + problems * 100) * 100 // whole)
    return RunProgress(
        regions=row.region_count,
        done=row.done_count,
        failed=row.failed_count,
        cancelled=row.cancelled_count,
        unfinished=row.open_count,
        problems=problems,
        percent=100 if run.state == State.DONE else percent,
        is_unfinished=run.state in (State.QUEUED, State.RUNNING),
    )


def run_progress(run: ReportRun) -> RunProgress:
    """The same, asked anew."""
    return progress_of(ReportRun.objects.for_list().get(pk=run.pk))


def failures_of(run: ReportRun) -> Sequence[Failure]:
    """The regions without a report, by code; two queries."""
    broken = CompiledReport.objects.filter(run=run, state__in=("failed", "cancelled")).select_related("region")
    rows = [Failure(each.region, each.error or str(each.get_state_display()), each) for each in broken]
    regions = Region.objects.filter(code__in=run.problems) if run.problems else Region.objects.none()
    rows += [Failure(each, run.problems[each.code]) for each in regions]
    return sorted(rows, key=lambda each: each.region.code)


def files_of(run: ReportRun) -> QuerySet[ReportFile]:
    """The files of the reports that are ready, region by region."""
    rows: QuerySet[ReportFile] = ReportFile.objects.filter(report__run=run, report__state="done")
    return (
        rows.select_related("report__region", "report__snapshot")
        .defer("report__snapshot__data")
        .order_by("report__region__code", "format", "part")
    )


def time_left(run: ReportRun, progress: RunProgress) -> timedelta | None:
    """How long it will take at the speed so far; None before anything can be said."""
    if not progress.is_unfinished or run.started_at is None or not 0 < progress.percent < 100:
        return None
    return (timezone.now() - run.started_at) * (100 - progress.percent) / progress.percent
