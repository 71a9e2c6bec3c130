"""Tables of reports, one module a subject."""

from monev.reports.models.letterheads import Letterhead, Signatory
from monev.reports.models.reports import CompiledReport, ReportFile, ReportLog, Snapshot
from monev.reports.models.runs import ReportRun
from monev.reports.models.schedules import ReportSchedule, ScheduleTurn

__all__ = [
    "CompiledReport",
    "Letterhead",
    "ReportFile",
    "ReportLog",
    "ReportRun",
    "ReportSchedule",
    "ScheduleTurn",
    "Signatory",
    "Snapshot",
]
