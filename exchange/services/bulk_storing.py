"""Storing the reports of a bulk request, all of them together, and what the data-quality rules say about them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from exchange.services.bulk_drafts import Draft, conflict
from exchange.services.bulk_results import Fault
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.selectors.findings import FindingLine, all_findings, all_recorded
from monev.monitoring.services.entry import PeriodClosed
from monev.monitoring.services.entry_together import Entering, enter_together
from monev.monitoring.services.nil import nil_data
from monev.monitoring.services.steps_together import Sending, submit_together
from organizations.models import User

Flag = dict[str, str]


def store_drafts(drafts: Sequence[Draft], *, by: User) -> None:
    """Enter what is new and send what is to be sent; what a rule refuses is told at its rows and not stored.

    Where a report is refused at the last step, everything is taken back and the others are stored again: what was
    entered for it before must not stay.
    """
    left = list(drafts)
    while left:
        with transaction.atomic():
            _enter(left, by)
            _send([draft for draft in left if draft.is_sent and not draft.is_refused], by)
            is_whole = not any(draft.is_refused for draft in left if draft.is_sent)
            transaction.set_rollback(not is_whole)
        if is_whole:
            return
        left = [draft for draft in left if not draft.is_refused]


def _enter(drafts: Sequence[Draft], by: User) -> None:
    entries: list[tuple[Draft, Entering]] = []
    for draft in drafts:
        draft.report = draft.line.report
        try:
            data = _data(draft)
        except Refused as refused:
            _tell(draft, refused)
            continue
        if draft.is_changed or draft.line.report is None or draft.asks("nil"):
            entries.append((draft, Entering(draft.line, draft.period, data)))
    enter_together([entry for _draft, entry in entries], by=by)
    for draft, entry in entries:
        if entry.refused is not None:
            _tell(draft, entry.refused)
        else:
            draft.report = entry.report


def _data(draft: Draft) -> ReportData:
    """What the report is to hold; where nothing changed, the last figures are carried on."""
    if not draft.asks("nil"):
        return draft.data
    reason, line = draft.rows[0][1].get("nil_reason", ""), draft.line
    return nil_data(line.subject, draft.period, draft.data, reason, line.plan)


def _send(drafts: Sequence[Draft], by: User) -> None:
    sendings = [Sending(draft.report) for draft in drafts]
    submit_together(sendings, by=by)
    for draft, sending in zip(drafts, sendings, strict=True):
        if sending.refused is not None:
            _tell(draft, sending.refused)
        else:
            draft.report = sending.report


def _tell(draft: Draft, refused: Exception) -> None:
    """What a service said, as an error of the rows."""
    if isinstance(refused, Conflict):
        draft.refuse(conflict(draft.line.version, refused.row.version))
    elif isinstance(refused, PeriodClosed):
        draft.refuse(Fault("period_closed", str(refused.message), "period"))
    elif isinstance(refused, Refused):
        draft.tell(refused.field or "", str(refused.message), "refused")
    else:
        draft.refuse(Fault("permission_denied", _("You may not enter anything here.")))


def flags_of_drafts(drafts: Sequence[Draft], by: User) -> dict[int, list[Flag]]:
    """By report what the data-quality rules find now; nothing new is asked about a report that nobody changed."""
    changed = [draft for draft in drafts if draft.report.version != draft.line.version]
    found = all_findings([draft.report for draft in changed if not draft.is_sent], seen_by=by)
    found |= all_recorded([draft.report for draft in changed if draft.is_sent])  # written when they were sent
    return {pk: [_flag(each) for each in lines] for pk, lines in found.items()}


def _flag(line: FindingLine) -> Flag:
    return {"code": line.code, "about": line.about, "severity": str(line.severity), "message": line.message}
