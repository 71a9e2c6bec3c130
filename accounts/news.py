"""What people are told about the safety of their account. `at`: an ISO moment; `device`: see `device_words`."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.device_words import device_said
from core.formats import longdate
from notices.kinds import Group, Importance, Kind


def as_moment(iso: str) -> str:
    """`2026-11-29T06:42:00+00:00` as `29 November 2026, 13.42 WIB`; anything else as it stands."""
    try:
        local = timezone.localtime(datetime.fromisoformat(iso))
    except ValueError:
        return iso
    return f"{longdate(local.date())}, {local:%H.%M %Z}"


def factor_said(code: str) -> str:
    """The kind of a factor in words."""
    words = {
        "totp": pgettext("way to log in", "authenticator app"),
        "webauthn": pgettext("way to log in", "passkey"),
        "recovery_codes": pgettext("way to log in", "recovery code"),
    }
    return words.get(code, code)


WORDS = {"at": as_moment, "device": device_said, "factor": factor_said}
SAFETY = Group(
    "safety",
    _("Safety of your account"),
    _("Log-ins from new devices, changes of password and factors. They always come, and at once."),
    _("it concerns the safety of your account"),
    "once",
    always=True,
)
NEW_DEVICE = Kind(
    "account.new_device",
    SAFETY,
    _("Log-in from a new device"),
    _("Log-in from a new device: %(device)s"),
    _(
        "%(at)s, from the address %(address)s. Was it you? Then there is nothing to do. If not: end that session, "
        "change your password and tell the administrator of your region."
    ),
    Importance.WARNING,
    words=WORDS,
)
FACTOR_ADDED = Kind(
    "account.factor_added",
    SAFETY,
    _("Second factor added"),
    _("Added to your account: %(factor)s"),
    _("%(at)s. If it was not you: remove it, change your password and tell the administrator of your region."),
    Importance.INFO,
    words=WORDS,
)
FACTOR_REMOVED = Kind(
    "account.factor_removed",
    SAFETY,
    _("Second factor removed"),
    _("Removed from your account: %(factor)s"),
    _("%(at)s. If it was not you: change your password and tell the administrator of your region."),
    Importance.WARNING,
    words=WORDS,
)
CODES_MADE = Kind(
    "account.codes_made",
    SAFETY,
    _("New recovery codes"),
    _("New recovery codes were made for your account"),
    _("%(at)s. The codes of before no longer work. If it was not you: change your password at once."),
    Importance.INFO,
    words=WORDS,
)
CODE_USED = Kind(
    "account.code_used",
    SAFETY,
    _("Recovery code used"),
    _("A recovery code was used for your account; %(left)s are left"),
    _("%(at)s. Make new ones in time. If it was not you: change your password and make new codes at once."),
    Importance.WARNING,
    words=WORDS,
)
FACTORS_RESET = Kind(
    "account.factors_reset",
    SAFETY,
    _("Second factors reset"),
    _("%(by)s removed all second factors from your account"),
    _(
        "%(at)s. All sessions were ended. Log in with your password and set up a new factor. "
        "If you did not ask for this, tell the administrator at once."
    ),
    Importance.DANGER,
    words=WORDS,
)
SESSIONS_ENDED = Kind(
    "account.sessions_ended",
    SAFETY,
    _("Sessions ended by an administrator"),
    _("%(by)s ended all your sessions"),
    _("%(at)s. You can log in again. Ask the administrator for the reason."),
    Importance.WARNING,
    words=WORDS,
)
PASSWORD_CHANGED = Kind(
    "account.password_changed",
    SAFETY,
    _("Password changed"),
    _("The password of your account was changed"),
    _("%(at)s. All other sessions were ended. If it was not you: ask for a new password and tell the administrator."),
    Importance.WARNING,
    words=WORDS,
)
EMAIL_CHANGED = Kind(
    "account.email_changed",
    SAFETY,
    _("E-mail address changed"),
    _("The e-mail address of your account is now %(after)s"),
    _(
        "%(at)s; before it was %(before)s. You log in with the new one. "
        "If you did not ask for this, tell the administrator at once."
    ),
    Importance.WARNING,
    words=WORDS,
)
ALL = (
    *(NEW_DEVICE, FACTOR_ADDED, FACTOR_REMOVED, CODES_MADE, CODE_USED, FACTORS_RESET, SESSIONS_ENDED),
    *(PASSWORD_CHANGED, EMAIL_CHANGED),
)
