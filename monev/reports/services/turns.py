"""Running schedules: each due date is taken up once, by one row; its reports are asked for once each.

A run that is killed leaves a turn without `finished_at`, which the next run finishes. Reports of a turn are known by
schedule, date and series, so nothing is asked for twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named
from monev.reports.models import CompiledReport, ReportSchedule, ScheduleTurn
from monev.reports.parameters import Parameter
from monev.reports.rhythm import Every, ended_year
from monev.reports.selectors.schedules import agencies_with_programs, period_taken, rhythm_of
from monev.reports.services.requests import request_report
from monev.reports.services.telling import tell_of_problem, tell_turn
from monev.reports.wishes import Wish, wish_from

logger = logging.getLogger(__name__)
CANCELLED_SINCE = timedelta(days=1)


class NotYet(Exception):
    """Something is in the way that passes; the next run goes on with the turn."""


def run_due_schedules(now: datetime | None = None) -> int:
    """Take up what is due, finish what an earlier run began; returns how many reports were asked for.

    A schedule that cannot be run is written to the log and does not stop the others.
    """
    moment = now or timezone.now()
    rows = ReportSchedule.objects.current().filter(is_paused=False, region__is_active=True, region__archived_at=None)
    for schedule in rows.select_related("region").order_by("pk"):
        _guarded(take_up, schedule, moment)
    unfinished = ScheduleTurn.objects.filter(finished_at=None, schedule__archived_at=None, schedule__is_paused=False)
    turns = list(unfinished.select_related("schedule__region", "schedule__owner").order_by("due_on", "pk"))
    asked = sum(_guarded(finish_turn, each) or 0 for each in turns)
    _tell_of_cancelled(moment)
    return asked


def _guarded(work: Callable[..., Any], row: Model, *more: Any) -> Any:
    try:
        return work(row, *more)
    except Exception:
        logger.exception("%s could not be run for %s %s", work.__name__, row._meta.label, row.pk)
        return None


def take_up(schedule: ReportSchedule, now: datetime) -> ScheduleTurn | None:
    """The turn that is due now, if one is; of two that run at once both get the same row."""
    rhythm = rhythm_of(schedule)
    taken = schedule.turns.aggregate(last=Max("due_on"))["last"]
    due_on = rhythm.to_take_up(now, since=schedule.updated_at, taken=taken)
    if due_on is None:
        return None
    late = rhythm.is_late(due_on, now)
    turn, _made = ScheduleTurn.objects.get_or_create(schedule=schedule, due_on=due_on, defaults={"is_late": late})
    return turn


def finish_turn(turn: ScheduleTurn) -> int:
    """Ask for the reports of a turn that are not asked for yet; returns how many those were."""
    schedule, asked, problems = turn.schedule, 0, []
    with override(schedule.language):
        try:
            for wish in _wishes(schedule, turn.due_on):
                made, problem = _ask(turn, wish)
                asked += made
                problems += [problem] if problem else []
        except NotYet:
            return asked
        except Refused as refused:
            problems.append(str(refused.message))
        except PermissionDenied:
            text = _("%(name)s may no longer have reports compiled for this region. Save the schedule in your name.")
            problems.append(text % {"name": schedule.owner.name})
    _close(turn, problems)
    return asked


def _ask(turn: ScheduleTurn, wish: Wish) -> tuple[int, str]:
    """One report, unless it was asked for; how many were, and what is in the way."""
    try:
        return _ask_once(turn, wish), ""
    except Refused as refused:
        return 0, f"{wish.agency}: {refused.message}" if wish.agency else str(refused.message)


@transaction.atomic
def _ask_once(turn: ScheduleTurn, wish: Wish) -> int:
    schedule = turn.schedule
    ScheduleTurn.objects.select_for_update().get(pk=turn.pk)
    own = CompiledReport.objects.filter(schedule=schedule, due_on=turn.due_on)
    if own.filter(series=wish.series(schedule.kind)).exists():
        return 0
    _require_owner(schedule)
    _require_room(schedule)
    report = request_report(schedule.kind, wish, by=schedule.owner, schedule=schedule, due_on=turn.due_on)
    if (report.schedule_id, report.due_on) != (schedule.pk, turn.due_on):
        _adopt(report, turn)
    return 1


def _adopt(report: CompiledReport, turn: ScheduleTurn) -> None:
    """The same report is under way because somebody asked for it: it is this turn's too. One of another turn: wait."""
    rows = CompiledReport.objects.filter(pk=report.pk, schedule=None)
    if not rows.update(schedule=turn.schedule, due_on=turn.due_on):
        raise NotYet


def _require_owner(schedule: ReportSchedule) -> None:
    if not schedule.owner.is_active:
        raise PermissionDenied


def _require_room(schedule: ReportSchedule) -> None:
    """Large turns are asked for in portions: the limits of person and region hold for schedules too."""
    unfinished = CompiledReport.objects.unfinished().filter(run=None)
    own = unfinished.filter(requested_by=schedule.owner).count()
    if own >= settings.REPORTS_PER_PERSON:
        raise NotYet
    if unfinished.filter(region=schedule.region).count() >= settings.REPORTS_PER_REGION:
        raise NotYet


def _wishes(schedule: ReportSchedule, due_on: date) -> Sequence[Wish]:
    """What a turn asks for: one report, or one for every OPD with programs."""
    report = report_named(schedule.kind)
    params = _params(schedule, report, due_on)
    if not schedule.each_agency:
        return [wish_from(schedule.region, params, language=schedule.language)]
    agencies = agencies_with_programs(schedule.region, due_on)
    if not agencies:
        raise Refused(_("No OPD of the region leads a program of a plan in force."))
    each = [params | {str(Parameter.AGENCY): str(agency.uid)} for agency in agencies]
    return [wish_from(schedule.region, one, language=schedule.language) for one in each]


def _params(schedule: ReportSchedule, report: Report, due_on: date) -> dict[str, object]:
    every, needed = Every(schedule.rhythm), set(report.parameters)
    found: dict[str, object] = dict(schedule.params)
    if not needed & {Parameter.PERIOD, Parameter.YEAR}:
        needed |= {Parameter.PERIOD} & set(report.optional)
    if Parameter.PERIOD in needed:
        found[str(Parameter.PERIOD)] = period_taken(schedule.region, every, due_on)
    if Parameter.YEAR in needed:
        found[str(Parameter.YEAR)] = ended_year(every, due_on)
    if schedule.include_preliminary:
        found[str(Parameter.PRELIMINARY)] = True
    return found


@transaction.atomic
def _close(turn: ScheduleTurn, problems: Sequence[str]) -> None:
    """Everything is asked for; who waits is told when the last report is there, or at once what is in the way."""
    stored = ScheduleTurn.objects.select_for_update().get(pk=turn.pk)
    if stored.finished_at is not None:
        return
    stored.finished_at, stored.problem = timezone.now(), "\n".join(problems)
    stored.save(update_fields=["finished_at", "problem"])
    if problems:
        tell_of_problem(turn)
    tell_turn(turn.schedule_id, turn.due_on)


def _tell_of_cancelled(now: datetime) -> None:
    """The last report of a turn may have been cancelled, which no worker notices; who waits is told all the same."""
    rows = CompiledReport.objects.filter(
        schedule__isnull=False, state=CompiledReport.State.CANCELLED, finished_at__gte=now - CANCELLED_SINCE
    )
    for schedule_id, due_on in set(rows.values_list("schedule_id", "due_on").order_by()):
        tell_turn(schedule_id, due_on)
