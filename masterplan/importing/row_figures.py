"""The figures of one row: amounts by year and source, targets by year, unit, baseline."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from masterplan.importing.figures import Target, is_nothing, read_money, read_target, shown
from masterplan.importing.mapping import Column, Mapping
from masterplan.importing.messages import Message, say
from masterplan.importing.names import name_key
from masterplan.importing.parsed import Money, ParsedIndicator, ParsedProgram
from masterplan.importing.reading import as_text
from masterplan.importing.rows import Row
from masterplan.importing.vocabulary import Role

PERCENT = {"%", "persen", "percent", "prosen", "persentase"}
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass
class RowFigures:
    """Reads figures and collects what is to be told about them."""

    mapping: Mapping
    mark: str
    start: int
    end: int
    messages: list[Message] = field(default_factory=list)
    told_year: bool = False

    def say(self, kind: str, row: Row, column: str = "", **params: object) -> None:
        """A message on this row."""
        self.messages.append(say(kind, row.number, column, **params))

    def budget_years(self) -> list[int]:
        """Years that have a column of amounts."""
        years = {c.year for c in self.mapping.of(Role.BUDGET) if c.year}
        return sorted(year for year in years if year)

    def money(self, row: Row, column: Column) -> Decimal | None:
        """The rupiah in one cell; what cannot be read is told."""
        amount, told = read_money(
            row.cells[column.index], row=row.number, column=column.header, factor=column.factor, mark=self.mark
        )
        self.messages += told
        return amount

    def _year(self, row: Row, column: Column) -> int | None:
        """The year of a figure: of its column, of its row, or the only one there can be."""
        if column.year:
            return column.year
        if row.texts[Role.YEAR]:
            return self._year_in_row(row, column, row.texts[Role.YEAR])
        if self.mapping.of(Role.YEAR) or not (self.mapping.year or self.start == self.end):
            return None
        year = self.mapping.year or self.start
        if not self.told_year:
            self.told_year = True
            self.say("year_from_title", row, column.header, year=year)
        return year

    def _year_in_row(self, row: Row, column: Column, text: str) -> int | None:
        """'2022', or 'Tahun ke-2' of the plan; several years are none."""
        years = set(YEAR.findall(text))
        relative = re.search(r"(?:^|ke\D*)([1-9])$", text)
        if len(years) == 1:
            return int(years.pop())
        if not years and relative:
            return self.start + int(relative[1]) - 1
        if not years:
            self.say("year_unreadable", row, column.header, text=text)
        return None

    def amounts(self, row: Row, fund: str = "") -> Money:
        """The amounts of one row by year and source."""
        found: Money = {}
        for column in self.mapping.of(Role.BUDGET):
            amount = self.money(row, column)
            if amount is None:
                continue
            year = self._year(row, column)
            if year is None:
                self.say("amount_no_year", row, column.header, text=shown(amount))
                continue
            key = (year, row.texts[Role.FUND] or fund, column.revised)
            found[key] = found.get(key, Decimal(0)) + amount
        return found

    def end_amount(self, row: Row, program: ParsedProgram) -> None:
        """What the row adds to the program's amount at the end of the period."""
        for column in self.mapping.of(Role.END_BUDGET):
            amount = self.money(row, column)
            if amount is not None:
                program.end_amount = (program.end_amount or Decimal(0)) + amount

    def indicator(self, row: Row, program: ParsedProgram) -> None:
        """The indicator of a row; a row without one belongs to the last, or only adds an amount."""
        targets, end_target = self._targets(row)
        unit = self._unit(row, targets)
        if not row.indicator and not targets and end_target is None:
            return
        name = row.indicator or program.name
        if not row.indicator:
            self.say("indicator_unnamed", row)
        indicator = next((i for i in program.indicators if self._is_same(i, name, unit, targets, row)), None)
        if indicator is None:
            indicator = ParsedIndicator(name, row.number, unit)
            program.indicators.append(indicator)
        indicator.targets |= targets
        indicator.end_target = indicator.end_target or end_target
        self._baseline(row, indicator)

    def _is_same(self, known: ParsedIndicator, name: str, unit: str, targets: dict[int, Target], row: Row) -> bool:
        """Whether a row goes on with an indicator already met: other years of it, or a plain repetition."""
        if name_key(known.name) != name_key(name):
            return False
        shared = known.targets.keys() & targets.keys()
        if not shared and (not unit or not known.unit or unit.casefold() == known.unit.casefold()):
            return True
        if all(known.targets[year] == targets[year] for year in shared) and unit.casefold() == known.unit.casefold():
            self.say("indicator_repeated", row, other=known.row)
            return True
        self.say("indicator_same", row, name=name)
        return False

    def _targets(self, row: Row) -> tuple[dict[int, Target], Target | None]:
        """Targets by year, and that of the end."""
        found: dict[int, Target] = {}
        end: Target | None = None
        for column in (*self.mapping.of(Role.TARGET), *self.mapping.of(Role.END_TARGET)):
            target, told = read_target(row.cells[column.index], row=row.number, column=column.header, mark=self.mark)
            self.messages += told
            if target is None:
                continue
            year = self._year(row, column) if column.role is Role.TARGET else None
            if year is None:
                end = end or target
            else:
                found.setdefault(year, target)
            self._check_percent(row, column, target)
        return found, end

    def _check_percent(self, row: Row, column: Column, target: Target) -> None:
        """A workbook keeps '95 %' as 0.95: its format is lost in reading."""
        cell = row.cells[column.index]
        units = {as_text(row.cells[c.index]).casefold() for c in self.mapping.of(Role.UNIT)}
        if isinstance(cell, Decimal) and 0 < cell < 1 and units & PERCENT:
            self.say(
                "percent_small",
                row,
                column.header,
                text=shown(cell),
                unit=next(iter(units & PERCENT)),
                value=shown(cell * 100),
            )

    def _unit(self, row: Row, targets: dict[int, Target]) -> str:
        """The unit as first written; another one in the same row is told."""
        columns = (*self.mapping.of(Role.UNIT), *self.mapping.of(Role.END_UNIT))
        written = [as_text(row.cells[c.index]) for c in columns if not is_nothing(row.cells[c.index])]
        written += [target.unit for target in targets.values() if target.unit]
        if not written:
            return row.texts[Role.UNIT].split("\n")[0]
        for other in written[1:]:
            if name_key(other) != name_key(written[0]) and {other.casefold(), written[0].casefold()} - PERCENT:
                self.say("unit_differs", row, unit=other, other=written[0])
                break
        return written[0][:80]

    def _baseline(self, row: Row, indicator: ParsedIndicator) -> None:
        for column in self.mapping.of(Role.BASELINE):
            target, told = read_target(row.cells[column.index], row=row.number, column=column.header, mark=self.mark)
            self.messages += told
            if target and target.value is not None and indicator.baseline is None:
                indicator.baseline, indicator.baseline_year = target.value, column.year
