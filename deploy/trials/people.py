"""Those who work while hosts are cut off, and what they met."""

from __future__ import annotations

import re
import secrets
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from hosts import Hosts
from namespaces import inside
from visitor import Answer, Visitor, forms_of, headline

PASSWORD = "Coba-Portal-2026"
TOO_MANY = 429
"""Somebody who is told so waits, as the page says."""


@dataclass
class Tally:
    """What people met."""

    answers: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    asked: dict[str, float] = field(default_factory=dict)
    phase: str = "start"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, kind: str, answer: Answer | None, problem: str, seconds: float) -> None:
        with self.lock:
            if answer is None:
                state = "no answer"
                self.bad.append(f"{self.phase}: {kind}: {problem}")
            elif answer.status < 400:
                state = "good"
            elif is_helpful(answer):
                state = "helpful refusal"
            else:
                state = "bare error"
                self.bad.append(f"{self.phase}: {kind} {answer.path}: {answer.status} {headline(answer)[:120]}")
            self.answers[f"{kind}: {state}"] += 1
            self.answers[f"{self.phase}|{state}"] += 1
            self.slowest[self.phase] = max(self.slowest.get(self.phase, 0), seconds)


def is_helpful(answer: Answer) -> bool:
    """A page in words that says what to do, not a bare line of a server."""
    return "<h1" in answer.text and "</html>" in answer.text and "lang=" in answer.text


class People:
    """Clerks who save, people who read, and a verifier who has reports compiled; all in threads of their own."""

    def __init__(self, hosts: Hosts, tally: Tally, clerks: list[str], readers: int) -> None:
        self.hosts, self.tally = hosts, tally
        self.ended = threading.Event()
        works = [(self._save, each) for each in clerks]
        works += [(self._read, "dewan@ksb.example")] * readers + [(self._compile, "verifikator@ksb.example")]
        self.threads = [threading.Thread(target=self._live, args=(work, email), daemon=True) for work, email in works]

    def start(self) -> None:
        for each in self.threads:
            each.start()

    def end(self) -> None:
        self.ended.set()
        for each in self.threads:
            each.join(timeout=90)
        assert not any(each.is_alive() for each in self.threads), "somebody still waits for an answer"

    def _live(self, work: Callable[[Visitor], None], email: str) -> None:
        with inside(self.hosts.network.path("people")):
            person = self.hosts.visitor()
            while not self.ended.is_set():
                if "sessionid" not in " ".join(person.cookies) and not self._enter(person, email):
                    self.ended.wait(1)
                    continue
                try:
                    work(person)
                except (LookupError, RuntimeError):
                    self.ended.wait(0.5)

    def _enter(self, person: Visitor, email: str) -> bool:
        page = self._try("log-in", lambda: person.get("/akun/login/"))
        if page is None or page.status != 200:
            return False
        entered = self._try("log-in", lambda: person.send(page, "password", login=email, password=PASSWORD))
        if entered is not None and entered.status == TOO_MANY:
            self.ended.wait(15)
        return entered is not None and entered.status == 200 and entered.path != "/akun/login/"

    def _try(self, kind: str, act: Callable[[], Answer]) -> Answer | None:
        began = time.monotonic()
        answer, problem = None, ""
        try:
            answer = act()
        except (OSError, ssl.SSLError, RuntimeError, LookupError) as found:
            problem = repr(found)
        except Exception as found:  # noqa: BLE001
            problem = repr(found)
        self.tally.met(kind, answer, problem, time.monotonic() - began)
        return answer

    def _read(self, person: Visitor) -> None:
        for path in ("/daerah/52.07/dasbor/", "/", "/daerah/52.07/monev/"):
            if self.ended.is_set():
                return
            self._try("read", lambda path=path: person.get(path))  # type: ignore[misc]
            self.ended.wait(0.3)

    def _save(self, person: Visitor) -> None:
        """One save with words that are found again: acknowledged, or looked for before it is tried again."""
        where = getattr(person, "entry", "")
        if not where:
            where = find_entry(person)
            person.entry = where  # type: ignore[attr-defined]
        mark = f"Uji {secrets.token_hex(8)}"
        for _again in range(60):
            page = self._try("open", lambda: person.get(where))
            if page is None or page.status != 200:
                self.ended.wait(0.5)
                continue
            if mark in page.text:  # it was saved, the answer was lost
                self._acknowledge(mark)
                break
            done = self._try("save", lambda page=page: post_once(person, page, mark))  # type: ignore[misc]
            if done is not None and done.status in (302, 303):
                self._acknowledge(mark)
                break
            with self.tally.lock:
                self.tally.unknown.append(mark)
            self.ended.wait(0.5)
        self.ended.wait(0.3)

    def _acknowledge(self, mark: str) -> None:
        with self.tally.lock:
            self.tally.acknowledged.append(mark)

    def _compile(self, person: Visitor) -> None:
        asking = self._try("ask", lambda: person.get("/daerah/52.07/monev/minta/?kind=rfk"))
        if asking is not None and asking.status == 200:
            asked = self._try("ask", lambda: person.send(asking, "kind", again="on"))
            if asked is not None and asked.status == 200 and (found := re.match(r"/monev/([^/]+)/", asked.path)):
                with self.tally.lock:
                    self.tally.asked[found[1]] = time.monotonic()
        self.ended.wait(2.5)


def find_entry(person: Visitor) -> str:
    for address_ in sorted(set(re.findall(r'href="(/laporan/program/\d+/\d+/isi/)', person.get("/pekerjaan/").text))):
        if 'id="save-draft"' in person.get(address_).text:
            return address_
    raise LookupError("nothing to enter")


def post_once(person: Visitor, page: Answer, mark: str) -> Answer:
    """Send the form of entry; the redirect is the acknowledgement and is not followed."""
    form = next(each for each in forms_of(page.text) if "narrative" in each.fields)
    body = urlencode(form.fields | {"narrative": mark, "action": "save"}).encode()
    return person.once("POST", urljoin(page.path, form.action), body)
