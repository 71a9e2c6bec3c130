"""Which formula stands in which column: the addresses of the cells that each formula works on."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from monev.monitoring.achievement import formula_for
from monev.monitoring.workbook import formulas
from monev.monitoring.workbook.columns import BY_KEY, FIRST_ROW, INDICATORS, PROGRAMS, SPENDING
from monev.monitoring.workbook.rows import Row


@dataclass(frozen=True, slots=True)
class Places:
    """The names of the sheets in the workbook and the last row of each, by key of the sheet."""

    names: dict[str, str]
    last_rows: dict[str, int]

    def span(self, sheet: str, column: str) -> str:
        """All cells of a column: `'Belanja'!$H$4:$H$90`."""
        letter = letter_of(sheet, column)
        name = self.names[sheet].replace("'", "''")
        return f"'{name}'!${letter}${FIRST_ROW}:${letter}${self.last_rows[sheet]}"

    def formula(self, sheet: str, column: str, at: int, row: Row | None) -> str:
        """The formula of one cell in row `at` of the sheet. Raises KeyError for a column that has none."""
        return {PROGRAMS: self._program, INDICATORS: self._indicator, SPENDING: self._spending}[sheet](column, at, row)

    def _program(self, column: str, at: int, row: Row | None) -> str:
        def cell(key: str) -> str:
            return cell_at(PROGRAMS, key, at)

        if column == "deviation":
            return formulas.deviation(
                cell("physical_percent"), cell("nil_reason"), cell("previous_physical"), cell("planned")
            )
        if column == "absorption":
            return formulas.absorption(cell("spending"), cell("ceiling"))
        if column == "achievement":
            programs, counted = (self.span(INDICATORS, key) for key in ("program", "achievement_counted"))
            return formulas.mean_achievement(cell("program"), programs, counted)
        programs, amounts = self.span(SPENDING, "program"), self.span(SPENDING, "amount")
        return formulas.spent(cell("program"), programs, amounts, cell("nil_reason"), cell("previous_spending"))

    def _indicator(self, column: str, at: int, row: Row | None) -> str:
        if row is None or row.indicator is None:
            raise KeyError(column)
        rules, plan, indicator = row.line.program_plan.rules, row.indicator, row.indicator.indicator
        uncapped = cell_at(INDICATORS, "achievement_uncapped", at)
        if column == "realised":
            return formulas.realised(cell_at(INDICATORS, "value", at), indicator.aggregation, row.earlier)
        if column == "achievement":
            return formulas.capped(uncapped, rules)
        if column == "achievement_counted":
            return formulas.counted(uncapped, rules)
        return formulas.achievement(
            cell_at(INDICATORS, "realised", at),
            cell_at(INDICATORS, "target", at),
            formula_for(indicator.polarity, indicator.formula, rules),
            plan.target,
            indicator.worst,
            indicator.polarity,
            rules,
        )

    def _spending(self, column: str, at: int, row: Row | None) -> str:
        amount, ceiling, previous, program = (
            cell_at(SPENDING, key, at) for key in ("amount", "ceiling", "previous_amount", "program")
        )
        programs, reasons = self.span(PROGRAMS, "program"), self.span(PROGRAMS, "nil_reason")
        return formulas.source_absorption(amount, ceiling, previous, program, programs, reasons)


def letter_of(sheet: str, column: str) -> str:
    """The letter under which a column is written."""
    return str(xl_col_to_name(BY_KEY[sheet].position(column)))


def cell_at(sheet: str, column: str, row: int) -> str:
    """`$K5`: the cell of a column in a row."""
    return f"${letter_of(sheet, column)}{row}"
