"""Errors that a rule raises; their message is written for the person who acted."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule said no. `field` names the input it concerns, when there is one."""

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody saved a newer version of `row` meanwhile; `row` holds what is stored now."""

    def __init__(self, row: Any) -> None:
        super().__init__(
            _("Somebody else saved this record while you had it open. Compare both and choose what to keep.")
        )
        self.row = row
