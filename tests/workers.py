"""A real Celery worker in a process of its own, on the database of the test and a broker of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import redis
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
AWAY = 8
"""The caches and queues of the tests lie in the first databases of Redis (tests/own_places.py), those of workers so
many further."""
COMMAND = [sys.executable, "-m", "celery", "-A", "smartcity", "worker", "-P", "threads", "-c", "2", "-l", "INFO"]

BEAT = [sys.executable, "-m", "celery", "-A", "smartcity", "beat", "--pidfile=", "-l", "INFO"]


def database_url() -> str:
    """The database of this test, for another process."""
    where = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{where['NAME']}"
    login = f"{quote(where['USER'])}:{quote(where['PASSWORD'])}"
    return f"postgres://{login}@{where['HOST']}:{where['PORT'] or 5432}/{where['NAME']}"


def redis_url() -> str:
    """A database of Redis that no other test and no other process uses; nothing where the folder broker is under
    test."""
    given = urlsplit(os.environ.get("REDIS_URL", ""))
    return urlunsplit(given._replace(path=f"/{int(given.path.lstrip('/') or 0) + AWAY}")) if given.scheme else ""


def worker_environment(folder: Path, **more: str) -> dict[str, str]:
    """Web and worker share database, files and broker, as on a real machine; nothing waits there.

    Workers that were killed, and a timetable that outlived them, leave messages and signs of life behind.
    """
    if broker := redis_url():
        redis.Redis.from_url(broker).flushdb()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "smartcity.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url(),
        "VAR_DIR": str(folder),
        "SECRET_KEY": "a key for the processes of this test, which nobody else knows",
        "DEBUG": "0",
        "DEMO": "0",
        **more,
    }


def run_in(environment: dict[str, str], code: str) -> str:
    """What `code` prints, run in a process of its own, as the web server would be."""
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def run_command(environment: dict[str, str], *words: str) -> None:
    """`manage.py` with these words, in a process of its own."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, check=True)


def starting(environment: dict[str, str], folder: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """For a fixture: yields `start()`, which starts a worker (`start("-Q", "long")`: with more
    options; `start(command=BEAT)`: the timetable); those still running at the end are stopped."""
    running: list[subprocess.Popen[bytes]] = []
    with (folder / "worker.log").open("ab") as log:

        def begin(*options: str, command: list[str] = COMMAND) -> subprocess.Popen[bytes]:
            what = [*command, *options]
            running.append(
                subprocess.Popen(what, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
            )
            return running[-1]

        yield begin
        alive = [each for each in running if each.poll() is None]
        for each in alive:
            each.terminate()
        for each in alive:
            each.wait(timeout=PATIENCE)
