"""The evaluation of the annual plan (RKPD of the region, Renja of an OPD), from a snapshot only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.documents import Document
from monev.reports.catalogue.annual_plan.contents import annual_plan_contents
from monev.reports.catalogue.annual_plan.document import annual_plan_document
from monev.reports.catalogue.annual_plan.preview import annual_plan_preview
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish


class AnnualPlanReport(Report):
    """K and Rp of every program per quarter, cumulative and against the plan, with predicate, drivers and follow-up."""

    code = "annual-plan"
    title = _("Evaluation of the annual plan (RKPD/Renja)")
    purpose = _(
        "Targets and realisation (K and Rp) per quarter, of the year and of the plan, with achievement and predicate."
    )
    audience = _("Bappeda")
    formats = ("xlsx", "pdf")
    parameters = (Parameter.YEAR, Parameter.AGENCY)
    optional = (Parameter.AGENCY,)
    position = 30

    def preview(self, wish: Wish) -> Preview:
        return annual_plan_preview(wish, wish.required_year)

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        return annual_plan_contents(
            wish.required_region, wish.required_year, wish.agency, language=wish.language, taken_at=taken_at
        )

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        return annual_plan_document(data, frame, alive=alive)
