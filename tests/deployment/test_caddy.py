"""The proxy of one server and of Compose (deploy/caddy), started as it is shipped."""

from __future__ import annotations

import http.client
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.servers import free_port, wait_for

FOLDER = Path(__file__).resolve().parents[2] / "deploy/caddy"
TOKEN = "/undangan/RAHASIA-1/?kunci=RAHASIA-2"

pytestmark = pytest.mark.caddy


class Portal(BaseHTTPRequestHandler):
    """Says what it was asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


class Front:
    """Caddy at a port of its own, before a portal that may go away."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.portal = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
        threading.Thread(target=self.portal.serve_forever, args=(0.05,), daemon=True).start()
        self.port, self.said = free_port(), ""
        file = (installed if kind == "site" else composed)(folder, self.portal.server_port, self.port)
        environment = os.environ | {"DOMAIN": f"http://127.0.0.1:{self.port}", "TLS": "", "XDG_DATA_HOME": str(folder)}
        self.process = subprocess.Popen(
            ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"],
            env=environment | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def ask(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Referer": f"http://a.example{TOKEN}", "Authorization": "RAHASIA-3"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def lose_the_portal(self) -> None:
        self.portal.shutdown()
        self.portal.server_close()

    def end(self) -> str:
        """All that the proxy has written."""
        if not self.said:
            self.process.terminate()
            self.said = self.process.communicate(timeout=20)[0].decode()
        return self.said


def installed(folder: Path, portal: int, port: int) -> Path:
    """As deploy/install places it, with the folder and the ports of the test."""
    site = (FOLDER / "site.caddyfile").read_text().replace("@TLS@", "").replace("@DOMAIN@", f"http://127.0.0.1:{port}")
    (folder / "site.caddyfile").write_text(site.replace("127.0.0.1:8000", f"127.0.0.1:{portal}"))
    main = (FOLDER / "main.caddyfile").read_text().replace("\n{\n", "\n{\n\tadmin off\n", 1)
    return placed(folder, main)


def composed(folder: Path, portal: int, _port: int) -> Path:
    text = (FOLDER / "compose.caddyfile").read_text().replace("web:8000", f"127.0.0.1:{portal}")
    return placed(folder, text.replace("admin 127.0.0.1:2019", "admin off"))


def placed(folder: Path, text: str) -> Path:
    for each in folder.glob("*.caddyfile"):
        each.write_text(shorter(each.read_text(), folder))
    (folder / "unavailable.html").write_bytes((FOLDER / "unavailable.html").read_bytes())
    (folder / "Caddyfile").write_text(shorter(text, folder))
    return folder / "Caddyfile"


def shorter(text: str, folder: Path) -> str:
    """Nobody waits for a portal that does not come."""
    return text.replace("lb_try_duration 20s", "lb_try_duration 1s").replace("/etc/caddy/smartcity", str(folder))


@pytest.fixture(params=["site", "compose"])
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Front]:
    made = Front(tmp_path, request.param)
    try:
        wait_for(lambda: made.ask("/"), "Caddy")
        yield made
    finally:
        made.end()
        made.lose_the_portal()


def test_what_caddy_writes_holds_no_invitation_no_key_and_no_address_of_a_person(front: Front) -> None:
    """Of a page that is there, of one that failed, and of an error for which Caddy has no page of ours to show."""
    assert front.ask(TOKEN) == (200, TOKEN)
    front.lose_the_portal()
    status, page = front.ask(TOKEN)
    assert status == 503
    assert "Portal sedang tidak dapat dijangkau" in page
    (front.folder / "unavailable.html").unlink()
    assert front.ask(TOKEN)[0] >= 500
    log = front.end()
    assert "connection refused" in log
    for each in ("RAHASIA", "undangan", "remote_ip", "client_ip"):
        assert each not in log, log


def test_nobody_outside_reads_the_figures(front: Front) -> None:
    assert front.ask("/metrics")[0] == 404
    assert front.ask("/pekerjaan/") == (200, "/pekerjaan/")
