"""Asks the web process of this host whether it is ready, as the proxy in front would; says why not, and ends with 1.

Needs nothing but Python, so that it also works while the portal does not.
"""

from __future__ import annotations

import http.client
import os
import sys

PATHS = ("/health/ready", "/akun/login/")
"""What is asked, in this order: a portal that does not know the first is asked for the page to log in."""


def ask(path: str) -> tuple[int, str]:
    """Status and text of the answer."""
    where = os.environ.get("BIND", "0.0.0.0:8000").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".") or "localhost"
    connection = http.client.HTTPConnection(where, timeout=10)
    connection.request("GET", path, headers={"Host": name, "X-Forwarded-Proto": "https"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


def main() -> int:
    for path in PATHS:
        try:
            status, text = ask(path)
        except (OSError, http.client.HTTPException) as problem:
            print(f"no answer: {problem}", file=sys.stderr)
            return 1
        if status != http.client.NOT_FOUND:
            break
    else:
        status, text = 404, "nothing there"
    if status == http.client.OK:
        return 0
    print(f"{path} answers {status}: {text[:500]}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
