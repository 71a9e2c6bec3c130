"""Items that were opened again: what is missing, how long the region still has, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.documents import State
from monev.evaluation.labels import reopening_state
from monev.evaluation.models.assessments import Assessment, Reopening
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.rounds import RoundStage


@dataclass(frozen=True, slots=True)
class ReopenedItem:
    """One item that was opened again, with its state."""

    row: Reopening
    state: State

    @property
    def is_running(self) -> bool:
        return self.state.code == "running"


def reopened_items(assessment: Assessment, stage: RoundStage | None = None) -> list[ReopenedItem]:
    """The items of a region that were opened again, what runs out first on top."""
    now = timezone.now()
    rows = Reopening.objects.filter(answer__assessment=assessment, archived_at=None)
    if stage is not None:
        rows = rows.filter(stage=stage)
    found = [_line(row, now) for row in rows.select_related("answer__item", "opened_by", "completed_by", "stage")]
    return sorted(found, key=lambda each: (not each.is_running, each.row.deadline_at, each.row.answer.item.position))


def items_to_reopen(assessment: Assessment) -> Sequence[InstrumentItem]:
    """The items of the instrument that are not open to the region now."""
    running = Reopening.objects.unfinished().filter(answer__assessment=assessment, deadline_at__gt=timezone.now())
    rows = InstrumentItem.objects.filter(instrument=assessment.round.instrument_id, archived_at=None)
    rows = rows.exclude(pk__in=running.values("answer__item"))
    return list(rows.select_related("indicator__dimension").order_by("position", "pk"))


def _line(row: Reopening, now: datetime) -> ReopenedItem:
    return ReopenedItem(row, reopening_state(completed=row.completed_at is not None, passed=row.deadline_at <= now))
