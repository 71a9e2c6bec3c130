"""What everybody may know about a report whose code or file they hold: only what stands on its first page anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from monev.reports.check_codes import shown_code
from monev.reports.labels import NATION_CLOCK
from monev.reports.models import CompiledReport, ReportFile


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file of the report: its format as people name it, its part, its SHA-256."""

    label: str
    part: int
    sha256: str
    size: int
    is_held: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """A genuine report. `newest` is the number of its newest edition; `held` the file that was shown, if any."""

    code: str
    title: str
    subject: str
    region: str
    clock: str
    taken_at: datetime
    finished_at: datetime | None
    edition: int
    newest: int
    number: str
    is_example: bool
    files: Sequence[CheckedFile]

    @property
    def is_newest(self) -> bool:
        return self.edition == self.newest


def checked_by_code(code: str) -> Checked | None:
    """The finished report with this code; None for all others: nobody learns that one failed or waits."""
    return _checked(_rows().filter(check_code=code).first(), held="")


def checked_by_file(sha256: str) -> Checked | None:
    """The finished report to which a file with this hash belongs; of several editions the newest."""
    rows = _rows().filter(files__sha256=sha256)
    return _checked(rows.order_by("-edition", "-pk").first(), held=sha256)


def _rows() -> Any:
    done = CompiledReport.objects.filter(state=CompiledReport.State.DONE)
    newest = done.filter(series=OuterRef("series")).order_by("-edition").values("edition")[:1]
    return (
        done.select_related("region", "snapshot")
        .defer("snapshot__data")
        .annotate(newest=Subquery(newest))
        .prefetch_related("files")
        .for_examples()
    )


def _checked(report: Any, *, held: str) -> Checked | None:
    if report is None:
        return None
    region = report.region
    return Checked(
        code=shown_code(report.check_code),
        title=report.title,
        subject=report.subject,
        region=region.name if region else "",
        clock=region.time_zone if region else NATION_CLOCK,
        taken_at=report.snapshot.taken_at,
        finished_at=report.finished_at,
        edition=report.edition,
        newest=report.newest,
        number=report.number,
        is_example=bool(report.example_rows or (region and region.is_example)),
        files=[_file(each, held) for each in report.files.all()],
    )


def _file(row: ReportFile, held: str) -> CheckedFile:
    return CheckedFile(row.format.upper(), row.part, row.sha256, row.size, row.sha256 == held)
