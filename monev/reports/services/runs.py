"""National runs: one report for each of many regions, asked for in small portions, so that it can be killed anywhere.

The row of the run is the job that asks for the reports (`core.jobs`); each region is asked for in one transaction that
also holds the row, so that a region is asked for once. The reports are jobs of their own, on the queue for long work.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, transaction
from django.db import OperationalError as DatabaseGone
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from simple_history.utils import bulk_update_with_history

from core import jobs
from core.errors import Refused
from core.jobs import Claim, ClaimLost, silent, take
from monev.monitoring.periods import label_of
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named, reports
from monev.reports.models import CompiledReport, ReportLog, ReportRun
from monev.reports.parameters import SHARED, Parameter
from monev.reports.querysets import UNFINISHED
from monev.reports.selectors.runs import run_progress
from monev.reports.services.limits import require_size
from monev.reports.services.requests import request_report, wake
from monev.reports.services.telling import tell_run_asker
from monev.reports.wishes import wish_from
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can

DatabaseAway = (DatabaseGone, InterfaceError)
logger = logging.getLogger(__name__)
TASK = "monev.reports.tasks.ask_for_run"
State = ReportRun.State
Child = CompiledReport.State

PORTION = 25
"""Regions that one task asks for, so that it holds a worker for a second or two."""
SPARE_ATTEMPTS = 20
"""How often the portions may be started beyond what the number of regions needs."""
NOTHING = gettext_noop("The region has nothing that this report is about.")
NO_PERIOD = gettext_noop("The region has no period %(period)s.")
NO_RIGHT = gettext_noop("The person who started the run may no longer run national reports.")
BROKEN = gettext_noop("The report could not be asked for (%(error)s). Try again; then tell the administrator.")
GIVEN_UP = gettext_noop("The run was started too often without getting this far. Tell the administrator.")


def kinds_for_runs() -> list[Report]:
    """The reports of regions whose parameters mean the same in every region."""
    return [each for each in reports().values() if not each.is_national and SHARED.issuperset(_required(each))]


@transaction.atomic
def start_run(
    kind: str, params: dict[str, Any], regions: Iterable[Region], *, by: User, language: str = "id"
) -> ReportRun:
    """Have one report compiled for each region. Raises `Refused` at the parameter that does not fit, PermissionDenied
    without the right."""
    _require_nation(by)
    report = report_named(kind)
    chosen = sorted(set(regions), key=lambda each: each.code)
    known = {str(name): value for name, value in sorted(params.items()) if value not in (None, "", False)}
    _require_fit(report, known, chosen, language)
    User.objects.select_for_update().get(pk=by.pk)
    if ReportRun.objects.unfinished().filter(kind=kind, params=known, language=language).exists():
        raise Refused(gettext("The same run is under way already. Wait for it, or cancel it."))
    with override(language):
        title = ", ".join(filter(None, [str(report.title), _about(known)]))
    run = ReportRun(
        kind=kind,
        title=title[:200],
        params=known,
        language=language,
        include_preliminary=bool(known.get(Parameter.PRELIMINARY)),
        requested_by=by,
    )
    run.store(by=by, reason="started")
    run.regions.set(chosen)
    audit.record(by, "report_run.started", run, region=None, kind=kind, count=len(chosen))
    _wake(run.pk)
    return run


def ask_for_run(run_id: int) -> int:
    """Ask for the next portion of reports of the run; returns how many regions were dealt with."""
    run = ReportRun.objects.filter(pk=run_id).first()
    claim = run and _claim(run)
    if claim is None:
        return 0
    try:
        dealt = _ask_portion(claim)
        left = _release(claim)
    except ClaimLost:
        logger.warning("Run %s was taken over by another worker, or cancelled", run_id)
        return 0
    except DatabaseAway:
        # Away for a moment: without a sign of life the sweep takes the run up again.
        logger.exception("Run %s stopped in attempt %s", run_id, claim.attempt)
        return 0
    if left:
        _send(run_id)
    else:
        finish_run(run_id)
    return dealt


def finish_run(run_id: int) -> bool:
    """Finish the run when each of its regions has a finished report or a reason why not; tells whether it did now.

    Called after a report is finished and committed, so that of two that finish at once the later one sees both.
    """
    if CompiledReport.objects.filter(run=run_id, state__in=UNFINISHED).exists():
        return False
    return _finish(run_id)


@transaction.atomic
def _finish(run_id: int) -> bool:
    run = ReportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.state not in UNFINISHED:
        return False
    progress = run_progress(run)
    if progress.unfinished or progress.to_ask:
        return False
    run.state, run.finished_at = State.DONE, timezone.now()
    run.store(by=None, reason="finished")
    audit.record(None, "report_run.done", run, region=None, count=progress.done, problems=progress.missing)
    tell_run_asker(run, done=progress.done, missing=progress.missing)
    return True


@transaction.atomic
def resume_run(run: ReportRun, *, by: User) -> ReportRun:
    """Ask for what is missing, and try again what failed or was cancelled."""
    stored = _locked(run, by)
    broken = _children(stored, (Child.FAILED, Child.CANCELLED))
    if not broken and not stored.problems and not run_progress(stored).to_ask:
        raise Refused(gettext("Every region has its report, or it is on its way."))
    for each in broken:
        each.state, each.attempt, each.error, each.heartbeat_at = Child.QUEUED, 0, "", None
        each.progress, each.step, each.started_at, each.finished_at, each.requested_by = 0, "", None, None, by
    _store(
        broken, ["attempt", "error", "heartbeat_at", "progress", "step", "started_at", "requested_by"], "retried", by
    )
    stored.state, stored.attempt, stored.problems = State.QUEUED, 0, {}
    stored.heartbeat_at, stored.finished_at, stored.requested_by = None, None, by
    stored.store(by=by, reason="resumed")
    audit.record(by, "report_run.resumed", stored, region=None, count=len(broken))
    for each in broken:
        wake(each)
    _wake(stored.pk)
    return stored


@transaction.atomic
def cancel_run(run: ReportRun, *, by: User) -> ReportRun:
    """Stop it: reports that are ready stay; workers that are at one notice at their next sign of life."""
    stored = _locked(run, by)
    if stored.state not in UNFINISHED:
        raise Refused(gettext("Only a run that is not finished can be cancelled."))
    stored.state, stored.finished_at = State.CANCELLED, timezone.now()
    stored.store(by=by, reason="cancelled")
    open_ = _children(stored, UNFINISHED)
    for each in open_:
        each.state, each.finished_at = Child.CANCELLED, stored.finished_at
    _store(open_, [], "cancelled", by)
    audit.record(by, "report_run.cancelled", stored, region=None, count=len(open_))
    return stored


def take_up_runs() -> int:
    """Wake a worker for each run that still has regions to ask for and gives no sign of life, and finish those whose
    last report is finished; returns how many were woken."""
    woken = 0
    for run in ReportRun.objects.unfinished().filter(silent(settings.REPORT_STALE_SECONDS)).order_by("pk"):
        if run_progress(run).to_ask:
            _send(run.pk)
            woken += 1
        else:
            finish_run(run.pk)
    return woken


def _required(report: Report) -> set[Parameter]:
    return set(report.parameters) - {*report.optional, Parameter.PRELIMINARY}


def _about(params: dict[str, Any]) -> str:
    """What the run is about, in the active language: `TW III 2026`. Raises `Refused` when there is no such row."""
    stage, pillar = params.get(Parameter.STAGE), params.get(Parameter.PILLAR)
    rows = wish_from(None, {Parameter.STAGE: stage} if stage else {}, language="id")
    period, year = label_of(str(params.get(Parameter.PERIOD, ""))), params.get(Parameter.YEAR)
    return ", ".join(str(each) for each in (pillar, rows.stage, period, year) if each)


def _require_nation(by: User) -> None:
    if not by.access.reach(Can.EVALUATE).nation:
        raise PermissionDenied


def _require_fit(report: Report, params: dict[str, Any], regions: list[Region], language: str) -> None:
    """The report is one of regions, and its parameters are there and mean the same everywhere."""
    if report not in kinds_for_runs():
        raise Refused(gettext("This report cannot be compiled for many regions at once."), field="kind")
    if language not in dict(settings.LANGUAGES):
        raise Refused(gettext("Reports are written in Indonesian or English."), field="language")
    possible = SHARED & {*report.parameters, *report.optional}
    for name in params:
        if name not in possible:
            raise Refused(gettext("This report has no parameter “%(name)s”.") % {"name": name}, field=name)
    for each in _required(report):
        if each not in params:
            raise Refused(gettext("Choose what the report is about."), field=str(each))
    if not regions:
        raise Refused(gettext("Choose at least one region."), field="regions")


def _claim(run: ReportRun) -> Claim | None:
    """Take the run; a run that was started far too often without getting anywhere is given up, with the reason at each
    region that is left."""
    most = run.regions.count() // PORTION + SPARE_ATTEMPTS
    if run.attempt >= most and run.state in UNFINISHED:
        left = {each.code: _words(run, GIVEN_UP) for each in _left(run)}
        ReportRun.objects.filter(pk=run.pk, attempt=run.attempt).update(problems=run.problems | left)
        finish_run(run.pk)
        return None
    ReportRun.objects.filter(pk=run.pk, started_at=None).update(started_at=timezone.now())
    free = Q(state=State.QUEUED) | (Q(state=State.RUNNING) & silent(settings.REPORT_STALE_SECONDS))
    return take(ReportRun, run.pk, free=free, state=State.RUNNING, most_attempts=most)


def _left(run: ReportRun) -> list[Region]:
    """The regions for which nothing has been asked for yet, and that have no problem noted."""
    asked = CompiledReport.objects.filter(run=run).values("region")
    rows = run.regions.exclude(pk__in=asked).exclude(code__in=list(run.problems))
    return list(rows.select_related("province").order_by("code"))


def _ask_portion(claim: Claim) -> int:
    run = ReportRun.objects.select_related("requested_by").get(pk=claim.row_id)
    portion = _left(run)[:PORTION]
    report = report_named(run.kind)
    for region in portion:
        with transaction.atomic():
            claim.touch()
            if problem := _ask_one(run, report, region):
                run.problems[region.code] = problem
                claim.touch(problems=run.problems)
    return len(portion)


def _ask_one(run: ReportRun, report: Report, region: Region) -> str:
    """Ask for the report of one region; the reason in words when there can be none."""
    by = run.requested_by
    if by is None or not by.is_active or not by.access.reach(Can.EVALUATE).nation:
        return _words(run, NO_RIGHT)
    try:
        with transaction.atomic(), override(run.language):
            if not report.may_be_asked_for(region):
                return gettext(NOTHING)
            wish = wish_from(region, run.params, language=run.language)
            require_size(report, wish)
            request_report(run.kind, wish, by=by, run=run, queue=CompiledReport.Queue.LONG)
    except Refused as refused:
        return _refused(run, refused)
    except DatabaseAway:
        raise
    except Exception as problem:
        logger.exception("Run %s could not ask for the report of %s", run.pk, region.code)
        return _words(run, BROKEN, error=type(problem).__name__)
    return ""


def _refused(run: ReportRun, refused: Refused) -> str:
    """The words of the rule; a period that the region never opened is said so."""
    if refused.field == Parameter.PERIOD:
        return _words(run, NO_PERIOD, period=label_of(str(run.params.get(Parameter.PERIOD, ""))))
    with override(run.language):
        return str(refused.message)


def _words(run: ReportRun, message: str, **params: object) -> str:
    with override(run.language):
        return gettext(message) % params


def _release(claim: Claim) -> bool:
    """Let the next task have the run; tells whether regions are left to be asked for."""
    run = ReportRun.objects.get(pk=claim.row_id)
    left = bool(_left(run))
    if left:
        claim.touch(state=State.QUEUED)
    else:
        claim.touch()
    return left


def _locked(run: ReportRun, by: User) -> ReportRun:
    _require_nation(by)
    stored: ReportRun = ReportRun.objects.select_for_update().get(pk=run.pk)
    return stored


def _children(run: ReportRun, states: Iterable[str]) -> list[CompiledReport]:
    rows = CompiledReport.objects.select_for_update(of=("self",)).filter(run=run, state__in=list(states))
    return list(rows.order_by("pk"))


def _store(rows: list[CompiledReport], fields: list[str], reason: str, by: User) -> None:
    """Save many reports with their history and a line in each log, in a few statements."""
    now = timezone.now()
    for each in rows:
        each.version += 1
        each.updated_at = now
    bulk_update_with_history(
        rows,
        CompiledReport,
        ["state", "finished_at", "version", "updated_at", *fields],
        batch_size=200,
        default_user=by,
        default_change_reason=reason,
    )
    lines = [ReportLog(report=each, attempt=each.attempt, code=reason, params={"by": by.name}) for each in rows]
    ReportLog.objects.bulk_create(lines, batch_size=200)


def _wake(run_id: int) -> None:
    jobs.wake(TASK, run_id, queue=CompiledReport.Queue.LONG)


def _send(run_id: int) -> None:
    jobs.send(TASK, run_id, queue=CompiledReport.Queue.LONG)
