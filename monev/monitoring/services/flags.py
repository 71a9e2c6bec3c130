"""Data-quality flags of a report: written when it is sent and again when it is verified; settled by the verifier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.quality import Finding
from monev.monitoring.selectors.facts import findings, findings_of
from monev.monitoring.selectors.subjects import Report, kind_of
from monev.monitoring.services.standings import mark_standings
from organizations import audit
from organizations.models import User
from organizations.roles import Can

LONGEST = 2000
BATCH = 400


def refresh_flags(report: Report, *, by: User) -> list[QualityFlag]:
    """Make the flags say what the rules find now. An unchanged finding keeps its explanation and its settlement."""
    found = {(each.code, each.about): each for each in findings(report, seen_by=by)}
    stored = {(flag.code, flag.about): flag for flag in _flags(report)}
    for key, flag in stored.items():
        if key not in found:
            flag.delete()
    return [_write(report, stored.get(key), finding) for key, finding in found.items()]


def write_flags(reports: Sequence[Report], *, by: User) -> None:
    """`refresh_flags` of several reports of one kind, in a fixed number of queries where the findings are new."""
    if not reports:
        return
    use, new = kind_of(reports[0]).use, []
    stored: dict[int, dict[tuple[str, str], QualityFlag]] = {each.pk: {} for each in reports}
    for flag in QualityFlag.objects.filter(**{f"{use}__in": list(stored)}):
        stored[getattr(flag, f"{use}_id")][flag.code, flag.about] = flag
    found = findings_of(reports, seen_by=by)
    for report in reports:
        known, keys = stored[report.pk], {(each.code, each.about) for each in found[report.pk]}
        for key in known.keys() - keys:
            known[key].delete()
        for finding in found[report.pk]:
            flag = known.get((finding.code, finding.about))
            if flag is None:
                new.append(_new_flag(report, finding))
            else:
                _write(report, flag, finding)
    QualityFlag.objects.bulk_create(new, batch_size=BATCH)


def accept_flags(report: Report, *, by: User) -> None:
    """Who verifies a report has seen its flags: what is open is settled with it."""
    _flags(report).filter(settled_at=None).update(settled_at=timezone.now(), settled_by=by)


@transaction.atomic
def explain(report: Report, code: str, about: str, text: str, *, by: User) -> QualityFlag:
    """The OPD says why a finding is right as it is, before or after sending; a finding settled before is open again.

    Raises PermissionDenied without the right to enter; `Refused` where the report does not change any more, where the
    rules do not find this (any more), and for an empty explanation.
    """
    rows: Any = type(report)._default_manager.all()
    if not rows.allowed(by, Can.ENTER).filter(pk=report.pk).exists():
        raise PermissionDenied
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Refused(_("Explain it in 1 to %(count)s characters.") % {"count": LONGEST}, field="explanation")
    Period.objects.select_for_update(of=("self",)).get(pk=report.period_id)
    held: Any = rows.select_related("period__region").get(pk=report.pk)
    if held.is_frozen or held.is_verified:
        raise Refused(_("This report is verified or its period is locked: nothing has to be explained any more."))
    flag = _explainable(held, code, about, by)
    flag.explanation, flag.explained_at, flag.explained_by = said, timezone.now(), by
    flag.settled_at = flag.settled_by = None
    flag.save()
    mark_standings(held.period)
    audit.record(by, "flag.explained", flag, region=flag.region, code=code, about=about)
    return flag


def _explainable(report: Any, code: str, about: str, by: User) -> QualityFlag:
    """The flag of a finding; before the first submission it is made with its explanation."""
    stored: QualityFlag | None = _flags(report).filter(code=code, about=about).first()
    if stored is not None:
        return stored
    finding = next((each for each in findings(report, seen_by=by) if (each.code, each.about) == (code, about)), None)
    if finding is None:
        raise Refused(_("The rules do not find this any more: nothing has to be explained."))
    return _write(report, None, finding)


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
    report: Any = held.progress_report or held.quick_win_report or held.pledge_report
    mark_standings(report.period)
    audit.record(by, "flag.settled", held, region=held.region, code=held.code)
    return held


def _flags(report: Report) -> Any:
    return QualityFlag.objects.filter(**{kind_of(report).use: report})


def _write(report: Report, flag: QualityFlag | None, finding: Finding) -> QualityFlag:
    params = _params(finding)
    if flag is None:
        flag = _new_flag(report, finding)
    elif flag.params == params:
        return flag
    else:
        flag.settled_at = flag.settled_by = None
    flag.severity, flag.params = finding.severity, params
    flag.save()
    return flag


def _new_flag(report: Report, finding: Finding) -> QualityFlag:
    row: Any = {kind_of(report).use: report}
    return QualityFlag(
        region=report.period.region,
        agency=report.agency,
        code=finding.code,
        about=finding.about,
        severity=finding.severity,
        params=_params(finding),
        **row,
    )


def _params(finding: Finding) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in finding.params.items()}
