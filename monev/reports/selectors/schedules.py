"""Schedules as people read them: what in one sentence, when it comes next, what became of each turn, who is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.inputs import adoptions, versions_at
from monev.monitoring.selectors.reminders import crew
from monev.reports.models import CompiledReport, ReportSchedule, ScheduleTurn
from monev.reports.parameters import Parameter
from monev.reports.querysets import UNFINISHED
from monev.reports.rhythm import Every, Rhythm, ended_periods
from organizations.models import Agency, Region, User
from organizations.roles import Can, Role
from pillars.models import Pillar

MOST_TURNS = 36
"""Three years of a monthly schedule."""
CLOCKS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MONTHS_AFTER = (
    _("in the first month after it"),
    _("in the second month after it"),
    _("in the third month after it"),
)


def rhythm_of(schedule: ReportSchedule) -> Rhythm:
    """When the schedule is due, on the clock of its region."""
    return Rhythm(
        every=Every(schedule.rhythm),
        day=schedule.day,
        hour=schedule.hour,
        month_offset=schedule.month_offset,
        time_zone=schedule.region.time_zone,
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with the reports that it asked for."""

    row: ScheduleTurn
    reports: Sequence[CompiledReport]

    @property
    def ready(self) -> int:
        return sum(each.state == CompiledReport.State.DONE for each in self.reports)

    @property
    def failed(self) -> int:
        stopped = (CompiledReport.State.FAILED, CompiledReport.State.CANCELLED)
        return sum(each.state in stopped for each in self.reports)

    @property
    def state(self) -> str:
        """The badge of the turn: running, done, or failed when anything is missing."""
        if self.row.finished_at is None or any(each.state in UNFINISHED for each in self.reports):
            return "running"
        return "failed" if self.failed or self.row.problem else "done"

    @property
    def words(self) -> str:
        """What became of it, in one sentence."""
        if self.state == "running":
            text = gettext("%(ready)s of %(count)s reports are ready so far")
        elif not self.reports:
            return gettext("no report could be asked for")
        elif self.failed:
            text = gettext("%(ready)s of %(count)s reports are ready, %(failed)s failed")
        else:
            text = ngettext("%(count)s report is ready", "%(count)s reports are ready", len(self.reports))
        return text % {"ready": self.ready, "count": len(self.reports), "failed": self.failed}


@dataclass(frozen=True, slots=True)
class Line:
    """A schedule in the list: when it comes next (nothing while it is paused) and its last turn."""

    row: ReportSchedule
    next_at: datetime | None
    last: Turn | None

    @property
    def when(self) -> str:
        return when_words(self.row)


def schedule_lines(region: Region, *, seen_by: Any, now: datetime | None = None) -> list[Line]:
    """The schedules of a region in use, in a fixed number of queries."""
    rows = list(_for_list(seen_by).of_region(region).current())
    turns = _last_turns(rows)
    return [Line(each, next_at(each, now), turns.get(each.pk)) for each in rows]


def next_at(schedule: ReportSchedule, now: datetime | None = None) -> datetime | None:
    """When it is due next; None while it is paused or out of use."""
    if schedule.is_paused or schedule.archived_at:
        return None
    rhythm = rhythm_of(schedule)
    return rhythm.moment_of(rhythm.next_due(now or timezone.now()))


def turns_of(schedule: ReportSchedule) -> list[Turn]:
    """Its turns, newest first, with their reports."""
    return _with_reports(list(schedule.turns.select_related("schedule").order_by("-due_on")[:MOST_TURNS]))


def turn_of(row: ScheduleTurn) -> Turn:
    """One turn with its reports and their files, OPD by OPD."""
    return _with_reports([row])[0]


def _for_list(seen_by: Any) -> Any:
    rows = ReportSchedule.objects.allowed(seen_by, Can.VIEW).select_related("region", "owner")
    return rows.prefetch_related(Prefetch("recipients", User.objects.order_by("name"))).order_by("name", "pk")


def _last_turns(schedules: Iterable[ReportSchedule]) -> dict[int, Turn]:
    newest: dict[int, ScheduleTurn] = {}
    rows = ScheduleTurn.objects.filter(schedule__in=schedules).select_related("schedule")
    for row in rows.order_by("schedule", "due_on"):
        newest[row.schedule_id] = row
    return {each.row.schedule_id: each for each in _with_reports(list(newest.values()))}


def _with_reports(turns: list[ScheduleTurn]) -> list[Turn]:
    found: dict[tuple[int | None, date | None], list[CompiledReport]] = defaultdict(list)
    schedules, days = {each.schedule_id for each in turns}, {each.due_on for each in turns}
    reports = CompiledReport.objects.filter(schedule__in=schedules, due_on__in=days).for_list().defer("frame")
    for report in reports.prefetch_related("files").order_by("agency__name", "pk"):
        found[report.schedule_id, report.due_on].append(report)
    return [Turn(each, found[each.schedule_id, each.due_on]) for each in turns]


def when_words(schedule: ReportSchedule) -> str:
    """`Every 10th of the month at 07.00 WITA`, in the active language."""
    zone = schedule.region.time_zone
    facts = {"day": schedule.day, "hour": f"{schedule.hour:02d}.00 {CLOCKS.get(zone, zone)}"}
    if schedule.rhythm == ReportSchedule.Rhythm.MONTHLY:
        return gettext("Every month on day %(day)s at %(hour)s") % facts
    after = months_after(schedule.month_offset)
    if schedule.rhythm == ReportSchedule.Rhythm.QUARTERLY:
        return gettext("Every quarter, %(after)s, on day %(day)s at %(hour)s") % (facts | {"after": after})
    return gettext("Every year, %(after)s, on day %(day)s at %(hour)s") % (facts | {"after": after})


def months_after(offset: int) -> str:
    """In which month after the end of the quarter or year."""
    if offset < len(MONTHS_AFTER):
        return str(MONTHS_AFTER[offset])
    return gettext("in month %(number)s after it") % {"number": offset + 1}


def recipients_of(schedule: ReportSchedule) -> list[User]:
    """Who is told: on whose behalf it runs, the recipients, and the holders of the roles; each who may see the region
    today, once."""
    people = crew(schedule.region_id, today_in(schedule.region.time_zone))
    named = [schedule.owner, *schedule.recipients.filter(is_active=True).order_by("pk")]
    told = {each.pk: each for each in named if each.is_active and _may_see(each, schedule.region_id)}
    for role in schedule.recipient_roles:
        told |= {each.pk: each for each in people.those(people.roles.get(role, ()))}
    return list(told.values())


def caretakers_of(schedule: ReportSchedule) -> list[User]:
    """Who is told of what went wrong: the administrators of the region, and on whose behalf it runs."""
    people = crew(schedule.region_id, today_in(schedule.region.time_zone)).of_role(Role.REGION_ADMIN)
    found = {each.pk: each for each in [*people, schedule.owner] if each.is_active}
    return list(found.values())


def _may_see(person: User, region_id: int) -> bool:
    return bool(person.access.reach(Can.VIEW).covers(region_id=region_id))


def people_to_tell(region: Region) -> list[User]:
    """Who may be chosen as a recipient: those who hold a role in the region today. Assessors come from outside."""
    found = crew(region.pk, today_in(region.time_zone))
    outside = set(found.roles.get(Role.ASSESSOR, ()))
    return sorted(
        (each for pk, each in found.people.items() if pk not in outside), key=lambda each: (each.name, each.pk)
    )


def pillars_of(region: Region) -> list[tuple[str, str]]:
    """Code and name of the pillars of the plans in force today."""
    versions = versions_at(adoptions(region.pk), today_in(region.time_zone))
    sets = PlanVersion.objects.filter(pk__in=versions).values("pillar_set")
    return [(each.code, str(each)) for each in Pillar.objects.filter(pillar_set__in=sets).order_by("position", "pk")]


def agencies_with_programs(region: Region, on: date) -> list[Agency]:
    """The OPDs that lead a program of a plan in force on that day, by name."""
    versions = versions_at(adoptions(region.pk), on)
    programs = Program.objects.filter(plan_version__in=versions, archived_at=None)
    programs = programs.filter(start_year__lte=on.year, end_year__gte=on.year)
    rows = Agency.objects.of_region(region).current().filter(pk__in=programs.values("lead_agency"))
    return list(rows.order_by("name", "pk"))


def period_taken(region: Region, every: Every, due_on: date) -> str:
    """The address of the period that a turn takes. Raises `Refused` when the region has not opened it."""
    addresses = ended_periods(every, due_on)
    years = {int(each.partition("-")[0]) for each in addresses}
    opened = {each.address for each in Period.objects.of_region(region).current().filter(year__in=years)}
    found = next((each for each in addresses if each in opened), None)
    if found is None:
        text = gettext("The period that ended before %(day)s has not been opened in this region.")
        raise Refused(text % {"day": due_on.isoformat()}, field=str(Parameter.PERIOD))
    return found
