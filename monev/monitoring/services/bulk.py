"""Verifying many reports at once: only the unremarkable ones, each on its own, and each refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

from core.errors import Refused
from monev.monitoring.selectors.signs import signs_of
from monev.monitoring.selectors.subjects import KINDS
from monev.monitoring.selectors.unremarkable import REASONS, unremarkable
from monev.monitoring.selectors.verification import READS, QueueRow, rows_of
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from organizations.models import User
from organizations.roles import Can

MOST = 100
"""Reports in one go; a page of the queue has fewer."""
MOST_DIGITS = 18


class Choice(NamedTuple):
    """One report that was chosen: its kind, its number, and the version that the person saw in the list."""

    kind: str
    pk: int
    version: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A report that was not verified, and why not."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of each report that was chosen."""

    asked: int
    verified: tuple[Any, ...]
    refused: tuple[Refusal, ...]


def choices_of(texts: Iterable[str]) -> list[Choice]:
    """What the check boxes sent, each once: `progress:12:3`; what cannot be read is left out.

    >>> choices_of(["progress:12:3", "x", "pledge:1", "progress:12:3"])
    [Choice(kind='progress', pk=12, version=3)]
    """
    found: dict[Choice, None] = {}
    for text in texts:
        kind, *numbers = text.split(":")
        if kind in READS and len(numbers) == 2 and all(_is_number(each) for each in numbers):
            found[Choice(kind, int(numbers[0]), int(numbers[1]))] = None
    return list(found)[:MOST]


def _is_number(text: str) -> bool:
    """Digits, not more than a column holds."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def verify_together(chosen: list[Choice], *, by: User) -> BulkResult:
    """Verify what may be verified without opening it; the rest is left as it is and comes back with the reasons.

    Each report is a transaction of its own: one that is refused, or changed meanwhile, stops none of the others.
    """
    rows = _rows(chosen, by)
    signs = signs_of(rows.values(), seen_by=by)
    verified: list[Any] = []
    refused: list[Refusal] = []
    for choice in chosen:
        row = rows.get((choice.kind, choice.pk))
        if row is None:
            refused.append(Refusal(gettext("a report"), (gettext("it is not in your queue any more"),)))
            continue
        against = tuple(str(REASONS[code]) for code in unremarkable(signs[row.key])) or _refused(row, choice, by)
        if against:
            refused.append(Refusal(str(row.report), against))
        else:
            verified.append(row.report)
    return BulkResult(len(chosen), tuple(verified), tuple(refused))


def _rows(chosen: list[Choice], by: User) -> dict[tuple[str, int], QueueRow]:
    """The chosen reports as the queue shows them, by key; those out of reach are not there."""
    found: dict[tuple[str, int], QueueRow] = {}
    for kind in KINDS:
        ids = [each.pk for each in chosen if each.kind == kind.slug]
        if ids:
            reports = READS[kind.slug]().allowed(by, Can.VERIFY).filter(pk__in=ids, archived_at=None)
            found |= {row.key: row for row in rows_of(kind, list(reports))}
    return found


def _refused(row: QueueRow, choice: Choice, by: User) -> tuple[str, ...]:
    """Take the step; the reason when a rule said no, nothing when it is done."""
    try:
        take_step(row.report, Step.VERIFY, by=by, seen_version=choice.version)
    except Refused as refused:
        return (str(refused.message),)
    except PermissionDenied:
        return (gettext("you may not verify it"),)
    return ()
