"""Making, changing, pausing and archiving schedules. Who saves one last has its reports asked for on their behalf."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named, reports
from monev.reports.models import ReportSchedule
from monev.reports.parameters import Parameter
from monev.reports.selectors.schedules import people_to_tell
from monev.reports.services.turns import take_up
from monev.reports.wishes import wish_from
from organizations import audit
from organizations.models import User
from organizations.roles import Can, Role
from organizations.scoping import require_within

FILLED_IN = {Parameter.PERIOD, Parameter.YEAR, Parameter.PRELIMINARY}
"""What a turn fills in by itself."""
CHOSEN = {Parameter.AGENCY, Parameter.PILLAR}
"""What is chosen once, for all turns."""
LAST_OFFSET = {
    ReportSchedule.Rhythm.MONTHLY: 0,
    ReportSchedule.Rhythm.QUARTERLY: 2,
    ReportSchedule.Rhythm.YEARLY: 11,
}


def reports_to_schedule() -> list[Report]:
    """The reports that can be asked for without anybody choosing anew each time."""
    return [each for each in reports().values() if _fits(each)]


def _fits(report: Report) -> bool:
    return not report.is_national and set(report.parameters) <= FILLED_IN | CHOSEN


@transaction.atomic
def create_schedule(schedule: ReportSchedule, *, recipients: Iterable[User], by: User) -> ReportSchedule:
    """Keep a new schedule. Raises PermissionDenied; `Refused` at the input that does not fit."""
    schedule.owner = by
    people = list(recipients)
    _require_fit(schedule, people)
    schedule.store(by=by, reason="schedule created")
    require_within(schedule, by, Can.COMPILE)
    schedule.recipients.set(people)
    audit.record(by, "schedule.created", schedule, region=schedule.region, kind=schedule.kind)
    return schedule


@transaction.atomic
def change_schedule(
    schedule: ReportSchedule, *, recipients: Iterable[User], by: User, seen_version: int | None = None
) -> ReportSchedule:
    """Store what was changed; a turn that is due by the old rhythm is taken up first. Raises `Conflict` too."""
    require_within(schedule, by, Can.COMPILE)
    people = list(recipients)
    _require_fit(schedule, people)
    _take_up_as_stored(schedule)
    schedule.owner = by
    schedule.store(by=by, reason="schedule changed", seen_version=seen_version)
    require_within(schedule, by, Can.COMPILE)
    schedule.recipients.set(people)
    audit.record(by, "schedule.changed", schedule, region=schedule.region, kind=schedule.kind)
    return schedule


@transaction.atomic
def pause_schedule(schedule: ReportSchedule, *, by: User, paused: bool) -> ReportSchedule:
    """Stop asking, or go on: what fell due during a pause is not made up."""
    stored = _locked(schedule, by)
    if stored.is_paused != paused:
        stored.is_paused = paused
        stored.store(by=by, reason="schedule paused" if paused else "schedule resumed")
        audit.record(by, "schedule.paused" if paused else "schedule.resumed", stored, region=stored.region)
    return stored


@transaction.atomic
def archive_schedule(schedule: ReportSchedule, *, by: User) -> ReportSchedule:
    """Take it out of use; its turns and reports stay."""
    stored = _locked(schedule, by)
    if stored.archived_at is None:
        stored.archive(by=by, reason="schedule archived")
        audit.record(by, "schedule.archived", stored, region=stored.region)
    return stored


def _locked(schedule: ReportSchedule, by: User) -> ReportSchedule:
    require_within(schedule, by, Can.COMPILE)
    rows = ReportSchedule.objects.select_for_update(of=("self",)).select_related("region", "owner")
    return rows.get(pk=schedule.pk)  # type: ignore[no-any-return]


def _take_up_as_stored(schedule: ReportSchedule) -> None:
    """What is stored still decides what is due until now."""
    stored = _locked_row(schedule.pk)
    if not stored.is_paused and stored.archived_at is None:
        take_up(stored, timezone.now())


def _locked_row(pk: int) -> ReportSchedule:
    rows = ReportSchedule.objects.select_for_update(of=("self",)).select_related("region", "owner")
    return rows.get(pk=pk)  # type: ignore[no-any-return]


def _require_fit(schedule: ReportSchedule, people: list[User]) -> None:
    """The report exists, can be scheduled, and takes what was chosen; who is told belongs to the region."""
    report = report_named(schedule.kind)
    if not _fits(report):
        raise Refused(_("This report is chosen anew each time; it cannot be scheduled."), field="kind")
    _require_parameters(schedule, report)
    if schedule.month_offset > LAST_OFFSET[ReportSchedule.Rhythm(schedule.rhythm)]:
        text = _("The next quarter or year would have ended before. Choose an earlier month.")
        raise Refused(text, field="month_offset")
    if set(schedule.recipient_roles) - set(Role.values):
        raise Refused(_("This role does not exist."), field="recipient_roles")
    known = {each.pk for each in people_to_tell(schedule.region)}
    kept = set(schedule.recipients.values_list("pk", flat=True)) if schedule.pk else set()
    if any(each.pk not in known | kept for each in people):
        raise Refused(_("Only people with a role in the region can be told."), field="recipients")


def _require_parameters(schedule: ReportSchedule, report: Report) -> None:
    takes = {*report.parameters, *report.optional}
    one = Parameter.AGENCY in schedule.params
    if (schedule.each_agency or one) and Parameter.AGENCY not in takes:
        raise Refused(_("This report is about the whole region, not about single OPDs."), field="agency")
    if Parameter.AGENCY in report.parameters and not (schedule.each_agency or one):
        raise Refused(_("This report is about single OPDs: choose all OPDs, or one."), field="agency")
    if Parameter.PILLAR in schedule.params and Parameter.PILLAR not in takes:
        raise Refused(_("This report is not about a single pillar."), field="pillar")
    if Parameter.PILLAR in report.parameters and Parameter.PILLAR not in schedule.params:
        raise Refused(_("Choose the pillar that the report is about."), field="pillar")
    if schedule.include_preliminary and Parameter.PRELIMINARY not in takes:
        raise Refused(_("This report never counts preliminary figures."), field="include_preliminary")
    wish_from(schedule.region, schedule.params, language=schedule.language)
