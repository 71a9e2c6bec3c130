"""Remarks at the fields of a report: the verifier or the OPD head asks, the OPD answers, who may resolves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.remarks import known_labels, remarks_of
from monev.monitoring.selectors.subjects import Report, kind_of
from monev.monitoring.workflow import State
from organizations import audit
from organizations.models import User
from organizations.roles import Can

LONGEST = 2000


@transaction.atomic
def add_remark(report: Report, field: str, text: str, *, by: User) -> Remark:
    """Say something about one field: the verifier, or the OPD head where the region asks for approval.

    Raises PermissionDenied without the right; `Refused` for a draft, a report that does not change any more, a field
    that the report does not have, and an empty text.
    """
    stored = _held(report)
    if not may_remark(stored, by):
        raise PermissionDenied
    if stored.state == State.DRAFT:
        raise Refused(_("The report is with the OPD as a draft: remarks are made once it is sent."))
    if field not in known_labels(stored, [field]):
        raise Refused(_("Choose the field that the remark is about."), field="field")
    return _write(stored, field, text, by, is_answer=False)


@transaction.atomic
def answer_remark(report: Report, field: str, text: str, *, by: User) -> Remark:
    """The OPD answers what is open at one field; before, while or after it corrects the figures."""
    stored = _held(report)
    if not _allowed(stored, by, Can.ENTER):
        raise PermissionDenied
    if not remarks_of(stored).filter(field=field, resolved_at=None).exists():
        raise Refused(_("There is no open remark at this field any more."), field="field")
    return _write(stored, field, text, by, is_answer=True)


@transaction.atomic
def resolve_remarks(report: Report, field: str, *, by: User) -> int:
    """The thread of one field is settled; it stays on record. Returns how many remarks it closed.

    The verifier resolves any thread, the OPD head what the head asked.
    """
    stored = _held(report)
    rows = remarks_of(stored).filter(field=field, resolved_at=None)
    others = rows.filter(is_answer=False).exclude(by=by)
    if not _allowed(stored, by, Can.VERIFY) and (not may_remark(stored, by) or others.exists()):
        raise PermissionDenied
    count = rows.update(resolved_at=timezone.now(), resolved_by=by)
    if not count:
        raise Refused(_("There is no open remark at this field any more."), field="field")
    audit.record(by, "remark.resolved", stored, region=stored.period.region, field=field)
    return int(count)


def settle_remarks(report: Report, *, by: User) -> None:
    """Who verifies a report is content with it: what is still open at its fields is resolved with it."""
    remarks_of(report).filter(resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by)


def may_remark(report: Report, by: User) -> bool:
    """Whether this person asks questions at the fields of the report."""
    if _allowed(report, by, Can.VERIFY):
        return True
    return report.period.region.head_approves and _allowed(report, by, Can.APPROVE)


def _held(report: Report) -> Any:
    """The report as it is stored, its period held against being locked meanwhile; what is frozen takes no words."""
    Period.objects.select_for_update(of=("self",)).get(pk=report.period_id)
    rows: Any = type(report)._default_manager.select_related("period__region", kind_of(report).field)
    stored = rows.get(pk=report.pk)
    if stored.is_frozen:
        raise Refused(_("The period is locked: its reports do not change any more."))
    return stored


def _allowed(report: Report, by: User, can: Can) -> bool:
    rows: Any = type(report)._default_manager.all()
    return bool(rows.allowed(by, can).filter(pk=report.pk).exists())


def _write(report: Any, field: str, text: str, by: User, *, is_answer: bool) -> Remark:
    said = text.strip()
    if not said:
        raise Refused(_("Write what you want to say."), field="text")
    if len(said) > LONGEST:
        raise Refused(_("At most %(count)s characters are possible here.") % {"count": LONGEST}, field="text")
    row: dict[str, Any] = {kind_of(report).use: report}
    remark: Remark = Remark.objects.create(
        region=report.period.region, agency=report.agency, field=field, text=said, by=by, is_answer=is_answer, **row
    )
    audit.record(
        by, "remark.answered" if is_answer else "remark.written", report, region=report.period.region, field=field
    )
    return remark
