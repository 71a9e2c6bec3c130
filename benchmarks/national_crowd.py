"""50 people enter and 200 read at once, against two gunicorn workers: `python benchmarks/national_crowd.py`.

DATABASE_URL names a PostgreSQL filled by `make_national`. Real HTTP; each person is a thread with a session. Who enters
saves reports of their OPD several times, every sending twice (as a browser does that got no answer); who reads asks for
dashboards, lists and the national view. In the end the database is looked at: each sending is there once, the last one
is what is stored.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from crowd import Entering, ReadingPerson, report, wrong  # noqa: E402
from national import QUARTER, _operators, open_period, prepare  # noqa: E402


def session_of(user: Any) -> str:
    """A session as logging in makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def crowd(port: int, enter: int, read: int) -> tuple[list[Entering], list[ReadingPerson]]:
    from masterplan.models.plans import Program
    from organizations.models import Region, User

    regions = list(Region.objects.filter(is_active=True).order_by("code"))
    writers = []
    for region in regions[:enter]:
        period = open_period(region)
        staff = {agency: user for user, agency in _operators(region)}
        free = Program.objects.filter(lead_agency__in=staff, plan_version__plan__region=region)
        program = free.exclude(reports__period=period).order_by("code").first()
        if program is None:
            sys.exit("every program of these people has a report: fill the database anew")
        user = staff[program.lead_agency_id]
        writers.append(Entering(session_of(user), port, program=program.pk, period=period.pk))
    readers = []
    for number in range(read):
        region = regions[(number * 7) % len(regions)]
        mail = f"dewan@{region.code.replace('.', '-')}.contoh.example"
        addresses = (f"/daerah/{region.code}/dasbor/?periode={QUARTER}", "/cari/?q=kesehatan", "/")
        if number % 20 == 0:
            mail, addresses = "nasional@contoh.example", (f"/nasional/?periode={QUARTER}", "/")
        readers.append(ReadingPerson(session_of(User.objects.get(email=mail)), port, addresses=addresses))
    return writers, readers


def served(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Two gunicorn workers of four threads, as the Procfile starts them."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    words = [sys.executable, "-m", "gunicorn", "smartcity.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    words += ["--worker-class", "gthread", "--threads", "4", "--timeout", "120", "--log-level", "error"]
    running = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"VAR_DIR": str(folder)})
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("GET", "/robots.txt")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return running, port
    sys.exit("gunicorn does not answer")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--enter", type=int, default=50)
    options.add_argument("--read", type=int, default=200)
    options.add_argument("--seconds", type=float, default=0, help="work on for so long; 0: a few rounds each")
    options.add_argument("--pause", type=float, default=0, help="mean seconds before each request; 0: all at once")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-measure-") as folder:
        prepare(Path(folder))
        running, port = served(Path(folder))
        try:
            writers, readers = crowd(port, asked.enter, asked.read)
            people: list[Any] = [*writers, *readers]
            for each in people:
                each.pause = asked.pause
                each.until = time.monotonic() + asked.seconds if asked.seconds else 0
            threads = [threading.Thread(target=each.work) for each in people]
            begun = time.perf_counter()
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            report(people, time.perf_counter() - begun, wrong(writers))
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=30)


if __name__ == "__main__":
    main()
