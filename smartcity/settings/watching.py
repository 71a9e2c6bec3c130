"""What operators see: log lines, metrics, health, reports of errors, maintenance."""

from pathlib import Path

from smartcity.settings.environment import DEBUG, VAR_DIR, env

# Metrics: who may ask `/metrics`. Neither of them set: nobody, and nothing is counted.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", "")
METRICS_NETWORKS: list[str] = list(filter(None, env.list("METRICS_NETWORKS", [])))
METRICS_DIR = Path(env.str("METRICS_DIR", str(VAR_DIR / "metrics")))
# A worker on a host without a web server hands out what it counted here (host:port).
WORKER_METRICS_BIND: str = env.str("WORKER_METRICS_BIND", "")

# Networks (CIDR) from which /health/ready tells what is wrong, not only that something is.
HEALTH_NETWORKS: list[str] = list(filter(None, env.list("HEALTH_NETWORKS", ["127.0.0.0/8", "::1/128"])))
# How long each part of the portal is waited for (seconds) before it counts as hanging.
HEALTH_SECONDS = env.float("HEALTH_SECONDS", 2.0)
# After so many seconds without a sign of life a worker, or the timetable, counts as dead.
PULSE_STALE_SECONDS = env.int("PULSE_STALE_SECONDS", 90)

# Everybody is told that the portal is being worked on; a file `maintenance` in VAR_DIR does the same while it is there.
MAINTENANCE: bool = env.bool("MAINTENANCE", False)
MAINTENANCE_FILE = VAR_DIR / "maintenance"
# For how many seconds browsers and other systems are asked to stay away.
MAINTENANCE_RETRY_SECONDS = env.int("MAINTENANCE_RETRY_SECONDS", 300)

# Reports of errors go to this address of Sentry or a system that speaks its language (GlitchTip, Bugsink).
SENTRY_DSN: str = env.str("SENTRY_DSN", "")
SENTRY_ENVIRONMENT: str = env.str("SENTRY_ENVIRONMENT", "production")

# Queries that take longer (milliseconds) are written to the log; 0: never.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 500)
# The network addresses of those who ask stand in the log only where this is 1: an address is personal data.
LOG_ADDRESSES: bool = env.bool("LOG_ADDRESSES", False)
LOG_LEVEL: str = env.str("LOG_LEVEL", "INFO")
# json: one object a line, for programs; plain: for people.
LOG_FORMAT: str = env.str("LOG_FORMAT", "json" if env.bool("PRODUCTION", False) and not DEBUG else "plain")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Filters of the console see every line before it is written: what must never stand in a log belongs here.
    "filters": {"context": {"()": "core.logs.InContext"}, "redacting": {"()": "core.redaction.Redacting"}},
    "formatters": {"plain": {"()": "core.logs.PlainLines"}, "json": {"()": "core.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["context", "redacting"],
            "formatter": "json" if LOG_FORMAT == "json" else "plain",
        }
    },
    "loggers": {
        # One line of our own tells each job's end; the library's says the same again. Its errors stay.
        "celery.app.trace": {"level": "WARNING"},
        # Django's own handlers of this name would write requests of the development server twice.
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # 4xx answers are in the line of each request; what went wrong (5xx) comes with the place in the code.
        "django.request": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
