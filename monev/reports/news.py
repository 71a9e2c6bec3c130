"""What people are told about reports. `title` and `subject` are in the language of the report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monev.monitoring.news import FILES
from notices.kinds import Importance, Kind

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
ALL = (REPORT_DONE, REPORT_BROKEN, RUN_DONE, RUN_INCOMPLETE)
