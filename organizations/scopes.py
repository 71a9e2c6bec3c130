"""What a key may be used for: the scopes, and which one a request of REST needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a key may be allowed."""

    READ = "read", _("read lists and single records")
    EXPORT = "export", _("take whole lists, exports and files")
    COMPILE = "compile", _("ask for monev reports")
    WRITE = "write", _("bring progress, values, spending, evidence and plans")
    WEBHOOKS = "webhooks", _("manage notifications to other systems")


USUAL = (Scope.READ, Scope.EXPORT, Scope.COMPILE)
"""What a key could do before there were scopes: it changes nothing."""
READING = ("GET", "HEAD", "OPTIONS")
FILES: Mapping[str, str] = {"GET": Scope.EXPORT}
"""`scopes` of an address that hands out files."""
ASKING: Mapping[str, str] = {"POST": Scope.COMPILE}
"""`scopes` of a view through which reports are asked for."""


def usual_scopes() -> list[str]:
    """For keys of which nothing else is said."""
    return [scope.value for scope in USUAL]


def scope_of(view: Any, method: str) -> str:
    """The scope that `method` needs at a view: what its `scopes` say, else reading reads and all else writes.

    A view that `takes_all` hands out a whole list in one answer.
    """
    if method in READING and getattr(view, "takes_all", False):
        return str(Scope.EXPORT)
    said: Mapping[str, str] = getattr(view, "scopes", {})
    asked = "GET" if method == "HEAD" and "HEAD" not in said else method
    return str(said.get(asked) or (Scope.READ if method in READING else Scope.WRITE))


def in_order(scopes: Iterable[str]) -> list[str]:
    """Each known scope once, in the order in which they are shown."""
    wanted = set(scopes)
    return [scope.value for scope in Scope if scope.value in wanted]
