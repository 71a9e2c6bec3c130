"""How much one person and one region may have compiled at a time and in a day, and how large one report may be.

What a national run or a schedule asks for does not count for the person in whose name it does so.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.outlooks import excess, excess_field
from monev.reports.models import CompiledReport
from monev.reports.querysets import CompiledReportQuerySet
from monev.reports.selectors.queues import jobs_of
from monev.reports.wishes import Wish
from organizations.models import Region, User

DAY = timedelta(days=1)


def require_room(report: Report, wish: Wish, *, by: User) -> None:
    """Raises `Refused` when the person or the region has too many reports under way, the person asked for too many in
    a day, or the report is too large. The row that is asked for is stored already, and counts."""
    unfinished = CompiledReport.objects.unfinished().filter(run=None)
    own = CompiledReport.objects.filter(requested_by=by, run=None, schedule=None)
    _require_person(own.unfinished())
    _require_day(own.filter(created_at__gt=timezone.now() - DAY), wish.region)
    if wish.region:
        _require_region(unfinished.filter(region=wish.region))
    require_size(report, wish)


def require_size(report: Report, wish: Wish) -> None:
    """Raises `Refused`, at the input that makes it smaller, when the report would be too large."""
    if why := excess(report, report.preview(wish)):
        raise Refused(why, field=excess_field(report))


def _require_person(rows: CompiledReportQuerySet) -> None:
    if rows.count() > settings.REPORTS_PER_PERSON:
        text = _("You have %(count)s reports under way already, the most that one person may have.")
        raise Refused(f"{text % {'count': settings.REPORTS_PER_PERSON}} {_free_again(rows)}")


def _require_region(rows: CompiledReportQuerySet) -> None:
    if rows.count() > settings.REPORTS_PER_REGION:
        text = _("The region has %(count)s reports under way already, the most that it may have.")
        raise Refused(f"{text % {'count': settings.REPORTS_PER_REGION}} {_free_again(rows)}")


def _require_day(rows: CompiledReportQuerySet, region: Region | None) -> None:
    most = settings.REPORTS_PER_PERSON_AND_DAY
    asked = list(rows.order_by("created_at", "pk").values_list("created_at", flat=True))
    if len(asked) <= most:
        return
    clock = ZoneInfo(region.time_zone if region else settings.TIME_ZONE)
    free = (asked[len(asked) - 1 - most] + DAY + timedelta(minutes=1)).astimezone(clock)
    text = _("You have asked for %(count)s reports in 24 hours, the most that one person may. Free again: %(when)s.")
    raise Refused(text % {"count": most, "when": date_format(free, "j F Y H.i")})


def _free_again(rows: CompiledReportQuerySet) -> str:
    """When the next place is free."""
    running = rows.filter(state=CompiledReport.State.RUNNING).order_by("-progress", "pk")
    left = next((each.left for each in jobs_of(list(running[:1]))), "")
    if left:
        return _("A place is free when the next one is ready (%(left)s), or when you cancel one.") % {"left": left}
    return _("A place is free as soon as one of them is ready or cancelled.")
