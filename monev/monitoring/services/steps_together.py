"""Submitting many reports of one kind at once: the rules and the trail of `take_step`, without its queries for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.errors import Refused
from core.together import change_all
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.entry import Plan, entry_plans, plan_for
from monev.monitoring.selectors.entry_parts import PARTS
from monev.monitoring.selectors.subjects import kind_of, subject_of
from monev.monitoring.services.completeness import require_whole
from monev.monitoring.services.entry_together import hold_periods
from monev.monitoring.services.flags import BATCH, write_flags
from monev.monitoring.services.standings import mark_standings
from monev.monitoring.services.steps import (
    PATHS,
    RIGHTS,
    apply_move,
    require_begun,
    require_move,
    transition_of,
)
from monev.monitoring.workflow import Move, Step
from organizations import audit
from organizations.models import User

COLUMNS = ("state", "is_late", "submitted_at", "submitted_by")


@dataclass(slots=True)
class Sending:
    """One report to submit, as it was seen; afterwards as it is stored, or what `refused` it."""

    report: Any
    move: Move | None = None
    refused: Exception | None = None


@transaction.atomic
def submit_together(sendings: Sequence[Sending], *, by: User) -> None:
    """Submit reports as `take_step` does one after the other; what is refused says so and holds none of them up."""
    if not sendings:
        return
    model: Any = type(sendings[0].report)
    stored = _stored(model, sendings)
    plans = _plans(stored.values())
    rows: Any = model._default_manager.all()
    own = set(rows.allowed(by, RIGHTS[Step.SUBMIT]).filter(pk__in=stored).values_list("pk", flat=True))
    for each in sendings:
        report = stored[each.report.pk]
        try:
            if report.pk not in own:
                raise PermissionDenied
            each.move = require_move(report, Step.SUBMIT, each.report.version)
            require_begun(report, report.period)
            require_whole(report, plans[report.pk])
        except (Refused, PermissionDenied) as refused:
            each.refused = refused
        else:
            each.report = report
    _submit([(each.report, each.move) for each in sendings if each.move and each.refused is None], by)


def _stored(model: Any, sendings: Sequence[Sending]) -> dict[int, Any]:
    """The reports by id as they are now that their periods are held, with their lists."""
    periods = hold_periods(each.report.period_id for each in sendings)
    rows = model._default_manager.filter(pk__in=[each.report.pk for each in sendings])
    rows = rows.select_related(*PATHS[kind_of(sendings[0].report).slug])
    found = {row.pk: row for row in rows.prefetch_related(*(part.related for part in PARTS.get(model, ())))}
    for row in found.values():
        row.period = periods[row.period_id]
    return found


def _plans(reports: Iterable[Any]) -> dict[int, Plan]:
    """By report the plan of its subject; those of programs all together."""
    found: dict[int, Plan] = {}
    programs: dict[Any, list[Any]] = {}
    for report in reports:
        if isinstance(report, ProgressReport):
            programs.setdefault(report.period, []).append(report)
        else:
            found[report.pk] = plan_for(subject_of(report), report.period)
    for period, rows in programs.items():
        plans = entry_plans([row.program for row in rows], period)
        found |= {row.pk: plans[row.program_id] for row in rows}
    return found


def _submit(moves: Sequence[tuple[Any, Move]], by: User) -> None:
    reports = [report for report, _move in moves]
    for report, move in moves:
        apply_move(report, move, report.period, by, "")
    change_all(reports, COLUMNS, by=by, reason=str(Step.SUBMIT))
    for period in {report.period for report in reports}:
        mark_standings(period)
    Transition.objects.bulk_create([transition_of(report, move, by) for report, move in moves], batch_size=BATCH)
    write_flags(reports, by=by)
    audit.record_all(by, [_act(report, move) for report, move in moves])


def _act(report: Any, move: Move) -> tuple[str, Any, Any, dict[str, Any]]:
    details = {"from_state": str(move.source), "to_state": str(move.target), "reason": ""}
    return f"report.{move.step}", report, report.period.region, details
