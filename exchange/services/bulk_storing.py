"""Storing the reports of a bulk request: drafts all together, those that are sent each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from exchange.services.bulk_drafts import Draft, conflict
from exchange.services.bulk_results import Fault
from monev.monitoring.selectors.findings import FindingLine, all_findings, flags_of, recorded_findings
from monev.monitoring.services.entry import PeriodClosed, enter
from monev.monitoring.services.entry_together import Entering, enter_together
from monev.monitoring.services.nil import report_nil
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from organizations.models import User

Flag = dict[str, str]


def store_drafts(drafts: Sequence[Draft], *, by: User) -> None:
    """Enter what is new and send what is to be sent; what a rule refuses is told at its rows and not stored."""
    drafts_only = [draft for draft in drafts if not draft.is_sent]
    _store_together([draft for draft in drafts_only if draft.is_changed or draft.line.report is None], by)
    for draft in drafts_only:
        if not draft.is_refused and draft.report is None:
            draft.report = draft.line.report
    for draft in drafts:
        if draft.is_sent:
            _send(draft, by)


def _store_together(drafts: Sequence[Draft], by: User) -> None:
    entries = [Entering(draft.line, draft.period, draft.data) for draft in drafts]
    enter_together(entries, by=by)
    for draft, entry in zip(drafts, entries, strict=True):
        if entry.refused is not None:
            _tell(draft, entry.refused)
        else:
            draft.report = entry.report


def _send(draft: Draft, by: User) -> None:
    """A savepoint of its own: what is refused at the last step takes back what was entered before it."""
    try:
        with transaction.atomic():
            draft.report = _sent(draft, by)
    except (Refused, PermissionDenied) as refused:
        _tell(draft, refused)


def _sent(draft: Draft, by: User) -> Any:
    line, period = draft.line, draft.period
    report: Any = line.report
    if draft.is_changed or (report is None and not draft.asks("nil")):
        report = enter(line.subject, period, draft.data, by=by, seen_version=line.version)
    if draft.asks("nil"):
        return report_nil(line.subject, period, draft.rows[0][1].get("nil_reason", ""), by=by)
    return take_step(report, Step.SUBMIT, by=by)


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
    for draft in changed:
        if draft.is_sent:  # they were written when it was sent
            found[draft.report.pk] = recorded_findings(flags_of(draft.report))
    return {pk: [_flag(each) for each in lines] for pk, lines in found.items()}


def _flag(line: FindingLine) -> Flag:
    return {"code": line.code, "about": line.about, "severity": str(line.severity), "message": line.message}
