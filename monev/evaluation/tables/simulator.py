"""The simulator as tables: what each item could add, and the dimensions as they are and as tried."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

from core.documents import Column
from core.tables import DataTable, Line
from monev.evaluation.selectors.simulator import ItemRow, Simulation

PER_PAGE = 20


def gains_table(page: Simulation, address: Callable[[ItemRow], str], source: str) -> DataTable:
    """One line for each item that can be lifted, the largest gain first. `address`: the page with its full score."""
    return DataTable(
        id="kenaikan",
        title=gettext("Which items would lift the final score most"),
        columns=(
            Column("code", gettext("Code")),
            Column("item", gettext("Item"), share=5),
            Column("dimension", gettext("Dimension")),
            Column("score", gettext("Score"), "index"),
            Column("step_to", gettext("One step up"), "index"),
            Column("by_step", gettext("One step adds"), "index"),
            Column("by_full", gettext("The full score adds"), "index"),
        ),
        lines=[_gain(row, address(row)) for row in page.by_gain],
        choices=("dimension",),
        empty=gettext("Nothing can be lifted: every item that applies has the full score."),
        source=source,
        per_page=PER_PAGE,
    )


def _gain(row: ItemRow, address: str) -> Line:
    gain = row.gain
    return Line(
        {
            "code": row.item.code,
            "item": row.item.text,
            "dimension": row.item.indicator.dimension.name,
            "score": row.scored.score,
            "step_to": gain.step_to if gain else None,
            "by_step": gain.by_step if gain else None,
            "by_full": gain.by_full if gain else None,
        },
        {"item": address},
    )


def outcome_table(page: Simulation) -> DataTable:
    """Each dimension and the final, as they are and with the tried scores."""
    lines = [
        Line(
            {
                "name": each.name,
                "weight": each.weight,
                "now": page.now.dimensions.get(each.code),
                "then": page.then.dimensions.get(each.code),
            }
        )
        for each in page.dimensions
    ]
    final = Line({"name": gettext("Final score"), "weight": None, "now": page.now.final, "then": page.then.final})
    return DataTable(
        id="dimensi",
        title=gettext("Dimensions as they are and as tried"),
        columns=(
            Column("name", gettext("Dimension"), share=3),
            Column("weight", gettext("Weight"), "number", "%"),
            Column("now", gettext("As it is"), "index"),
            Column("then", gettext("As tried"), "index"),
        ),
        lines=[*lines, final],
        source=str(page.instrument.get_rounding_display()),
    )
