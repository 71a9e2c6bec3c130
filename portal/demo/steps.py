"""Where the concrete steps of a program stand in an example report: as many are done as the program is far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from masterplan.models.plans import ActionItem, Program
from monev.monitoring.models.progress import ActionItemProgress

State = ActionItemProgress.State


class Steps:
    """The steps of some programs, read once."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self._items: defaultdict[int, list[ActionItem]] = defaultdict(list)
        rows = ActionItem.objects.filter(program__in={program.pk for program in programs}, archived_at=None)
        for row in rows.order_by("start_year", "pk"):
            self._items[row.program_id].append(row)

    def states(self, program: Program, year: int, physical: Decimal) -> dict[int, str]:
        """By action item: of four steps at 60 percent two are done, the third is under way."""
        running = [row for row in self._items[program.pk] if row.start_year <= year <= row.end_year]
        done = int(physical * len(running) / 100)
        return {
            row.pk: State.DONE if place < done else State.RUNNING if place == done and physical else State.WAITING
            for place, row in enumerate(running)
        }
