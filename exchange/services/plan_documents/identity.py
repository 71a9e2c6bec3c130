"""Which identifiers a document keeps: those that are free; a copy of another region's plan gets its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q

from core.models import Record
from exchange.interchange.checks import walk
from exchange.interchange.objects import Shape
from exchange.services.plan_documents.examining import Examined
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from masterplan.models.preparation import LegalDocument
from organizations.models import Agency, Partner
from quickwins.models import Milestone, QuickWin, Risk

MODELS: dict[str, type[Record]] = {
    "plan": MasterPlan,
    "agency": Agency,
    "partner": Partner,
    "legal_document": LegalDocument,
    "version": PlanVersion,
    "program": Program,
    "supporter": ProgramSupporter,
    "action_item": ActionItem,
    "budget_line": BudgetLine,
    "planned_progress": PlannedProgress,
    "indicator": Indicator,
    "target": IndicatorTarget,
    "partnership": Partnership,
    "commitment": Commitment,
    "pledge": Pledge,
    "quick_win": QuickWin,
    "milestone": Milestone,
    "risk": Risk,
}
"""The table of each shape that is a row."""
ASKED_AT_ONCE = 5_000


class Identity:
    """Identifiers for the rows of one import."""

    def __init__(self, found: Examined) -> None:
        self.is_copy = found.is_copy
        self.taken: dict[str, set[str]] = {}
        self.lineages: dict[str, UUID] = {}
        self.foreign: set[str] = set()
        self.renewed = 0
        if not self.is_copy:
            self._look_up(found)

    def _look_up(self, found: Examined) -> None:
        uids: dict[str, list[str]] = defaultdict(list)
        lineages: dict[str, list[str]] = defaultdict(list)
        for shape, item, _at in walk(found.reading.content):
            if item.get("uid"):
                uids[shape.name].append(item["uid"])
            if item.get("lineage"):
                lineages[shape.name].append(item["lineage"])
        for name, wanted in uids.items():
            self.taken[name] = _present(MODELS[name], "uid", wanted)
        key = found.plan.pk if found.plan else None
        for name, path in (("program", "plan_version__plan"), ("indicator", "program__plan_version__plan")):
            others = ~Q(**{path: key}) if key else Q()
            self.foreign |= _present(MODELS[name], "lineage", sorted(set(lineages[name])), others)

    def uid(self, shape: Shape, item: dict[str, Any]) -> UUID:
        """The identifier of a new row."""
        wanted = item["uid"]
        if wanted is None or self.is_copy:
            return uuid4()
        if wanted in self.taken[shape.name]:
            self.renewed += 1
            return uuid4()
        return UUID(wanted)

    def lineage(self, wanted: str | None) -> UUID:
        """The identifier across versions: the same for the same, kept unless another plan has it."""
        if wanted is None:
            return uuid4()
        if wanted not in self.lineages:
            is_new = self.is_copy or wanted in self.foreign
            self.lineages[wanted] = uuid4() if is_new else UUID(wanted)
        return self.lineages[wanted]


def _present(model: type[Record], column: str, wanted: Sequence[str], others: Q | None = None) -> set[str]:
    """Which of these identifiers are in the table."""
    found: set[str] = set()
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        some = wanted[start : start + ASKED_AT_ONCE]
        rows = model._default_manager.filter(others or Q(), **{f"{column}__in": some})
        found |= {str(each) for each in rows.values_list(column, flat=True)}
    return found
