"""Log-in, cookies, headers. What production refuses: `core.unsafe_settings`."""

from csp.constants import NONE, SELF

from core.safe_headers import for_static
from smartcity.settings.environment import VAR_DIR, env
from smartcity.settings.files import FILES_HOST, STORAGE_SIGNED_LINKS
from smartcity.settings.storage import BUCKET

PRODUCTION: bool = env.bool("PRODUCTION", False)


def _secret_key() -> str:
    """The key from the environment; outside production one that this machine made for itself and keeps."""
    if key := env.str("SECRET_KEY", ""):
        return key
    if PRODUCTION:
        return ""  # refused with all the rest (core.unsafe_settings)
    kept = VAR_DIR / "secret-key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(get_random_secret_key())
        kept.chmod(0o600)
    return kept.read_text()


SECRET_KEY = _secret_key()
# Keys of before: what was signed and sealed with them can still be read (sessions, secrets of webhooks).
SECRET_KEY_FALLBACKS: list[str] = list(filter(None, env.list("SECRET_KEY_FALLBACKS", [])))
# The secret with which telephone numbers of citizen surveys are hashed. It stays the same while surveys run: give it a
# value of its own where the secret key is changed from time to time.
SURVEY_SALT: str = env.str("SURVEY_SALT", "") or SECRET_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
if FILES_HOST and "*" not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(FILES_HOST.partition(":")[0])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True

EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
# A mail server that does not answer holds the sender no longer than this (seconds); the other mails go next time.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Portal Smart City <portal@localhost>")
# Links in mails begin with this: a mail is written by a worker, which knows no request.
PORTAL_URL = env.str("PORTAL_URL", "http://localhost:8000")
# A mail whose sender was cut off may have arrived: it is sent again once, after this time, with the same Message-ID.
MAIL_UNFINISHED_MINUTES = env.int("MAIL_UNFINISHED_MINUTES", 120)

# Files that are handed out by another host (FILES_HOST, or the bucket itself) may be shown in pages.
_FILES_FROM = [FILES_HOST] if FILES_HOST else []
if BUCKET and STORAGE_SIGNED_LINKS:
    _FILES_FROM.append(env.str("STORAGE_ENDPOINT", "") or "https://*.amazonaws.com")
# Where browsers report what the policy refused; not set: nowhere.
CSP_REPORT_ADDRESS = env.str("CSP_REPORT_ADDRESS", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_FILES_FROM],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF, *_FILES_FROM],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        **({"report-uri": [CSP_REPORT_ADDRESS]} if CSP_REPORT_ADDRESS else {}),
    }
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "core.exception_filter.WithoutSecrets"
WHITENOISE_ADD_HEADERS_FUNCTION = for_static
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # our own pages preview evidence in a frame; other sites may not
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    # A browser takes cookies of these names only over https, from this host and for the whole of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
