"""A receiver of webhooks on this machine that answers as the tests need it, and keeps what it got."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers with what the server's `answers` say next (a status, or `hang`), else 200; `/to` sends on to `/200`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, {key.lower(): value for key, value in self.headers.items()}, body))
        wanted = self.server.answers.pop(0) if self.server.answers else 200
        if wanted == "hang":
            self.server.stopped.wait(20)
            return
        said = b"diterima" if wanted == 200 else b"gagal " * 1000
        self.send_response(wanted)
        if wanted in (301, 302, 307, 308):
            self.send_header("Location", "/lain")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@contextmanager
def receiving():
    """A receiver at a free port: `.url`; `.got`, triples of path, headers and body; `.answers`, what it says next."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.got, server.answers, server.stopped = [], [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/terima"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
