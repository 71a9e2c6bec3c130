"""Who entered what: nobody verifies their own figures."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from monev.monitoring.selectors.subjects import Report

ENTRIES = ("opened", "entry")
"""What `history_change_reason` says where figures were entered."""


def has_entered(report: Report, user: Any) -> bool:
    """Whether `user` entered or submitted any version of this report."""
    if user.pk in (report.entered_by_id, report.submitted_by_id):
        return True
    rows: Any = report.history
    own = Q(entered_by=user) | Q(submitted_by=user) | Q(history_user=user, history_change_reason__in=ENTRIES)
    return bool(rows.filter(own).exists())
