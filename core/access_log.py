"""The access log of gunicorn: no query strings, no addresses of pages before, no keys within addresses."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from core.redaction import one_line, redact


class AccessLog(Logger):
    """As gunicorn writes it, without what lets somebody in."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        found = dict(super().atoms(resp, req, environ, request_time))
        path = one_line(redact(str(environ.get("PATH_INFO", ""))))
        found |= {"U": path, "q": "", "f": "-"}
        found["r"] = f"{environ.get('REQUEST_METHOD')} {path} {environ.get('SERVER_PROTOCOL')}"
        found["a"] = one_line(str(found.get("a", "-")))
        return {name: value for name, value in found.items() if not name.startswith("{")}
