"""Words for what stands in the log as a code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PROBLEMS = {
    "scheme": _("the address has to begin with https://"),
    "port": _("the port belongs to another service"),
    "name": _("the name of the host is not known"),
    "private": _("the address lies in a private network"),
    "connection": _("no connection"),
    "timeout": _("no answer in time"),
    "certificate": _("the certificate is not valid"),
    "answer": _("the answer was not understood"),
    "secret": _("the secret cannot be opened any more: make a new one"),
}
BADGES = {"waiting": "queued", "sending": "running", "sent": "done", "failed": "late", "given_up": "failed"}
"""How the state of a delivery is shown."""
HOOK_BADGES = {"active": "success", "failing": "warning", "paused": "preliminary", "archived": "archived"}
RESPONSE = pgettext_lazy("HTTP", "answer %(status)s")
REDIRECT = pgettext_lazy("HTTP", "answer %(status)s: it sends on to another address, which is not followed")


def result_words(problem: str, status: int | None) -> str:
    """`answer 500`, `no answer in time`; nothing before the first try."""
    if problem:
        return str(PROBLEMS.get(problem, problem))
    if status is None:
        return ""
    return str((REDIRECT if status // 100 == 3 else RESPONSE) % {"status": status})
