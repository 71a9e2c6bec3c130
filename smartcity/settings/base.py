"""Applications, database, files, languages. Everything that differs between machines comes from the environment."""

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from smartcity.settings.environment import BASE_DIR, DEBUG, DEMO, REDIS_URL, VAR_DIR, env  # noqa: F401
from smartcity.settings.storage import FILES, FILES_DIR

VERSION = "0.7.0"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "simple_history",
    "core",
    "organizations",
    "notices",
    "webhooks",
    "accounts",
    "pillars",
    "masterplan",
    "quickwins",
    "monev.monitoring",
    "monev.evaluation",
    "monev.reports",
    "citizens",
    "exchange",
    "portal",
    "operations",
    "handbook",
]
if env.bool("LINEAR_MIGRATIONS", False):
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "operations.middleware.Watchers",
    "core.request_log.RequestLog",
    "core.maintenance.Maintenance",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.safe_headers.SafeHeaders",
    "core.serving.FilesHost",
    "django.middleware.gzip.GZipMiddleware",
    "organizations.middleware.PullLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.ChosenLanguage",
    "core.rest.conditional.ConditionalAnswers",
    "core.rest.problems.ApiProblems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.KnownSession",
    "accounts.middleware.FactorGate",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "smartcity.urls"
WSGI_APPLICATION = "smartcity.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organizations.context_processors.person",
                "organizations.context_processors.demo",
                "notices.context_processors.bell",
                "portal.context_processors.navigation",
                "handbook.context_processors.handbook",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        # A line without a value (`DATABASE_URL=`) is none.
        env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'smartcity.sqlite3'}")
        or f"sqlite:///{VAR_DIR / 'smartcity.sqlite3'}",
        conn_max_age=env.int("DATABASE_CONN_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Many people save at once: WAL lets readers go on, IMMEDIATE takes the write lock at BEGIN (no late 'locked').
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "core.redis_cache.DispensableRedisCache",
        "LOCATION": REDIS_URL,
        # A Redis that is cut off (silence instead of a refusal) is given up soon: a page waits for it.
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 2, "health_check_interval": 30},
    }
    if REDIS_URL
    else {
        "BACKEND": "core.file_cache.CountingFileCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond it some are thrown away by chance, counts of limits too
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Jakarta")
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# The handbook as `./scripts/docs` builds it; a release brings its own (site/ beside the code), which comes first.
HANDBOOK_DIR = env.str("HANDBOOK_DIR", "") or str(VAR_DIR / "handbook" / "site")

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = FILES_DIR
STORAGES = {
    "default": FILES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The ministry was renamed in 2024 and may be again: its name is a setting, not a text in a page.
MINISTRY_NAME = env.str("MINISTRY_NAME", "Kominfo/Komdigi")
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", 20 * 1024 * 1024)
# Networks (CIDR, comma-separated) in which links of evidence may be asked though they are not public: an intranet.
LINK_CHECK_PRIVATE: list[str] = env.list("LINK_CHECK_PRIVATE", [])
# Webhooks: networks (CIDR) of receivers that are not public; whether http:// is allowed beside https://; how long a
# receiver may take; after how many days events and the log of sending them are deleted.
WEBHOOK_PRIVATE: list[str] = env.list("WEBHOOK_PRIVATE", [])
WEBHOOK_HTTP = env.bool("WEBHOOK_HTTP", False)
WEBHOOK_SECONDS = env.float("WEBHOOK_SECONDS", 10.0)
WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", 90)
WORKBOOK_MAX_BYTES = env.int("WORKBOOK_MAX_BYTES", 10 * 1024 * 1024)
# Writing through REST: rows and bytes of one request; how long the answer to an Idempotency-Key is kept.
REST_WRITE_MAX_ROWS = env.int("REST_WRITE_MAX_ROWS", 1000)
REST_WRITE_MAX_BYTES = env.int("REST_WRITE_MAX_BYTES", 5 * 1024 * 1024)
IDEMPOTENCY_HOURS = env.int("IDEMPOTENCY_HOURS", 72)
PLAN_MAX_BYTES = env.int("PLAN_MAX_BYTES", 20 * 1024 * 1024)
# What open data may be used for; said on every page and in every file of open data.
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", "Creative Commons Attribution 4.0 International (CC BY 4.0)")
OPEN_DATA_LICENCE_URL = env.str("OPEN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
# Dashboards and the national view are kept so long (seconds) while nothing changes that they show; 0: never.
KEEP_PAGES_SECONDS = env.int("KEEP_PAGES_SECONDS", 600)
# How long browsers and proxies keep public pages (seconds): so long a page may be seen after it was withdrawn.
PUBLIC_MAX_AGE = env.int("PUBLIC_MAX_AGE", 300)
STORY_PICTURE_MAX_BYTES = env.int("STORY_PICTURE_MAX_BYTES", 15 * 1024 * 1024)
# Arms of a region for the official head of its reports.
ARMS_MAX_BYTES = env.int("ARMS_MAX_BYTES", 2 * 1024 * 1024)
# The public check page: how many attempts from one address (an office may share one) in an hour, so that codes cannot
# be tried one after the other; how large a file may be that is looked at without JavaScript.
CHECKS_PER_ADDRESS = env.int("CHECKS_PER_ADDRESS", 300)
CHECK_MAX_BYTES = env.int("CHECK_MAX_BYTES", 25 * 1024 * 1024)
# Feedback of citizens: how many from one address and for one region in an hour; days after which a name and an e-mail
# address are deleted at the latest.
FEEDBACK_PER_ADDRESS = env.int("FEEDBACK_PER_ADDRESS", 5)
FEEDBACK_PER_REGION = env.int("FEEDBACK_PER_REGION", 120)
FEEDBACK_CONTACT_DAYS = env.int("FEEDBACK_CONTACT_DAYS", 180)
# Citizen surveys: how many forms from one device and from one connection (a village may share one) in an hour; days
# after the end of a survey until the hashes of telephones and devices are replaced by marks that lead nowhere.
SURVEY_PER_DEVICE = env.int("SURVEY_PER_DEVICE", 20)
SURVEY_PER_ADDRESS = env.int("SURVEY_PER_ADDRESS", 300)
SURVEY_HASH_DAYS = env.int("SURVEY_HASH_DAYS", 365)
# Data that may not be copied into the project (published plans, nomenclature); tests read it from here.
REFERENCE_DATA_DIR = env.str("REFERENCE_DATA", "")
