"""Which photos of verified evidence can become the picture of a quick win's story."""

from __future__ import annotations

import uuid
from typing import Any

from core.pictures import FORMATS
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.workflow import PUBLISHED
from quickwins.models import QuickWin

TYPES = tuple(f"image/{name.lower()}" for name in FORMATS)
MOST = 12
WORTHLESS = EvidenceUse.Verdict.NONE


def photos_of(quick_win: QuickWin) -> Any:
    """Photos that prove a verified report of the quick win, or of the program that it speeds up; the newest first."""
    wins = QuickWinReport.objects.in_effect().filter(quick_win=quick_win, state__in=PUBLISHED)
    proves = EvidenceUse.objects.proving("quick_win_report", wins)
    if quick_win.program_lineage:
        reports = ProgressReport.objects.in_effect().filter(
            program__lineage=quick_win.program_lineage, period__region=quick_win.region_id, state__in=PUBLISHED
        )
        proves |= EvidenceUse.objects.proving("progress_report", reports)
    uses = EvidenceUse.objects.filter(proves, archived_at=None).exclude(verdict=WORTHLESS)
    rows = Evidence.objects.filter(pk__in=uses.values("evidence"), region=quick_win.region_id, archived_at=None)
    return rows.filter(stored_file__content_type__in=TYPES).select_related("stored_file").order_by("-dated_on", "pk")


def photo_of(quick_win: QuickWin, uid: uuid.UUID) -> Evidence | None:
    """One of them."""
    found: Evidence | None = photos_of(quick_win).filter(uid=uid).first()
    return found
