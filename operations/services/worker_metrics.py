"""The metrics of a host that has workers but no web server: what its processes counted, by http."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings

from core import counting
from core.trusted import FORWARDED, lies_in
from operations.services.metrics_access import may_take

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
    """For whom the web process would answer too; for anybody else nothing is here."""
    from prometheus_client import CollectorRegistry, generate_latest

    if environ.get("PATH_INFO") != "/metrics" or not _may_take(environ):
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b""]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counted())  # type: ignore[arg-type]
    start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
    return [generate_latest(registry)]


def _may_take(environ: dict[str, Any]) -> bool:
    """No proxy belongs before a worker: what one passed on comes from nowhere, whatever address it names."""
    was_passed_on = any(f"HTTP_{name.upper().replace('-', '_')}" in environ for name in FORWARDED)
    is_near = not was_passed_on and lies_in(environ.get("REMOTE_ADDR", ""), settings.METRICS_NETWORKS)
    return may_take(environ.get("HTTP_AUTHORIZATION", ""), is_near=is_near)
