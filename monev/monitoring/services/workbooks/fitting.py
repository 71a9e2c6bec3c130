"""Whether a workbook belongs here at all: its format, region, OPD and period."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.workbooks import Contents
from monev.monitoring.workbook.about import About
from monev.monitoring.workbook.columns import FORMAT
from organizations.models import Agency, Region


def require_fit(about: About, contents: Contents) -> None:
    """Raise `Refused` with the reason for a workbook of another format, region, OPD or period."""
    if about.format != FORMAT:
        raise Refused(
            _(
                "This workbook has the format “%(found)s”; only “%(known)s” is read. Download the workbook again and "
                "copy your figures into it."
            )
            % {"found": about.format or "?", "known": FORMAT}
        )
    period, agency = contents.period, contents.agency
    if about.region != period.region.code:
        found = Region.objects.filter(code=about.region).first()
        raise Refused(
            _("This workbook was made for %(found)s; you are uploading it to %(here)s.")
            % {"found": found or about.region or "?", "here": period.region}
        )
    if about.agency != str(agency.uid):
        raise Refused(
            _("This workbook was made for the OPD “%(found)s”; you are uploading it to “%(here)s”.")
            % {"found": _agency(about.agency, period.region_id) or "?", "here": agency.name}
        )
    if about.period != period.address:
        raise Refused(
            _("This workbook was made for the period %(found)s; you are uploading it to %(here)s.")
            % {"found": _period(about.period, period) or about.period or "?", "here": period.label}
        )


def _agency(uid: str, region_id: int) -> str:
    try:
        row = Agency.objects.filter(uid=uid, region=region_id).first()
    except (ValidationError, ValueError):
        return ""
    return row.name if row else ""


def _period(address: str, here: Period) -> Any:
    rows = Period.objects.filter(region=here.region_id)
    return next((row.label for row in rows if row.address == address), "")
