"""The web server: `gunicorn -c python:smartcity.gunicorn smartcity.wsgi`. Used by every way of running the portal.

The environment says how many (WEB_WORKERS, WEB_THREADS) and where (BIND); what is written on the command line wins.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smartcity.settings.environment import env
from smartcity.settings.watching import LOGGING

bind = env.str("BIND", "0.0.0.0:8000")
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
worker_class = "gthread"
# The longest answer (an upload over a slow line); a process that says nothing for so long is replaced.
timeout = env.int("WEB_TIMEOUT", 120)
# Answers under way are finished before a process ends.
graceful_timeout = env.int("WEB_GRACEFUL_TIMEOUT", 30)
keepalive = 5
# Signs of life go to memory, not to a disk that may be slow or full.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# The portal writes one line for each request itself (core.request_log), with the number of the request.
accesslog = None
# Whoever wants gunicorn's own log beside it (--access-logfile) gets one without secrets.
logger_class = "core.access_log.AccessLog"
errorlog = "-"
loglevel = env.str("LOG_LEVEL", "INFO").lower()
logconfig_dict = LOGGING | {
    "loggers": {
        **LOGGING["loggers"],  # type: ignore[dict-item]
        "gunicorn.error": {"level": loglevel.upper(), "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "propagate": False},
    }
}
# Nothing listens for commands: a file system may be read-only, and signals do all that is needed.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Unsafe settings are refused here, before the first process; what was counted begins at nothing."""
    from core import counting

    counting.settle("web")


def post_worker_init(worker: Any) -> None:
    """A process is ready: it says so as long as it lives."""
    from core import pulses
    from operations.selectors.health import known_migrations

    known_migrations()  # reading them takes a second, which the first probe shall not wait for
    pulses.keep_telling("web")


def child_exit(server: Any, worker: Any) -> None:
    """A process ended: others go on counting without it."""
    import socket

    from core import counting, pulses

    counting.mark_dead(worker.pid)
    pulses.quietly(pulses.forget, "web", f"{socket.gethostname()}:{worker.pid}")
