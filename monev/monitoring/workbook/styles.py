"""How cells look: yellow to fill in, white what is known, grey what is calculated; number formats by kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.tabular import RISKY
from monev.monitoring.workbook.columns import Column, Kind, Use

ACCENT, INK, LINE = "#1F5FA8", "#1B2733", "#C9D3DE"
INPUT, CALCULATED, CLOSED, HEAD = "#FFF7D6", "#EEF1F5", "#F7F8FA", "#E3ECF6"
NUMBERS = {
    Kind.TEXT: "@",
    Kind.WORDS: "@",
    Kind.CHOICE: "@",
    Kind.PERCENT: '0.0#" %"',
    Kind.POINTS: "+0.0#;-0.0#;0.0",
    Kind.RUPIAH: "#,##0.00",
    Kind.NUMBER: "General",
    Kind.DATE: "dd/mm/yyyy",
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def make(self, **options: Any) -> Any:
        """A format; Arial 10, top of the cell."""
        options = {"font_name": "Arial", "font_size": 10, "valign": "top", "font_color": INK, **options}
        key = tuple(sorted(options.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(options)
        return self._made[key]

    def heading(self, column: Column) -> Any:
        """The head of a column; those to fill in stand out."""
        color = INPUT if column.use is Use.INPUT else HEAD
        return self.make(bold=True, text_wrap=True, bg_color=color, border=1, border_color=LINE, valign="vcenter")

    def cell(self, column: Column, value: Any, *, is_open: bool) -> Any:
        """One cell. Texts that a spreadsheet could take for a formula are marked as text."""
        options: dict[str, Any] = {"num_format": _number_format(column, value), "border": 1, "border_color": LINE}
        if column.use is Use.INPUT and is_open:
            options |= {"locked": False, "bg_color": INPUT}
        elif column.use in (Use.FORMULA, Use.HELPER):
            options |= {"bg_color": CALCULATED, "italic": True}
        else:
            options |= {"bg_color": CLOSED} if column.use is Use.INPUT else {}
        if column.kind in (Kind.TEXT, Kind.WORDS, Kind.CHOICE):
            options["text_wrap"] = True
        if isinstance(value, str) and value.startswith(RISKY):
            options["quote_prefix"] = True
        return self.make(**options)


def _number_format(column: Column, value: Any) -> str:
    """Numbers of indicators that are only shown get thousands marks and as many decimals as they have."""
    if column.kind is not Kind.NUMBER or column.use is Use.INPUT:
        return NUMBERS[column.kind]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return "#,##0"
    return "#,##0.0###" if column.use is Use.SHOWN else "#,##0.####"
