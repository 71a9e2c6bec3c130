"""What people are told about their API keys. Names ending in `_on` are ISO dates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind, as_date

KEYS = Group(
    "keys",
    _("API keys"),
    _("A key of yours ends soon, or an administrator revoked it."),
    _("you made an API key"),
    "once",
)
ENDS_SOON = Kind(
    "key.ends_soon",
    KEYS,
    _("API key ends soon"),
    _("Your API key “%(name)s” ends on %(ends_on)s"),
    _("Replace it in time: programs that still use it are refused after that day."),
    Importance.WARNING,
    words={"ends_on": as_date},
)
REVOKED = Kind(
    "key.revoked",
    KEYS,
    _("API key revoked"),
    _("Your API key “%(name)s” was revoked for %(region)s"),
    _("%(by)s revoked it. Programs that use it are refused. Ask the administrator of the region for the reason."),
    Importance.WARNING,
)
ALL = (ENDS_SOON, REVOKED)
