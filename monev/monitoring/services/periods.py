"""Opening the periods of a year and locking a period: from the lock on, nothing that was reported changes."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.services.announcing import announce_lock
from monev.monitoring.services.standings import mark_standings
from monev.monitoring.services.telling import tell_by_hand, tell_locked
from organizations import audit
from organizations.models import Agency, Region, User
from organizations.roles import Can

OPENS_BEFORE_END = 10
WARNS_AFTER_OPENING = 8
CLOSES_AFTER_OPENING = 15
LOCKS_AFTER_OPENING = 30
"""Days; the administrator changes the dates of single periods afterwards."""


@transaction.atomic
def lock_period(period: Period, *, by: User, seen_version: int | None = None) -> Period:
    """Freeze the period: what is not verified by now stays out of the published figures. Refused before it closed."""
    if not Period.objects.allowed(by, Can.LOCK).filter(pk=period.pk).exists():
        raise PermissionDenied
    held: Period = Period.objects.select_for_update(of=("self",)).select_related("region").get(pk=period.pk)
    if held.is_locked:
        raise Refused(_("%(period)s is locked already.") % {"period": held.label})
    if not held.is_late(today_in(held.region.time_zone)):
        raise Refused(
            _("%(period)s is open for entry until %(date)s. Lock it after that day.")
            % {"period": held.label, "date": formats.longdate(held.closes_on)}
        )
    held.locked_at, held.locked_by = timezone.now(), by
    held.store(by=by, reason="locked", seen_version=period.version if seen_version is None else seen_version)
    mark_standings(held)
    audit.record(by, "period.locked", held, region=held.region)
    tell_locked(held, by=by)
    announce_lock(held)
    return held


@transaction.atomic
def remind_now(period: Period, *, by: User, agency: Agency | None = None) -> int:
    """Remind everybody who still has to send something, or those of one OPD; returns how many were reminded.

    A person is reminded by hand once a day and OPD. Raises PermissionDenied without the right to lock; `Refused` once
    the period is locked.
    """
    if not Period.objects.allowed(by, Can.LOCK).filter(pk=period.pk).exists():
        raise PermissionDenied
    held: Period = Period.objects.select_for_update(of=("self",)).select_related("region").get(pk=period.pk)
    if held.is_locked:
        raise Refused(_("%(period)s is locked already.") % {"period": held.label})
    told = tell_by_hand(held, by=by, agency=agency)
    audit.record(by, "period.reminded", held, region=held.region, people=told, agency=str(agency or ""))
    return told


@transaction.atomic
def open_periods(region: Region, year: int, *, by: User) -> list[Period]:
    """Create the periods of `year` in the region's rhythm; those that exist stay as they are. Returns the new ones."""
    if not Region.objects.allowed(by, Can.ADMINISTER).filter(pk=region.pk).exists():
        raise PermissionDenied
    this_year = today_in(region.time_zone).year
    if not this_year - 5 <= year <= this_year + 1:
        raise Refused(
            _("Choose a year from %(first)s to %(last)s.") % {"first": this_year - 5, "last": this_year + 1},
            field="year",
        )
    rows = Period.objects.filter(region=region, kind=region.rhythm, year=year)
    present = set(rows.values_list("number", flat=True))
    numbers = range(1, 13) if region.rhythm == Region.Rhythm.MONTH else range(1, 5)
    made = [_period(region, year, number) for number in numbers if number not in present]
    for each in made:
        each.store(by=by, reason="periods opened")
    if made:
        audit.record(by, "periods.opened", region, region=region, year=year, count=len(made))
    return made


def _period(region: Region, year: int, number: int) -> Period:
    period = Period(region=region, kind=region.rhythm, year=year, number=number)
    month = period.last_month
    ends = date(year, month, calendar.monthrange(year, month)[1])
    period.opens_on = ends - timedelta(days=OPENS_BEFORE_END)
    period.warns_on = period.opens_on + timedelta(days=WARNS_AFTER_OPENING)
    period.closes_on = period.opens_on + timedelta(days=CLOSES_AFTER_OPENING)
    period.locks_on = period.opens_on + timedelta(days=LOCKS_AFTER_OPENING)
    return period
