"""Data-quality flags of a report: written when it is sent and again when it is verified; settled by the verifier."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.quality import Finding
from monev.monitoring.selectors.facts import findings
from monev.monitoring.selectors.subjects import Report, kind_of
from organizations import audit
from organizations.models import User
from organizations.roles import Can


def refresh_flags(report: Report, *, by: User) -> list[QualityFlag]:
    """Make the flags say what the rules find now. An unchanged finding keeps its explanation and its settlement."""
    found: dict[str, Finding] = {}
    for finding in findings(report, seen_by=by):
        found.setdefault(finding.code, finding)
    stored = {flag.code: flag for flag in _flags(report)}
    for code, flag in stored.items():
        if code not in found:
            flag.delete()
    return [_write(report, stored.get(code), finding) for code, finding in found.items()]


def accept_flags(report: Report, *, by: User) -> None:
    """Who verifies a report has seen its flags: what is open is settled with it."""
    _flags(report).filter(settled_at=None).update(settled_at=timezone.now(), settled_by=by)


@transaction.atomic
def settle_flag(flag: QualityFlag, *, by: User) -> QualityFlag:
    """The verifier has looked into it: the flag stays on record and leaves the list of open ones."""
    if not QualityFlag.objects.allowed(by, Can.VERIFY).filter(pk=flag.pk).exists():
        raise PermissionDenied
    held = QualityFlag.objects.select_for_update(of=("self",)).select_related("region").get(pk=flag.pk)
    if held.settled_at is not None:
        raise Refused(_("Somebody settled this remark already."))
    held.settled_at, held.settled_by = timezone.now(), by
    held.save(update_fields=["settled_at", "settled_by"])
    audit.record(by, "flag.settled", held, region=held.region, code=held.code)
    return held


def _flags(report: Report) -> Any:
    return QualityFlag.objects.filter(**{kind_of(report).use: report})


def _write(report: Report, flag: QualityFlag | None, finding: Finding) -> QualityFlag:
    params = {name: str(value) if isinstance(value, Decimal) else value for name, value in finding.params.items()}
    if flag is None:
        row: Any = {kind_of(report).use: report}
        flag = QualityFlag(region=report.period.region, agency=report.agency, code=finding.code, **row)
    elif flag.params == params:
        return flag
    else:
        flag.settled_at = flag.settled_by = None
    flag.severity, flag.params = finding.severity, params
    flag.save()
    return flag
