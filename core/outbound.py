"""Asking whether an address on the web opens, and posting to one, without being led into the private network.

Addresses come from people, so each one could point at the machines beside this one (server-side request forgery). Every
host is resolved here, every resolved address is checked, the connection goes to the checked address and nowhere else,
and a redirect is a new question with the same checks. Nothing of an answer but its status and `Location` is read; after
a post, which follows no redirect, also its beginning.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 10.0
MOST_REDIRECTS = 5
PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
"""Below it only the ports of the web are asked: a web question is no answer for a mail server."""
AGENT = "portal-link-check"
REACHED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
"""The page is there, but shown only to some, or not to programs."""
SAFE = "!#$%&'()*+,/:;=?@[]~"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status of the last page, or the `problem` because of which there is none.

    Problems: `scheme`, `port`, `name`, `private`, `connection`, `timeout`, `certificate`, `redirects`, `answer`.
    """

    status: int = 0
    problem: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether a page stands there, if only for those who log in."""
        return not self.problem and (self.status < HTTPStatus.BAD_REQUEST or self.status in REACHED)

    @property
    def code(self) -> str:
        """In one word: `200`, `404`, `timeout`."""
        return self.problem or str(self.status)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back to a post: its status and the first bytes of its body, or the `problem` (see `Answer`).

    `wait`: for how many seconds the receiver wants to be left alone (`Retry-After`); 0 where it says nothing.
    """

    status: int = 0
    problem: str = ""
    body: bytes = b""
    wait: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver said that it has it."""
        return not self.problem and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


class _Said(NamedTuple):
    """What is read of an answer."""

    status: int
    location: str
    start: bytes
    wait: int


class _Problem(Exception):
    """Why no answer came."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(url: str, *, inside: Iterable[str] = (), seconds: float = SECONDS) -> Answer:
    """Whether `url` opens, within `seconds` for all its redirects together: HEAD first, GET where HEAD is refused.

    `inside`: networks (CIDR) that may be asked though they are not public, such as an intranet.
    """
    networks = tuple(ipaddress.ip_network(each) for each in inside)
    deadline = time.monotonic() + seconds
    try:
        return _follow(url, networks, deadline)
    except _Problem as problem:
        return Answer(problem=problem.code)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    inside: Iterable[str] = (),
    seconds: float = SECONDS,
    keep: int = 0,
) -> Reply:
    """Post `body` to `url` within `seconds`, following no redirect; the first `keep` bytes of the answer are read."""
    networks = tuple(ipaddress.ip_network(each) for each in inside)
    deadline = time.monotonic() + seconds
    try:
        said = _request("POST", _checked(url, networks), networks, deadline, headers=headers, body=body, keep=keep)
    except _Problem as problem:
        return Reply(problem=problem.code)
    return Reply(said.status, body=said.start, wait=said.wait)


def problem_of(url: str, *, inside: Iterable[str] = ()) -> str:
    """Why `url` is never asked (`scheme`, `port`, `private`) or cannot be found now (`name`); empty if it can be."""
    networks = tuple(ipaddress.ip_network(each) for each in inside)
    try:
        parts = _checked(url, networks)
        _addresses(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), networks)
    except _Problem as problem:
        return problem.code
    return ""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also when it wraps an older one.

    >>> [is_public(ipaddress.ip_address(each)) for each in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address) and (wrapped := _wrapped(address)) is not None:
        return is_public(wrapped)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _follow(url: str, networks: tuple[Network, ...], deadline: float) -> Answer:
    for _hop in range(MOST_REDIRECTS + 1):
        parts = _checked(url, networks)
        said = _request("HEAD", parts, networks, deadline)
        if said.status >= HTTPStatus.BAD_REQUEST:
            said = _request("GET", parts, networks, deadline)
        if not (HTTPStatus.MULTIPLE_CHOICES <= said.status < HTTPStatus.BAD_REQUEST and said.location):
            return Answer(said.status)
        try:
            url = urljoin(url, said.location)
        except ValueError as error:
            raise _Problem("scheme") from error
    raise _Problem("redirects")


def _checked(url: str, networks: tuple[Network, ...]) -> SplitResult:
    """The parts of an address that may be asked at all."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise _Problem("scheme") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise _Problem("scheme")
    if port not in PORTS and port < FIRST_FREE_PORT:
        raise _Problem("port")
    return parts


def _addresses(host: str, port: int, networks: tuple[Network, ...]) -> list[tuple[int, tuple[object, ...]]]:
    """Family and socket address of each address of a host; one of them that is not public refuses them all."""
    try:
        found = socket.getaddrinfo(host.encode("idna").decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Problem("name") from error
    for _family, _type, _protocol, _name, where in found:
        address = ipaddress.ip_address(str(where[0]).partition("%")[0])
        if not is_public(address) and not any(address in each for each in networks):
            raise _Problem("private")
    return [(family, where) for family, _type, _protocol, _name, where in found]


def _request(
    method: str,
    parts: SplitResult,
    networks: tuple[Network, ...],
    deadline: float,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    keep: int = 0,
) -> _Said:
    """What one question is answered, with the first `keep` bytes of what stands behind the head."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _addresses(parts.hostname or "", port, networks)
    connection = _Pinned(parts.hostname or "", port, addresses, deadline, is_secure=parts.scheme == "https")
    target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    try:
        with connection.watched():
            said = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close", **(headers or {})}
            connection.request(method, target, body=body, headers=said)
            answer = connection.getresponse()
            start = answer.read(keep) if keep else b""
            wait = answer.getheader("Retry-After") or ""
            return _Said(answer.status, answer.getheader("Location") or "", start, _seconds(wait))
    except ssl.SSLCertVerificationError as error:
        raise _Problem("certificate") from error
    except TimeoutError as error:
        raise _Problem("timeout") from error
    except OSError as error:
        raise _Problem("timeout" if time.monotonic() >= deadline else "connection") from error
    except (http.client.HTTPException, ValueError) as error:
        raise _Problem("timeout" if time.monotonic() >= deadline else "answer") from error
    finally:
        connection.close()


def _seconds(text: str) -> int:
    """A number of seconds as a header says it; 0 for anything else, such as a date.

    >>> _seconds(" 120 "), _seconds("Wed, 21 Oct 2026 07:28:00 GMT"), _seconds("9" * 400)
    (120, 0, 0)
    """
    text = text.strip()
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that were checked; the name is not resolved a second time.

    Each wait is cut at the deadline, and a watcher cuts the line then: a server that sends one byte now and then would
    otherwise begin a new wait with each of them.
    """

    def __init__(
        self,
        host: str,
        port: int,
        addresses: list[tuple[int, tuple[object, ...]]],
        deadline: float,
        *,
        is_secure: bool,
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if is_secure else 80
        self._addresses = addresses
        self._deadline = deadline
        self._is_secure = is_secure
        self._line: socket.socket | None = None
        self._cut = threading.Timer(max(deadline - time.monotonic(), 0), self._cut_line)

    def connect(self) -> None:
        problem: OSError = OSError("no address")
        for family, where in self._addresses:
            line = socket.socket(family, socket.SOCK_STREAM)
            try:
                line.settimeout(self._remaining())
                line.connect(where)
            except OSError as error:
                problem = error
                line.close()
                continue
            self.sock = self._line = line
            if self._is_secure:
                self.sock = ssl.create_default_context().wrap_socket(line, server_hostname=self.host)
                self._line = self.sock
            return
        raise problem

    def watched(self) -> _Watch:
        """Within it the line is cut at the deadline."""
        return _Watch(self._cut)

    def _remaining(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _cut_line(self) -> None:
        line = self._line  # `sock` is given away with the head of the answer, before its body is read
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already


class _Watch:
    """Starts a watcher and calls it off."""

    def __init__(self, timer: threading.Timer) -> None:
        self._timer = timer
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
