"""What became of each row of a bulk request, and everything that stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

CONFLICT = "conflict"
"""The code of an error where somebody saved meanwhile."""


class State(models.TextChoices):
    """What became of a row. Not for people to read: words of REST are not translated."""

    CREATED = "created", "created"
    UPDATED = "updated", "updated"
    UNCHANGED = "unchanged", "unchanged"
    REFUSED = "refused", "refused"
    SKIPPED = "skipped", "skipped"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a row: a code for programs, a text for people, the field below the row."""

    code: str
    detail: str
    attr: str = ""

    def at(self, index: int) -> dict[str, str]:
        """As it goes out, with the field named from the top of the body.

        >>> Fault("x", "Wrong.", "spending[1].amount").at(3)["attr"], Fault("x", "Wrong.").at(3)["attr"]
        ('rows[3].spending[1].amount', 'rows[3]')
        """
        attr = f"rows[{index}].{self.attr}" if self.attr else f"rows[{index}]"
        return {"code": self.code, "detail": self.detail, "attr": attr}


@dataclass(slots=True)
class RowResult:
    """One row: `version` is that of its report as it stands now."""

    index: int
    key: str = ""
    state: str = State.UNCHANGED
    id: int | None = None
    uid: str | None = None
    version: int | None = None
    report: dict[str, Any] | None = None
    warnings: list[Fault] = field(default_factory=list)
    flags: list[dict[str, str]] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "key": self.key,
            "state": str(self.state),
            "id": self.id,
            "uid": self.uid,
            "version": self.version,
            "report": self.report,
            "warnings": [each.at(self.index) for each in self.warnings],
            "flags": self.flags,
            "errors": [each.at(self.index) for each in self.errors],
        }


@dataclass(slots=True)
class BulkResult:
    """All rows in the order in which they came."""

    rows: list[RowResult]

    @property
    def faults(self) -> list[tuple[int, Fault]]:
        return [(row.index, fault) for row in self.rows for fault in row.errors]

    @property
    def is_refused(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def only_conflicts(self) -> bool:
        """Whether the same rows, on the newest version, might be taken."""
        return self.is_refused and all(fault.code == CONFLICT for _index, fault in self.faults)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are in each state, those of none too.

        >>> BulkResult([RowResult(0, state="created")]).counts["created"]
        1
        """
        found = Counter(str(row.state) for row in self.rows)
        return {state: found[state] for state in State.values}


def keep_apart(rows: Iterable[RowResult]) -> None:
    """Rows with errors are refused; the others of an all-or-nothing request were fine and are not stored."""
    for row in rows:
        row.state = State.REFUSED if row.errors else State.SKIPPED
        row.id = row.uid = None
