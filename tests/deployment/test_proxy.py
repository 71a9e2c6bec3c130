"""The proxy of several hosts (deploy/haproxy), started as it is shipped, before web hosts that fail."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/trials"))
import proxy  # noqa: E402

pytestmark = pytest.mark.several_hosts
DOMAIN = "portal.nasional.example"


class Host(BaseHTTPRequestHandler):
    """A web host; where `ailing` is set it thinks for so many seconds, then says that it cannot."""

    protocol_version = "HTTP/1.1"
    ailing: float = 0

    def do_GET(self) -> None:
        if self.ailing and self.path != "/health/ready":
            time.sleep(self.ailing)
        body = self.path.encode()
        self.send_response(503 if self.ailing else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_words: object) -> None:
        """A proxy that hangs up is no news here."""


class Front:
    """The proxy at ports of its own, with the web hosts behind it, and how people reach it."""

    def __init__(self, folder: Path, hosts: list[Quiet]) -> None:
        self.plain, self.port = free_port(), free_port()
        servers = {f"web{number}": f"127.0.0.1:{each.server_port}" for number, each in enumerate(hosts)}
        words = proxy.configuration(folder, "127.0.0.1", DOMAIN, servers, ports=(self.plain, self.port))
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.said = ""
        self.context = ssl.create_default_context(cafile=str(folder / "certificate.pem"))

    def ask(self, path: str = "/") -> tuple[int, str]:
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        with self.context.wrap_socket(raw, server_hostname=DOMAIN) as safe:
            return self.answer(safe, path)[:2]

    def answer(self, raw: socket.socket, path: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(DOMAIN, timeout=30)
        connection.sock = raw
        connection.request("GET", path, headers={"Host": DOMAIN})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")

    def end(self) -> str:
        """All that the proxy has written. It is asked to finish what it has in hand first: the line of an answer is
        written after the answer, and one that is told to go at once leaves without it."""
        if not self.said:
            self.process.send_signal(signal.SIGUSR1)
            try:
                self.said = self.process.communicate(timeout=10)[0].decode()
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.said = self.process.communicate()[0].decode()
        return self.said

    def ready(self) -> bool:
        try:
            return self.ask()[0] == 200
        except OSError:
            return False


@pytest.fixture
def ailing() -> Iterator[type[Host]]:
    """Web hosts of which a test says how they feel."""
    Host.ailing = 0
    yield Host
    Host.ailing = 0


@pytest.fixture
def front(ailing: type[Host], tmp_path: Path) -> Iterator[Front]:
    hosts = [Quiet(("127.0.0.1", 0), ailing) for _each in range(2)]
    for each in hosts:
        threading.Thread(target=each.serve_forever, args=(0.05,), daemon=True).start()
    made = Front(tmp_path, hosts)
    try:
        end = time.monotonic() + 20
        while not made.ready():
            assert made.process.poll() is None, made.process.communicate()[0].decode()
            assert time.monotonic() < end
            time.sleep(0.1)
        yield made
    finally:
        made.end()
        for each in hosts:
            each.shutdown()
            each.server_close()


def test_somebody_asked_again_of_a_host_when_none_is_left_gets_the_page_that_asks_for_patience(
    front: Front, ailing: type[Host]
) -> None:
    """Not a line that goes dead: what happened to one of a hundred people while the database was started again."""
    with ThreadPoolExecutor(8) as people:
        assert Counter(people.map(front.ask, ["/dasbor/"] * 8)) == {(200, "/dasbor/"): 8}
        ailing.ailing = 3.6  # longer than the proxy needs to find out that both hosts are ill
        met = list(people.map(front.ask, ["/dasbor/"] * 8))
    assert {status for status, _page in met} == {503}
    assert all("Portal sedang tidak dapat dijangkau" in page for _status, page in met), met


def test_people_who_forget_https_are_led_to_it_and_nobody_outside_reads_the_figures(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.plain), timeout=10) as raw:
        assert front.answer(raw, "/pekerjaan/?a=1")[::2] == (301, f"https://{DOMAIN}/pekerjaan/?a=1")
    assert front.ask("/metrics")[0] == front.ask("/%6detrics?a=1")[0] == 404


def test_the_log_of_the_proxy_holds_no_invitation_no_key_and_no_address(front: Front, ailing: type[Host]) -> None:
    """Of a page that is there, of one that is away, of one asked for without https, and of what is no request."""
    path = "/undangan/RAHASIA-1/?kunci=RAHASIA-2"
    assert front.ask(path) == (200, path)
    with socket.create_connection(("127.0.0.1", front.plain), timeout=10) as raw:
        assert front.answer(raw, path)[0] == 301
    for port in (front.port, front.plain):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
            raw.sendall(b"RAHASIA-3 /undangan/RAHASIA-4/ \r\n\r\n")
            raw.recv(100)
    ailing.ailing = 0.1
    assert front.ask(path)[0] == 503
    log = front.end()
    assert re.search(r"people~ web/web[12] .* 200 .* GET HTTP/1.1$", log, re.M), log
    assert re.search(r" 301 .* GET HTTP/1.1$", log, re.M), log
    assert re.search(r" 503 .* GET HTTP/1.1$", log, re.M), log
    assert " people 400 PR-- " in log, log
    assert "SSL" in log
    for each in ("RAHASIA", "undangan", "127.0.0.1"):
        assert each not in log, log


def test_the_commands_of_the_documentation_make_a_configuration_that_haproxy_takes(tmp_path: Path) -> None:
    """As they stand in docs/hosts.md, with a folder of the test for /etc/haproxy and without the restart."""
    proxy.configuration(tmp_path, "127.0.0.1", DOMAIN, {})
    shutil.copy(tmp_path / "both.pem", tmp_path / "site.pem")
    page = (ROOT / "docs/hosts.md").read_text()
    block = re.search(r"```sh\n( *install -m 644 deploy/haproxy.*?)```", page, re.S)
    assert block
    commands = block[1].replace("/etc/haproxy", str(tmp_path)).replace("/run/haproxy", str(tmp_path))
    commands = commands.replace(" && systemctl restart haproxy", "")
    done = subprocess.run(["bash", "-euc", commands], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    made = (tmp_path / "haproxy.cfg").read_text()
    assert not re.search("@[A-Z]+@", made)
    assert made.count("\tserver web") == 2


def test_the_page_of_the_proxies_is_one_page() -> None:
    head, _blank, page = (ROOT / "deploy/haproxy/unavailable.http").read_bytes().partition(b"\r\n\r\n")
    assert page == (ROOT / "deploy/caddy/unavailable.html").read_bytes()
    assert head.startswith(b"HTTP/1.0 503 ")
    assert b"no-store" in head
