"""Entering the portal: second factors and who must have one, sessions, asking again before dangerous actions."""

from smartcity.settings.environment import DEMO, env

# Roles whose holders must have a second factor, with commas; `superuser` stands for everybody who may open the
# administration. Empty: nobody must. The demonstration has to be usable without a phone: there nobody must unless set.
MFA_REQUIRED_ROLES: list[str] = [
    each.strip()
    for each in env.list(
        "MFA_REQUIRED_ROLES", [] if DEMO else ["assessor", "region_admin", "national_admin", "superuser"]
    )
    if each.strip()
]
# A session ends after so many hours in any case, and when nothing was opened for so many minutes.
SESSION_HOURS = env.int("SESSION_HOURS", 12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 120)
# Before dangerous actions the password or a factor is asked again when it was last given longer ago than this.
REAUTHENTICATION_SECONDS = env.int("REAUTHENTICATION_SECONDS", 900)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
ACCOUNT_REAUTHENTICATION_TIMEOUT = REAUTHENTICATION_SECONDS

MFA_ADAPTER = "accounts.adapters.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by administrators, nobody registers themselves
MFA_TOTP_ISSUER = "Portal Smart City"
MFA_TOTP_TOLERANCE = 1  # clocks of phones: one step of 30 seconds before and after
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.AppForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
    "login_webauthn": "accounts.forms.PasskeyDoorForm",
    "edit_webauthn": "accounts.forms.PasskeyNameForm",
}

# Names of addresses that open for somebody who must set up a factor first: setting it up, and leaving.
FACTOR_GATE_OPEN = (
    *("account_logout", "account_reauthenticate", "set_language", "admin:logout"),
    *("portal:service-worker", "portal:app-manifest", "portal:offline", "organizations:session", "admin:jsi18n"),
)
