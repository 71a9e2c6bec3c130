"""How many pieces of evidence a report has, and how many bytes a region."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.stored_bytes import bytes_of
from monev.monitoring.selectors.subjects import kind_of
from organizations.models import Region


def require_room_in_report(report: Any) -> None:
    """Raise `Refused` when the report has as many pieces of evidence as it may have."""
    most = settings.EVIDENCE_MAX_PER_REPORT
    if EvidenceUse.objects.of_reports(kind_of(report).use, [report.pk]).count() >= most:
        raise Refused(
            _("This report has %(most)s pieces of evidence already. Take one away, or put several into one PDF.")
            % {"most": most},
            field="evidence_file",
        )


def require_room_in_region(region: Region, size: int) -> None:
    """Raise `Refused` when `size` bytes more are more than the region may keep."""
    most = settings.REGION_FILES_MAX_BYTES
    if most and bytes_of(region) + size > most:
        raise Refused(
            _("The files of %(region)s have reached %(limit)s. Ask the administrator of the portal for more room.")
            % {"region": region, "limit": filesizeformat(most)}
        )
