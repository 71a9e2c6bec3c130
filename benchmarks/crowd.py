"""People of a crowd, each a thread with a session: who enters sends everything twice, as a browser does that got no
answer; who reads looks at pages. What they were answered, and what is in the database in the end."""

from __future__ import annotations

import http.client
import json
import os
import random
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

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
    """Mean seconds before each request."""
    until: float = 0
    """Works on until `time.monotonic()` says this; 0: a few rounds."""

    def goes_on(self, turn: int, rounds: int) -> bool:
        """Whether there is a round of that number, counted from 1."""
        return time.monotonic() < self.until if self.until else turn <= rounds

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


def percent_of(turn: int) -> int:
    """What is entered in that round: another figure than in the round before."""
    return turn % 10 * 10


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
        turn = 0
        while self.goes_on(turn := turn + 1, SAVES):
            body = {
                "csrfmiddlewaretoken": token,
                "action": "autosave",
                "key": str(uuid.uuid4()),
                "seen_version": version or 0,
                "physical_percent": str(percent_of(turn)),
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
        turn = 0
        while self.goes_on(turn := turn + 1, READS):
            address = self.addresses[turn % len(self.addresses)]
            self.ask(f"read {address.split('/')[1]}", address)


def wrong(writers: Sequence[Entering]) -> list[str]:
    """What was lost or done twice: one report, one line of history for each sending, the last one stored."""
    from monev.monitoring.models.progress import ProgressReport

    found = []
    for each in writers:
        rows = list(ProgressReport.objects.filter(program=each.program, period=each.period))
        if len(rows) != 1:
            found.append(f"program {each.program}: {len(rows)} reports")
            continue
        saved = rows[0].history.filter(history_change_reason="entry").count()
        if saved != each.stored or rows[0].physical_percent != percent_of(each.stored):
            found.append(f"program {each.program}: {saved} of {each.stored} saves, {rows[0].physical_percent} %")
    return found


def report(people: Sequence[Person], seconds: float, missing: list[str]) -> None:
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
