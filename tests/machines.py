"""The portal as several processes on the database of the test: web, workers, timetable; killed and started again."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from urllib3 import encode_multipart_formdata

from organizations.models import User
from tests.servers import free_port, wait_for
from tests.workers import run_command, run_in, starting, worker_environment

PATIENCE = 120
LOG_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from accounts.sessions import SessionStore
from organizations.models import User
user = User.objects.get(pk={person})
store = SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print(store.session_key)
"""


@cache
def collected() -> str:
    """The folder of static files, made once for all tests of this process."""
    folder = tempfile.mkdtemp(prefix="portal-static-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "smartcity.settings", "STATIC_DIR": folder}
    run_command(environment, "collectstatic", "--no-input")
    return folder


class Visitor:
    """A browser without a screen: keeps its cookies, sends forms with their token."""

    def __init__(self, port: int, session: str = "", patience: float = 60) -> None:
        self.port, self.patience = port, patience
        self.cookies = {"sessionid": session} if session else {}

    def ask(
        self,
        address: str,
        form: Mapping[str, object] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        accept: str = "text/html",
    ) -> tuple[int, str]:
        """Status and content; `files` by field: name and bytes. Raises `OSError` or `HTTPException` where nobody
        answers."""
        body, headers = None, {"Accept": accept}
        if form is not None:
            fields = {"csrfmiddlewaretoken": self._token(address), **form}
            body, headers["Content-Type"] = encode_multipart_formdata(
                {name: str(value) for name, value in fields.items()} | dict(files or {})
            )
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            line.request("POST" if body is not None else "GET", address, body, headers)
            answer = line.getresponse()
            content = answer.read().decode(errors="replace")
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content

    def _token(self, address: str) -> str:
        if "csrftoken" not in self.cookies:
            self.ask(address)
        return self.cookies["csrftoken"]


class Machines:
    """The processes of one test: web (run once for each call), workers, timetable."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.environment = worker_environment(folder, REPORT_SWEEP_SECONDS="1", MAIL_SECONDS="1", **more)
        self._starter: Iterator[Callable[..., subprocess.Popen[bytes]]] | None = None
        self.begin: Callable[..., subprocess.Popen[bytes]] | None = None
        self.port = 0

    def start(self, *options: str, **more: list[str]) -> subprocess.Popen[bytes]:
        """A worker; `command=BEAT`: the timetable."""
        if self._starter is None or self.begin is None:
            self._starter = starting(self.environment, self.folder)
            self.begin = next(self._starter)
        return self.begin(*options, **more)

    def serve(self, workers: int = 2) -> subprocess.Popen[bytes]:
        """The web server, as the Procfile starts it; asked at `port`."""
        self.port = free_port()
        self.environment.setdefault("STATIC_DIR", collected())
        command = [sys.executable, "-m", "gunicorn", "smartcity.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        serving = self.start(command=command)
        wait_for(lambda: Visitor(self.port).ask("/robots.txt"), "the web server")
        return serving

    def visitor(self, person: User) -> Visitor:
        """A browser in which that person is logged in."""
        return Visitor(self.port, session=self.web(LOG_IN.format(person=person.pk)))

    def web(self, code: str) -> str:
        """The last line that `code` prints in a process of its own."""
        return (run_in(self.environment, code).splitlines() or [""])[-1]

    def end(self) -> None:
        if self._starter is not None:
            next(self._starter, None)

    def log(self) -> str:
        path = self.folder / "worker.log"
        return path.read_text()[-4000:] if path.exists() else ""

    def wait(self, condition, seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"waited in vain\n{self.log()}")
            time.sleep(0.005)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
