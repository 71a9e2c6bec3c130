"""Somebody with a browser without JavaScript: keeps cookies, follows redirects, reads forms and sends them.

Only the standard library: it also visits a server on which nothing of ours is installed.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

MOST_REDIRECTS = 6


@dataclass
class Answer:
    """What the server said."""

    status: int
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Form:
    """A form of a page with what stands in its fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """All forms of a page; buttons are left to whoever presses them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._area = self._select = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values.get("action", "")))
            self._inside = True
        if not self._inside:
            return
        fields, name = self.found[-1].fields, values.get("name", "")
        if tag == "input" and name:
            self._input(fields, name, values)
        elif tag == "textarea" and name:
            self._area, fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in values or self._select not in fields):
            fields[self._select] = values.get("value", "")

    def _input(self, fields: dict[str, str], name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        if kind in ("submit", "button", "file", "image"):
            return
        if kind in ("checkbox", "radio") and "checked" not in values:
            return
        fields[name] = values.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            fields = self.found[-1].fields
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


def forms_of(page: str) -> list[Form]:
    reader = _Forms()
    reader.feed(page)
    return reader.found


class Visitor:
    """A person at `address`, for whom the portal has the name `host`; with `trust` (a PEM file) over TLS."""

    def __init__(self, address: tuple[str, int], host: str, trust: str | None = None, timeout: float = 60) -> None:
        self.address, self.host, self.timeout = address, host, timeout
        self.context = ssl.create_default_context(cafile=trust) if trust else None
        self.source = ""
        self.cookies: dict[str, str] = {}
        self.headers = {"Accept-Language": "id", "User-Agent": "trial"}

    @property
    def origin(self) -> str:
        return f"http{'s' if self.context else ''}://{self.host}"

    def get(self, path: str) -> Answer:
        return self._follow("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._follow("POST", path, urlencode(fields).encode())

    def send(self, page: Answer, has: str, **fields: str) -> Answer:
        """Send the form of the page that has the field `has`, with `fields` filled in."""
        for form in forms_of(page.text):
            if has in form.fields:
                return self.post(urljoin(page.path, form.action), form.fields | fields)
        raise LookupError(f"{page.path} has no form with {has}: {page.status} {headline(page)}")

    def log_in(self, email: str, password: str) -> Answer:
        return self.send(self.get("/akun/login/"), "password", login=email, password=password)

    def once(self, method: str, path: str, body: bytes | None) -> Answer:
        """One request, no redirect followed."""
        own = (self.source, 0) if self.source else None
        raw = socket.create_connection(self.address, timeout=self.timeout, source_address=own)
        connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        connection.sock = self.context.wrap_socket(raw, server_hostname=self.host) if self.context else raw
        headers = self.headers | {"Host": self.host, "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.origin + path}
            headers["Origin"] = self.origin
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found = Answer(answer.status, path, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
            for line in answer.headers.get_all("Set-Cookie", []):
                self._keep(line)
        finally:
            connection.close()
        return found

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

    def _follow(self, method: str, path: str, body: bytes | None) -> Answer:
        for _turn in range(MOST_REDIRECTS):
            answer = self.once(method, path, body)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            parts = urlsplit(urljoin(path, answer.headers["location"]))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if answer.status in (301, 302, 303):
                method, body = "GET", None
        raise RuntimeError(f"too many redirects, the last to {path}")


def headline(answer: Answer) -> str:
    """The first heading or title, for messages."""
    found = re.search(r"<(h1|title)[^>]*>(.*?)</\1>", answer.text, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found[2]).strip() if found else answer.text[:200]
