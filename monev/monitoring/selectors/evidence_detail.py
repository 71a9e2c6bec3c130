"""One piece of evidence with all that is known of it: uses, history, other users of its file, looks at its link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.selectors.evidence_links import CHECKED, Check, checks_of
from monev.monitoring.selectors.ledger import LedgerRow, ledger_rows

HANDED_IN, CHANGED, ATTACHED, DETACHED, JUDGED = "handed_in", "changed", "attached", "detached", "judged"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a piece of evidence. `verdict`: what the verifier said, when it was judged."""

    at: datetime
    by: Any
    code: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Everything on the page of one piece of evidence."""

    row: LedgerRow
    events: tuple[Event, ...]
    checks: tuple[Check, ...]


def evidence_page(evidence: Evidence, *, today: date, seen_by: Any) -> EvidencePage:
    """The page in a fixed number of queries."""
    return EvidencePage(
        row=ledger_rows([evidence], today=today, seen_by=seen_by)[0],
        events=tuple(sorted(_events(evidence), key=lambda each: each.at, reverse=True)),
        checks=checks_of(evidence) if evidence.link else (),
    )


def _events(evidence: Evidence) -> list[Event]:
    rows: Any = evidence.history.exclude(history_change_reason__startswith=CHECKED)  # type: ignore[attr-defined]
    found = [
        Event(row.history_date, row.history_user, HANDED_IN if row.history_type == "+" else CHANGED)
        for row in rows.select_related("history_user").order_by("history_id")
    ]
    uses: Any = EvidenceUse.history.filter(evidence_id=evidence.pk)  # type: ignore[attr-defined]
    verdicts: dict[int, str] = {}
    for row in uses.select_related("history_user").order_by("history_id"):
        before, verdicts[row.id] = verdicts.get(row.id, ""), row.verdict
        if row.history_type == "+":
            found.append(Event(row.history_date, row.history_user, ATTACHED))
        elif row.history_type == "-":
            found.append(Event(row.history_date, row.history_user, DETACHED))
        elif row.verdict != before:
            found.append(Event(row.history_date, row.history_user, JUDGED, row.verdict))
    return found
