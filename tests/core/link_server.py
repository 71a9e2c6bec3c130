"""A web server of this machine that answers as the tests of links need it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """`/200` answers 200, `/to/<address>` sends on, `/hang` never answers, `/drip` sends a byte now and then."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.server.asked.append(("HEAD", self.path))
        if self.path.startswith("/no-head"):
            self._answer(405)
        else:
            self._reply()

    def do_GET(self) -> None:
        self.server.asked.append(("GET", self.path))
        if self.path.startswith("/no-head"):
            self._answer(200)
        else:
            self._reply()

    def _reply(self) -> None:
        first = self.path.split("/")[1].split("?")[0]
        if first == "hang":
            self.server.stopped.wait(20)
        elif first == "drip":
            self._drip()
        elif first == "loop":
            self._answer(302, "/loop")
        elif first == "to":
            self._answer(301, self.path.removeprefix("/to/"))
        elif first == "garbage":
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n")
        else:
            self._answer(int(first) if first.isdecimal() else 200)

    def _drip(self) -> None:
        """A status line that never ends; each byte comes soon after the last."""
        try:
            while not self.server.stopped.wait(0.05):
                self.wfile.write(b"H")
                self.wfile.flush()
        except OSError:
            return

    def _answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@contextmanager
def serving(host: str = "127.0.0.1"):
    """A server at a free port: `.url`, and `.asked`, what it was asked."""
    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    server.asked, server.stopped = [], threading.Event()
    server.url = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
