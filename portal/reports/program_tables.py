"""The tables of a program's sheet: those of its page, and the indicators with their targets year by year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from core.documents import Column, Value
from core.tables import DataTable, Line
from monev.monitoring.workflow import State
from portal.charts.program import rounded
from portal.reports.freezing import frozen_table
from portal.selectors.program import ProgramPage, ReportLine
from portal.selectors.program_indicators import IndicatorHistory
from portal.tables.program import action_table, budget_table, history_table
from portal.tables.proofs import evidence_table

TABLES = ("budget", "targets", "actions", "history", "evidence")
BUDGET = ("year", "source", "original", "revised", "in_force", "spending", "absorption")
ACTIONS = ("name", "kind", "first", "last", "state", "told", "behind")
HISTORY = ("period", "state", "planned", "actual", "deviation", "light", "achievement", "spending")
EVIDENCE = ("title", "kind", "proves", "period", "dated", "verdict")
WIDTHS: dict[str, dict[str, int]] = {
    "budget": {"year": 2, "source": 9, "original": 4, "revised": 4, "in_force": 4, "spending": 4, "absorption": 3},
    "actions": {"name": 7, "kind": 3, "first": 2, "last": 2, "state": 3, "told": 3, "behind": 4},
    "history": {"period": 3, "state": 4, "light": 5, "spending": 4, "planned": 3, "actual": 3, "deviation": 3},
    "evidence": {"title": 9, "kind": 4, "proves": 4, "period": 3, "dated": 4, "verdict": 4},
}
MOST_EVIDENCE = 40


def frozen_tables(page: ProgramPage) -> dict[str, dict[str, Any]]:
    """All of them; drafts that nobody handed in yet stay out of a paper."""
    lines = [each for each in page.lines if each.report.state != State.DRAFT]
    budget, actions = budget_table(page.budget, source=""), action_table(page.actions, source="")
    return {
        "budget": frozen_table(budget, *BUDGET, shares=WIDTHS["budget"]),
        "targets": frozen_table(targets_table(page.indicators)),
        "actions": frozen_table(actions, *ACTIONS, title=gettext("Action items"), shares=WIDTHS["actions"]),
        "history": frozen_table(history_table(lines, source=_source()), *HISTORY, shares=WIDTHS["history"]),
        "evidence": _evidence(lines),
    }


def _source() -> str:
    return gettext("Source: all reports that the OPD handed in, whatever their state.")


def _evidence(lines: Iterable[ReportLine]) -> dict[str, Any]:
    """The newest pieces; the note says how many there are beside them."""
    table = evidence_table(lines, source="")
    frozen = frozen_table(table, *EVIDENCE, shares=WIDTHS["evidence"])
    total = len(frozen["rows"])
    if total > MOST_EVIDENCE:
        frozen["rows"] = frozen["rows"][:MOST_EVIDENCE]
        frozen["source"] = gettext("The newest %(shown)s of %(total)s; the others are in the portal.") % {
            "shown": MOST_EVIDENCE,
            "total": total,
        }
    return frozen


def targets_table(histories: Iterable[IndicatorHistory]) -> DataTable:
    """One row an indicator: baseline, and for each year of the plan the target with what was realised below it."""
    rows = list(histories)
    years = sorted({year for each in rows for year, _target, _got in each.years})
    return DataTable(
        id="sasaran",
        title=gettext("Indicators with target and realisation of each year"),
        columns=(
            Column("name", gettext("Indicator"), share=5),
            Column("unit", gettext("Unit")),
            Column("baseline", gettext("Baseline"), "number"),
            *(Column(str(year), str(year), share=2) for year in years),
        ),
        lines=[Line(_targets(each), {}, each.indicator.is_example) for each in rows],
        empty=gettext("The program has no indicator."),
    )


def _targets(history: IndicatorHistory) -> dict[str, Value]:
    texts = dict(history.texts)
    cells: dict[str, Value] = {
        "name": history.indicator.name,
        "unit": history.indicator.unit,
        "baseline": history.indicator.baseline,
    }
    for year, target, got in history.years:
        wanted = texts.get(year) or (rounded(target) if target is not None else "")
        planned = gettext("target %(value)s") % {"value": wanted} if wanted else ""
        told = gettext("realised %(value)s") % {"value": rounded(got)} if got is not None else ""
        cells[str(year)] = "\n".join(filter(None, [planned, told])) or None
    return cells
