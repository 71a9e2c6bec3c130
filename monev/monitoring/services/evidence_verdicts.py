"""The verifier's verdict on what a piece of evidence proves."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.authors import has_entered
from monev.monitoring.selectors.subjects import OF_PARTS, report_of
from monev.monitoring.services.standings import mark_standings
from organizations import audit
from organizations.models import User
from organizations.roles import Can


@transaction.atomic
def judge(use: EvidenceUse, verdict: str, *, by: User) -> EvidenceUse:
    """Say how well the evidence proves what it is attached to; an empty verdict takes an earlier one back.

    Raises PermissionDenied without the right to verify; `Refused` for an unknown verdict, for a report that does not
    change any more, for what the person entered or handed in, and for the answer to a directive: the council judges
    that as a whole, by closing the directive or sending it back.
    """
    if not EvidenceUse.objects.allowed(by, Can.VERIFY).filter(pk=use.pk).exists():
        raise PermissionDenied
    if verdict not in EvidenceUse.Verdict.values:
        raise Refused(_("Choose one of the verdicts."), field="verdict")
    if use.directive_answer_id is not None:
        raise Refused(_("The council judges the answer to a directive by closing it or sending it back."))
    rows = EvidenceUse.objects.select_related("evidence__region", "evidence__stored_file", *OF_PARTS)
    # The period first, as everywhere: who takes the evidence away holds it too.
    report = report_of(rows.get(pk=use.pk))
    report.period = Period.objects.select_for_update(of=("self",)).get(pk=report.period_id)
    held: EvidenceUse = rows.select_for_update(of=("self",)).get(pk=use.pk)
    if report.is_frozen:
        raise Refused(_("The period is locked: its reports do not change any more."))
    if has_entered(report, by):
        raise Refused(_("You entered or submitted this report yourself. Another verifier has to verify it."))
    held.verdict = verdict
    held.judged_at, held.judged_by = (timezone.now(), by) if verdict else (None, None)
    held.store(by=by, reason="judged")
    mark_standings(report.period)
    audit.record(by, "evidence.judged", held.evidence, region=held.evidence.region, verdict=verdict, report=str(report))
    return held
