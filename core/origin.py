"""Through which door a change came in, so that history and audit can say it; nothing for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q

MARK = " · "
"""Between the reason of a change and its origin, in the history of a record."""
LONGEST_REASON = 100
"""Characters that the history of a record keeps of both."""

_origin: ContextVar[str] = ContextVar("origin", default="")


@contextmanager
def coming_through(name: str) -> Iterator[None]:
    """What is stored inside comes through `name`, such as `REST: SIPD`."""
    token = _origin.set(name)
    try:
        yield
    finally:
        _origin.reset(token)


def origin() -> str:
    """Through what the change at hand comes in; empty for the pages."""
    return _origin.get()


def with_origin(reason: str) -> str:
    """The reason of a change as the history keeps it.

    >>> with coming_through("REST: SIPD"):
    ...     with_origin("entry")
    'entry · REST: SIPD'
    >>> with_origin("entry")
    'entry'
    """
    return f"{reason}{MARK}{origin()}"[:LONGEST_REASON] if origin() else reason


def reason_of(kept: str) -> str:
    """The reason alone, of what `with_origin` made.

    >>> reason_of("entry · REST: SIPD")
    'entry'
    """
    return kept.partition(MARK)[0]


def has_reason(*reasons: str) -> Q:
    """Rows of history that were written for one of these reasons, whatever door the change came in through."""
    found = Q(history_change_reason__in=[str(each) for each in reasons])
    for each in reasons:
        found |= Q(history_change_reason__startswith=f"{each}{MARK}")
    return found
