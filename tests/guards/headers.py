"""The headers that every answer bears: compared wherever the guards ask for something (`asking.ask`)."""

from __future__ import annotations

from typing import Any

from core.safe_headers import PERMISSIONS, is_page

EVERYWHERE = {
    "X-Content-Type-Options": ("nosniff",),
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("same-origin", "cross-origin"),
    "Permissions-Policy": (PERMISSIONS,),
    "X-Frame-Options": ("SAMEORIGIN", "DENY"),
}
"""Of every answer, whatever it is: one of these values."""
POLICY = "Content-Security-Policy"
PAGE = ("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'")
NO_PAGE, PDF = ("default-src 'none'", "sandbox"), ("default-src 'none'", "object-src 'self'")
SCRIPTS = ("text/javascript", "application/javascript")


def problems(address: str, answer: Any, *, is_private: bool = False) -> list[str]:
    """What is wrong with the headers of an answer."""
    found = [
        f"{address}: {name} is {answer.headers.get(name)!r}"
        for name, accepted in EVERYWHERE.items()
        if answer.headers.get(name, "") not in accepted
    ]
    kept = answer.headers.get("Cache-Control", "")
    is_shown = answer.status_code == 200 and is_page(answer.headers.get("Content-Type", ""))
    if is_private and is_shown and not any(each in kept for each in ("no-store", "private", "no-cache")):
        found.append(f"{address}: may be kept by others ({kept!r})")
    return found + _of_policy(address, answer)


def _of_policy(address: str, answer: Any) -> list[str]:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    parts = [each.strip() for each in answer.headers.get(POLICY, "").split(";")]
    wanted: tuple[str, ...] = ("default-src 'none'",)
    if answer.status_code == 200 and kind not in SCRIPTS:
        wanted = PAGE if is_page(kind) else PDF if kind == "application/pdf" else NO_PAGE
    if kind == "application/pdf" and "sandbox" in parts:
        wanted = NO_PAGE
    found = [f"{address}: the policy lacks {each}" for each in wanted if each not in parts]
    scripts = " ".join(each for each in parts if each.startswith(("script-src", "default-src")))
    if "unsafe" in scripts or "*" in scripts:
        found.append(f"{address}: scripts of anybody may run")
    return found
