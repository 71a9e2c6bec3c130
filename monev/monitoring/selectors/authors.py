"""Who entered what: nobody verifies their own figures."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from core.origin import has_reason
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.subjects import Kind, Report, kind_of
from monev.monitoring.workflow import Step

CHECKS = (Step.APPROVE, Step.DECLINE, Step.VERIFY, Step.RETURN, "correction opened", "correction withdrawn")
"""What `history_change_reason` says where no figure was entered; whoever wrote anything else has entered it."""


def has_entered(report: Report, user: Any) -> bool:
    """Whether `user` entered or submitted any version of this report, or handed in evidence that it shows."""
    return report.pk in own_entries(kind_of(report), [report.pk], user)


def own_entries(kind: Kind, report_ids: Collection[int], user: Any) -> set[int]:
    """Of these reports of one kind those that `user` has entered or submitted, in two queries."""
    if not report_ids:
        return set()
    history: Any = kind.report.history  # type: ignore[attr-defined]
    written = Q(history_user=user) & ~has_reason(*CHECKS)
    own = Q(entered_by=user) | Q(submitted_by=user) | written
    rows = history.filter(own, id__in=report_ids).order_by()
    return set(rows.values_list("id", flat=True)) | _with_own_evidence(kind, report_ids, user)


def _with_own_evidence(kind: Kind, report_ids: Collection[int], user: Any) -> set[int]:
    paths = EvidenceUse.objects.ways_to(kind.use)
    rows = EvidenceUse.objects.of_reports(kind.use, report_ids).filter(evidence__uploaded_by=user).order_by()
    return {found for row in rows.values_list(*paths) for found in row if found is not None}
