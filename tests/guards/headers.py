"""The headers that every answer bears: compared wherever the guards ask for something (`asking.ask`)."""

from __future__ import annotations

import re
from typing import Any

from core.safe_headers import is_page

EVERYWHERE = {
    "X-Content-Type-Options": r"nosniff",
    "Referrer-Policy": r"same-origin|no-referrer",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Cross-Origin-Resource-Policy": r"same-origin|cross-origin",
    "Permissions-Policy": r".*camera=\(\), .*microphone=\(\).*",
    "X-Frame-Options": r"SAMEORIGIN|DENY",
    "Content-Security-Policy": r".*default-src 'none'.*",
}
"""Of every answer, whatever it is."""
PAGE = {
    "Content-Security-Policy": r"(?=.*script-src 'self'(?:;|$))(?=.*frame-ancestors 'self')(?=.*object-src 'none').*"
}
NO_PAGE = {"Content-Security-Policy": r".*(sandbox|object-src 'self').*"}
UNSAFE = re.compile(r"script-src[^;]*'unsafe|script-src[^;]*\*|default-src[^;]*\*|'unsafe-eval'")
SCRIPTS = ("text/javascript", "application/javascript")


def problems(address: str, answer: Any, *, is_private: bool = False) -> list[str]:
    """What is wrong with the headers of an answer."""
    kind = answer.headers.get("Content-Type", "")
    expected = dict(EVERYWHERE)
    if answer.status_code == 200 and kind.partition(";")[0] not in SCRIPTS:
        expected |= PAGE if is_page(kind) else NO_PAGE
    if is_private and answer.status_code == 200 and is_page(kind):
        expected["Cache-Control"] = r".*(no-store|private|no-cache).*"
    found = [
        f"{address}: {name} is {answer.headers.get(name)!r}"
        for name, wanted in expected.items()
        if not re.fullmatch(wanted, answer.headers.get(name, ""))
    ]
    if UNSAFE.search(answer.headers.get("Content-Security-Policy", "")):
        found.append(f"{address}: scripts of anybody may run")
    return found
