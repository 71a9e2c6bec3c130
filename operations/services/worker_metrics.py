"""The metrics of a host that has workers but no web server: what its processes counted, by http."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.utils.crypto import constant_time_compare

from core import counting

logger = logging.getLogger(__name__)


class _Quiet(WSGIRequestHandler):
    """A line in the log each quarter of a minute tells nobody anything."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the base gives it
        return


class _Counted:
    def collect(self) -> Iterator[Any]:
        from prometheus_client import multiprocess

        yield from multiprocess.MultiProcessCollector.merge(counting.written_files())


def serve(bind: str) -> WSGIServer | None:
    """Answer at `host:port` in a thread of its own; a taken port is no reason not to work."""
    host, _, port = bind.rpartition(":")
    try:
        server = make_server(host.strip("[]") or "127.0.0.1", int(port), _answer, handler_class=_Quiet)
    except (OSError, ValueError) as problem:
        logger.warning("WORKER_METRICS_BIND=%s cannot be used: %s", bind, problem)
        return None
    threading.Thread(target=server.serve_forever, daemon=True, name="metrics").start()
    return server


def _answer(environ: dict[str, Any], start: Any) -> list[bytes]:
    """With the token where one is set; the address to listen on is the operator's choice."""
    from prometheus_client import CollectorRegistry, generate_latest

    scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    is_known = scheme.lower() == "bearer" and constant_time_compare(given.strip(), settings.METRICS_TOKEN)
    if environ.get("PATH_INFO") != "/metrics" or (settings.METRICS_TOKEN and not is_known):
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b""]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counted())  # type: ignore[arg-type]
    start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
    return [generate_latest(registry)]
