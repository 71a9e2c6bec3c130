"""What administrators of the installation are told about backups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind

INSTALLATION = Group(
    "installation",
    _("Operation of the portal"),
    _("A backup failed or is too old."),
    _("you administer this installation"),
    "once",
)
FAILED = Kind(
    "backup.failed",
    INSTALLATION,
    _("Backup failed"),
    _("The backup of %(began)s failed"),
    _("Reason: %(reason)s. Look after it today: until a backup succeeds, newer data exist only once."),
    Importance.DANGER,
)
TOO_OLD = Kind(
    "backup.too_old",
    INSTALLATION,
    _("No recent backup"),
    _("The last good backup is older than a day: %(last)s"),
    _("See that the worker and the timetable run and the target can be reached, then run: manage.py backup."),
    Importance.DANGER,
)
ALL = (FAILED, TOO_OLD)
