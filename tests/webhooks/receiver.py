"""A receiver of webhooks on this machine that answers as the tests need it, and keeps what it got."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SENDS_ON = (301, 302, 307, 308)


class Handler(BaseHTTPRequestHandler):
    """Answers with what the server's `answers` say next: a status, one with headers, `hang`, `drip`; else 200."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
        wanted = self.server.answers.pop(0) if self.server.answers else 200
        if wanted == "hang":
            self.server.stopped.wait(20)
        elif wanted == "drip":
            self.drip()
        else:
            self.say(*wanted if isinstance(wanted, tuple) else (wanted, {}))

    def say(self, status: int, headers: dict[str, str]) -> None:
        said = b"diterima" if status == 200 else b"gagal " * 1000
        self.send_response(status)
        for name, value in ({"Location": "/lain"} if status in SENDS_ON else {} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def drip(self) -> None:
        """An answer without an end, a little at a time: no single wait is long."""
        self.send_response(200)
        self.end_headers()
        while not self.server.stopped.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def log_message(self, *_args: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """A line that was cut is what some tests want."""


@contextmanager
def receiving(certificate: str = ""):
    """A receiver at a free port: `.url`; `.got`, triples of path, headers and body; `.answers`, what it says next.

    `certificate`: a file with key and certificate, with which it speaks https.
    """
    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket, scheme = context.wrap_socket(server.socket, server_side=True), "https"
    server.got, server.answers, server.stopped = [], [], threading.Event()
    server.url = f"{scheme}://127.0.0.1:{server.server_port}/terima"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def proves(secret: str, headers: dict, body: bytes) -> bool:
    """What a receiver does, written apart from what it tests."""
    key = base64.b64decode(secret.split("_")[1])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


def messages(server, secret: str) -> list[dict]:
    """What arrived, each proved genuine and just sent."""
    for _path, headers, body in server.got:
        assert proves(secret, headers, body)
        assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return [json.loads(body) for _path, _headers, body in server.got]
