"""The quarterly monev report: what it says, section by section, from a snapshot only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.documents import Document
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.quarterly.document import quarterly_document
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.selectors.contents import quarterly_contents
from monev.reports.selectors.lacks import quarterly_preview
from monev.reports.wishes import Wish


class QuarterlyReport(Report):
    """Summary, pillars, OPDs, S-curve, deviations, quick wins, commitments, data quality, annexes of one period."""

    code = "quarterly"
    title = _("Quarterly monev report")
    purpose = _("How far the programs of the plan are, pillar by pillar and OPD by OPD, with obstacles and follow-up.")
    audience = _("Smart City Council, ministry")
    formats = ("pdf", "docx", "xlsx")
    parameters = (Parameter.PERIOD, Parameter.PRELIMINARY)
    position = 20

    def preview(self, wish: Wish) -> Preview:
        return quarterly_preview(wish)

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        return quarterly_contents(
            wish.required_region,
            wish.required_period,
            language=wish.language,
            preliminary=wish.include_preliminary,
            taken_at=taken_at,
        )

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        return quarterly_document(data, frame, alive=alive)
