"""The monthly RFK report (realisasi fisik dan keuangan), of an OPD or of the whole region, from a snapshot only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.documents import Document
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.rfk.contents import rfk_contents
from monev.reports.catalogue.rfk.document import rfk_document
from monev.reports.catalogue.rfk.preview import rfk_preview
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish


class RfkReport(Report):
    """Budget, spending and physical progress of every program, with subtotals, of one OPD or of all with their rank."""

    code = "rfk"
    title = _("Report on physical and financial realisation (RFK)")
    purpose = _("Ceiling, spending, cash plan, physical progress, deviation, obstacles and what remains, per program.")
    audience = _("Bupati or Wali Kota, Sekda, Bappeda")
    formats = ("pdf", "xlsx")
    parameters = (Parameter.PERIOD, Parameter.AGENCY, Parameter.PRELIMINARY)
    optional = (Parameter.AGENCY,)
    position = 10

    def preview(self, wish: Wish) -> Preview:
        return rfk_preview(wish)

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        return rfk_contents(
            wish.required_region,
            wish.required_period,
            wish.agency,
            language=wish.language,
            preliminary=wish.include_preliminary,
            taken_at=taken_at,
        )

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        return rfk_document(data, frame, alive=alive)
