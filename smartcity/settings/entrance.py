"""How people enter: passwords, attempts, invitations, identity providers (OpenID Connect)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from smartcity.settings.environment import BASE_DIR, env

# --- passwords -----------------------------------------------------------------------------------------------------
# Length counts, not signs: at least so many characters; for administrators and assessors the second number.
PASSWORD_MIN_LENGTH: int = env.int("PASSWORD_MIN_LENGTH", 10)
PASSWORD_MIN_LENGTH_PRIVILEGED: int = env.int("PASSWORD_MIN_LENGTH_PRIVILEGED", 12)
PASSWORD_MAX_LENGTH = 128
# A list of known passwords of the region's own beside the one that is shipped: sorted lines "SHA1:count" as of Have I
# Been Pwned. It is read in place.
BREACHED_PASSWORDS: str = env.str("BREACHED_PASSWORDS", "")
BREACHED_SHIPPED = BASE_DIR / "data" / "passwords" / "breached.bin"
if min(PASSWORD_MIN_LENGTH, PASSWORD_MIN_LENGTH_PRIVILEGED) < 8:
    raise ImproperlyConfigured("PASSWORD_MIN_LENGTH and PASSWORD_MIN_LENGTH_PRIVILEGED: at least 8.")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.validators.LengthValidator"},
    {"NAME": "accounts.passwords.validators.ContextValidator"},
    {"NAME": "accounts.passwords.validators.BreachedValidator"},
]

# --- attempts ------------------------------------------------------------------------------------------------------
# Wrong passwords that cost nothing before the first pause: for one person from one network, for one person on a device
# that they use, from one address for all people together, for one person from all unknown devices together.
ATTEMPTS_PER_NETWORK: int = env.int("ATTEMPTS_PER_NETWORK", 5)
ATTEMPTS_PER_DEVICE: int = env.int("ATTEMPTS_PER_DEVICE", 10)
ATTEMPTS_PER_ADDRESS: int = env.int("ATTEMPTS_PER_ADDRESS", 60)
ATTEMPTS_PER_ACCOUNT: int = env.int("ATTEMPTS_PER_ACCOUNT", 100)
ATTEMPT_LONGEST_PAUSE_MINUTES: int = env.int("ATTEMPT_LONGEST_PAUSE_MINUTES", 60)
# Days for which a device on which somebody has entered counts as theirs.
KNOWN_DEVICE_DAYS: int = env.int("KNOWN_DEVICE_DAYS", 180)
# Links to a new password in an hour: for one person; asked for from one address.
RESETS_PER_ACCOUNT: int = env.int("RESETS_PER_ACCOUNT", 3)
RESETS_PER_ADDRESS: int = env.int("RESETS_PER_ADDRESS", 20)
# Wrong keys of REST from one address in an hour.
WRONG_KEYS_PER_ADDRESS: int = env.int("WRONG_KEYS_PER_ADDRESS", 100)

ACCOUNT_ADAPTER = "accounts.entrance_adapter.Entrance"
ACCOUNT_FORMS = {"reset_password": "accounts.people_forms.QuietResetForm"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Portal Smart City] "
# Ours stand beside these (accounts.services.attempts), for passwords and codes; what is left guards against floods.
# None of them counts by person alone: whoever knows an address or a password could keep its owner out.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "60/m/ip",
    "reset_password": None,
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
    "reset_password_from_key": "20/m/ip",
    "manage_email": "10/m/user",
}

# --- invitations ---------------------------------------------------------------------------------------------------
# Days for which the link of an invitation works; rows of one file of invitations.
INVITATION_DAYS: int = env.int("INVITATION_DAYS", 7)
INVITATION_MOST_ROWS = 500

# --- identity providers --------------------------------------------------------------------------------------------
# One provider of the government by these; more of them as a JSON list of objects with the same names in lower case:
# [{"id": "...", "name": "...", "issuer": "...", "client_id": "...", "client_secret": "..."}].
OIDC_ID: str = env.str("OIDC_ID", "pemerintah")
OIDC_NAME: str = env.str("OIDC_NAME", "")
OIDC_ISSUER: str = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID: str = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET: str = env.str("OIDC_CLIENT_SECRET", "")
OIDC_SCOPES: list[str] = env.list("OIDC_SCOPES", ["openid", "email", "profile"])
OIDC_EMAIL_CLAIM: str = env.str("OIDC_EMAIL_CLAIM", "email")
OIDC_EMAIL_VERIFIED_CLAIM: str = env.str("OIDC_EMAIL_VERIFIED_CLAIM", "email_verified")
# 1 only for a provider that gives people their addresses itself and sends no claim that says whether one is verified.
OIDC_EMAIL_TRUSTED: bool = env.bool("OIDC_EMAIL_TRUSTED", False)
OIDC_MORE: Any = env.json("OIDC_MORE", [])
OIDC_TIMEOUT: float = env.float("OIDC_TIMEOUT", 5.0)
# 1: whoever comes through a provider needs no second factor here; only where the provider asks for one itself.
OIDC_COUNTS_AS_SECOND_FACTOR: bool = env.bool("OIDC_COUNTS_AS_SECOND_FACTOR", False)
# Mail domains whose people enter through the provider only.
OIDC_ONLY_DOMAINS: list[str] = env.list("OIDC_ONLY_DOMAINS", [])
OIDC_ONLY_DOMAINS = [each.lower().lstrip("@") for each in OIDC_ONLY_DOMAINS]
# 0: everybody enters through the provider, but for those named by PASSWORD_LOGIN_KEPT: `superuser`, roles, addresses.
PASSWORD_LOGIN: bool = env.bool("PASSWORD_LOGIN", True)
PASSWORD_LOGIN_KEPT: list[str] = [str(each).lower() for each in env.list("PASSWORD_LOGIN_KEPT", ["superuser"])]


def _provider(row: dict[str, Any]) -> dict[str, Any]:
    """One provider as allauth wants it."""
    missing = [name for name in ("id", "name", "issuer", "client_id") if not row.get(name)]
    if missing:
        raise ImproperlyConfigured(f"An identity provider needs {', '.join(missing)} (OIDC_...).")
    return {
        "provider_id": row["id"],
        "name": row["name"],
        "client_id": row["client_id"],
        "secret": row.get("client_secret", ""),
        "settings": {
            "server_url": row["issuer"].rstrip("/"),
            "issuer": row["issuer"],
            "oauth_pkce_enabled": True,
            "scope": row.get("scopes", OIDC_SCOPES),
            "email_claim": row.get("email_claim", OIDC_EMAIL_CLAIM),
            "email_verified_claim": row.get("email_verified_claim", OIDC_EMAIL_VERIFIED_CLAIM),
            "email_trusted": bool(row.get("email_trusted", False)),
        },
    }


_FIRST = {
    "id": OIDC_ID,
    "name": OIDC_NAME,
    "issuer": OIDC_ISSUER,
    "client_id": OIDC_CLIENT_ID,
    "client_secret": OIDC_CLIENT_SECRET,
    "email_trusted": OIDC_EMAIL_TRUSTED,
}
OIDC_PROVIDERS = [_provider(each) for each in [*([_FIRST] if OIDC_ISSUER else []), *OIDC_MORE]]
if not PASSWORD_LOGIN and not OIDC_PROVIDERS:
    raise ImproperlyConfigured("PASSWORD_LOGIN=0 needs an identity provider (OIDC_ISSUER): nobody could enter.")
if OIDC_ONLY_DOMAINS and not OIDC_PROVIDERS:
    raise ImproperlyConfigured(
        "OIDC_ONLY_DOMAINS needs an identity provider (OIDC_ISSUER): its people could not enter."
    )

SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"provider_class": "accounts.oidc.provider.Provider", "APPS": OIDC_PROVIDERS}
}
SOCIALACCOUNT_ADAPTER = "accounts.oidc.adapter.Identities"
SOCIALACCOUNT_REQUESTS_TIMEOUT = OIDC_TIMEOUT
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_AUTO_SIGNUP = False
