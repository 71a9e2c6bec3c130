"""Making what audit entries say about a person unreadable, so that the chains still verify.

A chain holds the salted hash of name and details only. The salt is thrown away with the text: what is left of the old
hash says nothing about it, however much somebody guesses. What the text became is vouched for by a new entry, which is
chained like any other; verification compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction

from organizations import audit
from organizations.chaining import content_of, new_salt
from organizations.models import AuditEntry, User
from organizations.services.sealing import seal_all

AT_ONCE = 500
REDACTED = "audit.redacted"
"""The act that vouches for what texts became: what it says itself is never changed, or the chain would not fit."""


@transaction.atomic
def redact(numbers: Iterable[int], change: Callable[[str], str], *, about: User, by: User | None) -> int:
    """Put every text of these entries through `change`; how many became different. Everything is sealed before.

    No reason is kept here: a text in the entry that vouches could never be taken back. It belongs to the act that asks.
    """
    seal_all()
    wanted = sorted(set(numbers))
    return sum(
        _redact_some(wanted[start : start + AT_ONCE], change, about, by) for start in range(0, len(wanted), AT_ONCE)
    )


def _redact_some(numbers: list[int], change: Callable[[str], str], about: User, by: User | None) -> int:
    rows = AuditEntry.objects.filter(pk__in=numbers).exclude(verb=REDACTED).order_by("pk")
    found = list(_changed(rows, change))
    if not found:
        return 0
    said = {str(row.pk): content_of(row.salt, row.subject_label, row.details) for row in found}
    told = audit.record(by, REDACTED, about, region=None, entries=said)
    for row in found:
        texts = {"subject_label": row.subject_label, "details": row.details, "salt": row.salt}
        AuditEntry.objects.filter(pk=row.pk).update(**texts, redacted_by=told)
    return len(found)


def _changed(rows: Iterable[AuditEntry], change: Callable[[str], str]) -> Iterator[AuditEntry]:
    for row in rows:
        label, details = change(row.subject_label)[:250], through_texts(row.details, change)
        if (label, details) != (row.subject_label, row.details):
            row.subject_label, row.details, row.salt = label, details, new_salt()
            yield row


def through_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A value of JSON with every text in it put through `change`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: through_texts(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [through_texts(each, change) for each in value]
    return value
