"""The number of what is going on: of a request, of the job that it asked for, and of every line they write to the log.

A person reads it on an error page ("Nomor kejadian") and tells it to the administrator, who finds all that belongs
together. It says nothing about anybody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Read over the telephone: no letter looks like a digit."""

_number: ContextVar[str] = ContextVar("incident", default="")


def number() -> str:
    """The number of what this thread is doing; empty outside of a request or a job."""
    return _number.get()


def new_number() -> str:
    """Twelve signs in three groups: `K7QM-2RTX-9ABC`, one of 5 * 10^17."""
    signs = "".join(secrets.choice(ALPHABET) for _each in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def accepted(given: str) -> str:
    """A number that somebody else gave, if it is one; empty for anything else.

    >>> accepted("K7QM-2RTX-9ABC"), accepted("b0d1f1b6-7b7e-4f6d-9d0c-2f6d1a1a2b3c")
    ('K7QM-2RTX-9ABC', 'b0d1f1b6-7b7e-4f6d-9d0c-2f6d1a1a2b3c')
    >>> accepted("short"), accepted('x" OR 1=1 --'), accepted("A" * 65), accepted("line" + chr(10) + "break")
    ('', '', '', '')
    """
    return given if WELL_FORMED.fullmatch(given) else ""


@contextmanager
def numbered(given: str = "") -> Iterator[str]:
    """What happens within belongs to this number, or to a new one."""
    token = _number.set(given or new_number())
    try:
        yield _number.get()
    finally:
        _number.reset(token)


def begin(given: str = "") -> object:
    """As `numbered`, for a beginning and an end that are two calls; what is returned is for `end`."""
    return _number.set(given or new_number())


def end(token: object) -> None:
    """The end of what `begin` began."""
    _number.reset(token)  # type: ignore[arg-type]
