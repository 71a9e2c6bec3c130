"""50 people enter and 200 read at once, against two gunicorn workers: `python benchmarks/national_crowd.py`.

DATABASE_URL names a PostgreSQL filled by `make_national`. Real HTTP; each person is a thread with a session. Who enters
saves reports of their OPD several times, every sending twice (as a browser does that got no answer); who reads asks for
dashboards, lists and the national view. In the end the database is looked at: each sending is there once, the last one
is what is stored.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from national import QUARTER, _operators, open_period, prepare  # noqa: E402

SAVES = 4
READS = 4


@dataclass
class Person:
    """A browser that is logged in."""

    session: str
    port: int
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    pause: float = 0

    def ask(self, what: str, address: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """One request; its time is kept under `what`."""
        headers = {"Accept": "application/json" if what in {"save", "entry page"} else "text/html"}
        cookies = {"sessionid": self.session, **self.cookies}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        data = None
        if body is not None:
            data = urlencode(body)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{self.port}"}
        time.sleep(random.uniform(0, 2 * self.pause))  # noqa: S311  # people look at what they got
        begun = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        line.request("POST" if body is not None else "GET", address, data, headers)
        answer = line.getresponse()
        content = answer.read()
        self.spent[what].append(time.perf_counter() - begun)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookies["csrftoken"] = value.split(";")[0].partition("=")[2]
        line.close()
        if answer.status != 200:
            self.errors.append(f"{what} {address}: {answer.status} {content[:200]!r}")
        return answer.status, content


@dataclass
class Entering(Person):
    """Saves one report several times, each sending twice."""

    program: int = 0
    period: int = 0
    stored: int = 0

    def work(self) -> None:
        address = f"/laporan/program/{self.program}/{self.period}/isi/"
        _status, content = self.ask("entry page", address)
        seen = json.loads(content)
        token, version = seen["csrf"], seen["version"]
        for turn in range(1, SAVES + 1):
            body = {
                "csrfmiddlewaretoken": token,
                "action": "autosave",
                "key": str(uuid.uuid4()),
                "seen_version": version or 0,
                "physical_percent": str(turn * 10),
                "narrative": f"Simpan ke-{turn}",
            }
            answers = [self.ask("save", address, body) for _twice in range(2)]
            first, second = ((status, json.loads(content)) for status, content in answers)
            if first != second:
                self.errors.append(f"the same sending was answered differently: {answers}")
            if answers[0][0] == 200:
                version = json.loads(answers[0][1])["version"]
                self.stored = turn


@dataclass
class ReadingPerson(Person):
    """Looks at a few pages."""

    addresses: tuple[str, ...] = ()

    def work(self) -> None:
        for turn in range(READS):
            address = self.addresses[turn % len(self.addresses)]
            self.ask(f"read {address.split('/')[1]}", address)


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


def wrong(writers: list[Entering]) -> list[str]:
    """What was lost or done twice: one report, one line of history for each sending, the last one stored."""
    from monev.monitoring.models.progress import ProgressReport

    found = []
    for each in writers:
        rows = list(ProgressReport.objects.filter(program=each.program, period=each.period))
        if len(rows) != 1:
            found.append(f"program {each.program}: {len(rows)} reports")
            continue
        saved = rows[0].history.filter(history_change_reason="entry").count()
        if (each.stored, saved) != (SAVES, SAVES) or rows[0].physical_percent != SAVES * 10:
            found.append(f"program {each.program}: {saved} saves, {rows[0].physical_percent} %")
    return found


def report(people: list[Person], seconds: float, missing: list[str]) -> None:
    whole: dict[str, list[float]] = defaultdict(list)
    for each in people:
        for what, spent in each.spent.items():
            whole[what] += spent
    errors = [error for each in people for error in each.errors]
    total = sum(map(len, whole.values()))
    print(f"\n{len(people)} people, {total} requests in {seconds:.1f} s ({total / seconds:.1f} a second); ", end="")
    print(f"errors: {len(errors)}; lost or double: {len(missing)}; load after {os.getloadavg()[0]:.1f}\n")
    print("| request | count | median | 95 % | 99 % | longest |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for what, spent in sorted(whole.items()):
        row = sorted(spent)
        points = [row[min(len(row) - 1, int(len(row) * share))] for share in (0.5, 0.95, 0.99)]
        print(f"| {what} | {len(row)} | " + " | ".join(f"{each:.2f} s" for each in (*points, row[-1])) + " |")
    for each in (*errors, *missing)[:20]:
        print(each)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--enter", type=int, default=50)
    options.add_argument("--read", type=int, default=200)
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
