"""What people are told about reports. `title` and `subject` are in the language of the report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monev.monitoring.news import FILES
from notices.kinds import Group, Importance, Kind, as_date

SCHEDULED = Group(
    "scheduled",
    _("Scheduled reports"),
    _("Reports that the portal compiles by itself are ready, or something is in their way."),
    _("a schedule of your region names you"),
    "once",
)
REPORT_DONE = Kind(
    "report.done",
    FILES,
    _("Report ready"),
    _("%(title)s is ready"),
    _("%(subject)s: the files can be downloaded."),
    Importance.SUCCESS,
)
REPORT_BROKEN = Kind(
    "report.broken",
    FILES,
    _("Report failed"),
    _("%(title)s could not be compiled"),
    _("%(subject)s: open it to see why, and have it compiled again."),
    Importance.DANGER,
)
SCHEDULE_REPORT = Kind(
    "schedule.report",
    SCHEDULED,
    _("Scheduled report ready"),
    _("%(title)s is ready"),
    _("%(subject)s: the files can be downloaded."),
    Importance.SUCCESS,
)
SCHEDULE_DONE = Kind(
    "schedule.done",
    SCHEDULED,
    _("Scheduled reports ready"),
    _("%(name)s is ready"),
    _("All %(count)s reports of %(due_on)s can be downloaded."),
    Importance.SUCCESS,
    words={"due_on": as_date},
)
SCHEDULE_PARTLY = Kind(
    "schedule.partly",
    SCHEDULED,
    _("Scheduled reports ready in part"),
    _("%(name)s is ready in part"),
    _("%(ready)s of %(count)s reports of %(due_on)s can be downloaded."),
    Importance.WARNING,
    words={"due_on": as_date},
)
SCHEDULE_BROKEN = Kind(
    "schedule.broken",
    SCHEDULED,
    _("Scheduled reports failed"),
    _("%(name)s: %(failed)s of %(count)s reports failed"),
    _("Open the turn of %(due_on)s to see why, and have them compiled again."),
    Importance.DANGER,
    words={"due_on": as_date},
)
SCHEDULE_PROBLEM = Kind(
    "schedule.problem",
    SCHEDULED,
    _("Schedule needs attention"),
    _("%(name)s could not ask for every report"),
    _("Open the turn of %(due_on)s to see what is in the way."),
    Importance.WARNING,
    words={"due_on": as_date},
)
OUTCOMES = (SCHEDULE_REPORT, SCHEDULE_DONE, SCHEDULE_PARTLY, SCHEDULE_BROKEN)
"""What is told when a turn of a schedule is finished."""
RUN_DONE = Kind(
    "report.run_done",
    FILES,
    _("National run finished"),
    _("%(title)s: all reports are ready"),
    _("%(done)s reports are ready and can be downloaded together."),
    Importance.SUCCESS,
)
RUN_INCOMPLETE = Kind(
    "report.run_incomplete",
    FILES,
    _("National run finished with failures"),
    _("%(title)s: %(missing)s regions have no report"),
    _("%(done)s reports are ready. Open the run to see why the others are missing, and have them tried again."),
    Importance.WARNING,
)
ALL = (REPORT_DONE, REPORT_BROKEN, RUN_DONE, RUN_INCOMPLETE, *OUTCOMES, SCHEDULE_PROBLEM)
