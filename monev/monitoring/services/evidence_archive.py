"""Handing out a region's evidence of a period as one file; who took it is written down."""

from __future__ import annotations

from django.db import transaction

from monev.monitoring.exports.evidence_archive import Archive, evidence_archive
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.ledger import evidence_for_archive
from organizations import audit
from organizations.models import User


@transaction.atomic
def hand_out_evidence(period: Period, *, by: User) -> Archive:
    """The evidence of the reports of `period` that `by` may see; a person without the right gets an empty archive."""
    found = evidence_for_archive(period.region, period, seen_by=by)
    audit.record(by, "evidence.downloaded", period, region=period.region, count=len(found))
    return evidence_archive(period, found)
