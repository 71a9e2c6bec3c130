"""How much one person and one region may have compiled at a time, and how large one report may be."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.models import CompiledReport
from monev.reports.wishes import Wish
from organizations.models import User


def require_room(report: Report, wish: Wish, *, by: User) -> None:
    """Raises `Refused` when the person or the region has too many reports under way, or the report is too large."""
    unfinished = CompiledReport.objects.unfinished().filter(run=None)
    own = unfinished.filter(requested_by=by).count()
    if own > settings.REPORTS_PER_PERSON:
        text = _("You have %(count)s reports under way already, the most that one person may have. Wait for one.")
        raise Refused(text % {"count": settings.REPORTS_PER_PERSON})
    if wish.region and unfinished.filter(region=wish.region).count() > settings.REPORTS_PER_REGION:
        text = _("The region has %(count)s reports under way already, the most that it may have. Wait for one.")
        raise Refused(text % {"count": settings.REPORTS_PER_REGION})
    require_size(report, wish)


def require_size(report: Report, wish: Wish) -> None:
    """Raises `Refused` when the report would be too large."""
    rows = report.preview(wish).rows
    if rows > report.most_rows:
        text = _("The report would hold about %(rows)s rows; the most is %(most)s. Choose a part, such as one OPD.")
        raise Refused(text % {"rows": rows, "most": report.most_rows})
