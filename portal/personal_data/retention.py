"""Every rule that deletes personal data by age, in one place; a nightly job carries them out."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.services.devices import forget_old_devices
from accounts.services.inviting import forget_unanswered
from citizens.services.contacts import forget_contacts
from monev.evaluation.services.survey_responses import forget_people
from notices.services.forgetting import forget_mails, forget_notices
from organizations.services.pulls import forget_pulls
from organizations.services.requests import forget_contacts_of_requests
from portal.personal_data.kinds import Rule


def _clear_sessions() -> int:
    """Sessions that ran out; the store says not how many they were."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0


RULES: tuple[Rule, ...] = (
    Rule("feedback-contacts", _("Contacts of citizens who wrote feedback"), "FEEDBACK_CONTACT_DAYS", forget_contacts),
    Rule("survey-hashes", _("Hashes of telephones and devices of surveys"), "SURVEY_HASH_DAYS", forget_people),
    Rule("pulls", _("Log of who takes data through REST"), "PULL_LOG_DAYS", forget_pulls),
    Rule("mails", _("Mails that were sent"), "MAIL_KEEP_DAYS", forget_mails),
    Rule("notices", _("Notices"), "NOTICE_KEEP_DAYS", forget_notices),
    Rule(
        "request-contacts",
        _("Contacts of those who asked about their data"),
        "DATA_REQUEST_CONTACT_DAYS",
        forget_contacts_of_requests,
    ),
    Rule("devices", _("devices"), "KNOWN_DEVICE_DAYS", forget_old_devices),
    Rule("invitations", _("invitations"), "INVITATION_KEEP_DAYS", forget_unanswered),
    Rule("sessions", _("Sessions that ran out"), "SESSION_COOKIE_AGE", _clear_sessions, unit="seconds"),
)
BY_CODE = {rule.code: rule for rule in RULES}
