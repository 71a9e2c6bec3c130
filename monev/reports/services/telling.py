"""Telling people what became of a report: who asked for it, or everybody whom a schedule names, once."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from monev.reports import news
from monev.reports.models import CompiledReport, ReportRun, ReportSchedule, ScheduleTurn
from monev.reports.querysets import UNFINISHED
from monev.reports.selectors.schedules import caretakers_of, recipients_of
from notices.kinds import Kind
from notices.models import Notice
from notices.services.telling import tell
from organizations.models import User

State = CompiledReport.State


def tell_asker(report: CompiledReport, kind: Kind) -> int:
    """Once for each time that it was asked for; nobody where nobody asked.

    A report of a schedule is told of with its turn; one that is tried again after that, to who had it tried. Those of a
    national run are told of with the run.
    """
    if report.schedule_id and report.due_on and not _is_told(report.schedule_id, report.due_on):
        return tell_turn(report.schedule_id, report.due_on)
    if report.requested_by is None or report.run_id:
        return 0
    return _tell_of(report, kind, [report.requested_by], key=f"{report.uid}:{report.version}")


def _tell_of(report: CompiledReport, kind: Kind, people: list[User], *, key: str) -> int:
    return tell(
        kind.code,
        people,
        key=key,
        params={"title": report.title, "subject": report.subject},
        url=reverse("reports:report-detail", args=[report.pk]),
        region=report.region,
    )


@transaction.atomic
def tell_turn(schedule_id: int, due_on: date) -> int:
    """Once a turn, when the last of its reports is finished: what is ready to its recipients, what failed to who takes
    care of it. Of workers that finish two reports at once the second one sees both."""
    rows = ScheduleTurn.objects.select_for_update(of=("self",)).select_related("schedule__region", "schedule__owner")
    turn = rows.filter(schedule=schedule_id, due_on=due_on).first()
    if turn is None or turn.finished_at is None or _is_told(schedule_id, due_on):
        return 0
    reports = list(CompiledReport.objects.filter(schedule=schedule_id, due_on=due_on).select_related("region"))
    if not reports or any(each.state in UNFINISHED for each in reports):
        return 0
    single = reports[0] if len(reports) == 1 and not turn.schedule.each_agency else None
    if single and single.state == State.DONE:
        return _tell_of(single, news.SCHEDULE_REPORT, recipients_of(turn.schedule), key=_key(turn))
    return _tell_many(turn, reports)


def tell_of_problem(turn: ScheduleTurn) -> int:
    """That some report of a turn could not be asked for, to who takes care of the schedule."""
    return _tell_turn(news.SCHEDULE_PROBLEM, turn, caretakers_of(turn.schedule), {})


def _tell_many(turn: ScheduleTurn, reports: list[CompiledReport]) -> int:
    ready = sum(each.state == State.DONE for each in reports)
    facts = {"ready": ready, "count": len(reports), "failed": len(reports) - ready}
    told = 0
    if ready:
        kind = news.SCHEDULE_DONE if ready == len(reports) else news.SCHEDULE_PARTLY
        told += _tell_turn(kind, turn, recipients_of(turn.schedule), facts)
    if ready < len(reports):
        told += _tell_turn(news.SCHEDULE_BROKEN, turn, caretakers_of(turn.schedule), facts)
    return told


def _tell_turn(kind: Kind, turn: ScheduleTurn, people: list[User], facts: dict[str, int]) -> int:
    return tell(
        kind.code,
        people,
        key=_key(turn),
        params={"name": turn.schedule.name, "due_on": turn.due_on.isoformat(), **facts},
        url=reverse("reports:schedule-turn", args=[turn.pk]),
        region=turn.schedule.region,
    )


def _key(turn: ScheduleTurn) -> str:
    return f"{turn.schedule.uid}:{turn.due_on}"


def _is_told(schedule_id: int, due_on: date) -> bool:
    """Whether the outcome of the turn was told; on whose behalf it runs is always among those who are told."""
    schedule = ReportSchedule.objects.get(pk=schedule_id)
    kinds = [each.code for each in news.OUTCOMES]
    rows = Notice.objects.filter(user=schedule.owner_id, kind__in=kinds, key=f"{schedule.uid}:{due_on}")
    return rows.exists()


def tell_run_asker(run: ReportRun, *, done: int, missing: int) -> int:
    """Once for each time that the run was finished: how many reports there are, and how many there are not."""
    if run.requested_by is None:
        return 0
    kind = news.RUN_INCOMPLETE if missing else news.RUN_DONE
    return tell(
        kind.code,
        [run.requested_by],
        key=f"{run.uid}:{run.version}",
        params={"title": run.title, "done": done, "missing": missing},
        url=reverse("reports:run-detail", args=[run.pk]),
    )
