"""Links that are due to be looked at, and what became of the looks before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from monev.monitoring.links import ALIVE, DEAD, DOUBTFUL, UNCHECKED, due_before
from monev.monitoring.models.evidence import Evidence

CHECKED = "link checked: "
"""How the reason in the history of evidence begins when it comes from a look at its link; what came back follows."""


@dataclass(frozen=True, slots=True)
class Check:
    """One look at a link: when, what came back (`200`, `timeout`), and the state after it."""

    at: datetime
    code: str
    state: str

    @property
    def status(self) -> int | None:
        """The HTTP status, where there was an answer."""
        return int(self.code) if self.code.isdecimal() else None


def due_links(now: datetime, most: int) -> list[str]:
    """At most `most` addresses of evidence in use that are looked at now, each once, the longest unseen first."""
    due = Q(link_checked_at=None)
    for state in (UNCHECKED, ALIVE, DOUBTFUL, DEAD):
        due |= Q(link_state=state, link_checked_at__lte=due_before(state, now))
    rows = Evidence.objects.filter(due, archived_at=None, uses__archived_at=None, uses__isnull=False).exclude(link="")
    found: dict[str, None] = dict.fromkeys(
        rows.order_by("link_checked_at", "pk").values_list("link", flat=True)[: most * 4]
    )
    return list(found)[:most]


def failing_since(evidence: Evidence) -> datetime | None:
    """When the failures in a row began; None when the last look went well."""
    if not evidence.link_failures:
        return None
    first = evidence.history.filter(link_failures=1).order_by("-history_date", "-history_id").first()  # type: ignore[attr-defined]
    return first.link_checked_at if first else evidence.link_checked_at


def checks_of(evidence: Evidence, most: int = 20) -> tuple[Check, ...]:
    """The last looks at a link, the newest first."""
    rows: Any = evidence.history.filter(history_change_reason__startswith=CHECKED)  # type: ignore[attr-defined]
    return tuple(
        Check(row.link_checked_at, row.history_change_reason.removeprefix(CHECKED), row.link_state)
        for row in rows.order_by("-history_date", "-history_id")[:most]
    )
