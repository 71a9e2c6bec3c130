"""The sentences that stand beside figures: what they rest on and how true they are."""

from __future__ import annotations

from django.utils.translation import gettext

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import RegionFigures


def source_line(figures: RegionFigures) -> str:
    """What a chart of a region or group rests on: OPD reports, period, state, completeness."""
    facts = {"period": figures.period, "counted": figures.total.reported, "total": figures.total.total}
    if figures.preliminary:
        return (
            gettext(
                "Source: OPD reports up to %(period)s, also preliminary; %(counted)s of %(total)s programs reported."
            )
            % facts
        )
    return gettext("Source: verified OPD reports up to %(period)s; %(counted)s of %(total)s programs reported.") % facts


def program_source_line(period: Period | None, *, preliminary: bool) -> str:
    """What a chart of one program rests on."""
    if period is None:
        return gettext("Source: master plan; nothing has been reported yet.")
    if preliminary:
        return gettext("Source: master plan and OPD reports up to %(period)s, also preliminary.") % {"period": period}
    return gettext("Source: master plan and verified OPD reports up to %(period)s.") % {"period": period}
