"""What administrators are told about the audit log and personal data. Names ending in `_on` are ISO dates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind

TRAIL = Group(
    "trail",
    _("Audit log and personal data"),
    _("The audit log is not what was written, or something about personal data is due."),
    _("you administer the region or look after its personal data"),
    "once",
)
AUDIT_BROKEN = Kind(
    "audit.broken",
    TRAIL,
    _("Audit log broken"),
    _("The audit log was tampered with: %(what)s"),
    _(
        "The nightly check found %(count)s problems. Change nothing, keep a copy of the database and the files, and "
        "have it looked into. `manage.py verify_audit` names every place."
    ),
    Importance.DANGER,
)
REQUEST_MADE = Kind(
    "data_request.made",
    TRAIL,
    _("Request about personal data"),
    _("%(person)s asks: %(kind)s"),
    _("The law gives three days (3 × 24 hours): answer until %(due)s."),
    Importance.WARNING,
)
REQUEST_DUE = Kind(
    "data_request.due",
    TRAIL,
    _("Request about personal data is due"),
    _("A request about personal data must be answered until %(due)s"),
    _("%(kind)s: the three days that the law gives end soon, or have ended."),
    Importance.DANGER,
)
REQUEST_ANSWERED = Kind(
    "data_request.answered",
    TRAIL,
    _("Your request about your data was answered"),
    _("Your request was answered: %(kind)s"),
    _("The answer: %(answer)s"),
    Importance.INFO,
)
BREACH_DUE = Kind(
    "breach.due",
    TRAIL,
    _("Notice of a breach is due"),
    _("Those concerned by “%(title)s” must be told until %(due)s"),
    _("The law gives 3 × 24 hours after a breach of personal data: the people concerned and the agency."),
    Importance.DANGER,
)
ALL = (AUDIT_BROKEN, REQUEST_MADE, REQUEST_DUE, REQUEST_ANSWERED, BREACH_DUE)
