"""Rows of a table as a plan: programs with their indicators, targets, amounts and OPDs, and the headings above."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from masterplan.importing.agencies import AgencyNames, How, agency_key, read_agencies
from masterplan.importing.columns import Column, Mapping
from masterplan.importing.figures import Target, decimal_mark, is_nothing, read_money, read_target, shown
from masterplan.importing.messages import Message, say
from masterplan.importing.parsed import Heading, Money, ParsedIndicator, ParsedPlan, ParsedProgram
from masterplan.importing.reading import Table, as_text
from masterplan.importing.rows import Kind, Layout, Row, read_rows
from masterplan.importing.totals import check_ends, check_totals
from masterplan.importing.vocabulary import Role

_PERCENT = {"%", "persen", "percent", "prosen", "persentase"}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def name_key(name: str) -> str:
    """Two spellings of one name have the same key: case, spaces and punctuation do not matter."""
    return " ".join(re.sub(r"[^0-9a-z<>%]+", " ", name.casefold()).split())


def parse_plan(table: Table, mapping: Mapping, *, start: int, end: int, known_agencies: Iterable[str] = ()) -> ParsedPlan:
    """Read the whole table; whatever is skipped, guessed or unreadable is a message."""
    rows, layout = read_rows(table, mapping)
    names = read_agencies((cell for row in rows for cell in (row.agency, row.support) if cell), known=known_agencies)
    mark = decimal_mark(cell for row in rows for cell in row.cells.values())
    reader = _Reader(mapping, layout, names, mark, start, end)
    for row in rows:
        reader.take(row)
    reader.finish()
    plan = ParsedPlan(mapping, reader.programs, reader.headings, [])
    plan.messages = sorted(
        [*_titles(table, mapping), *reader.messages, *check_totals(plan), *check_ends(plan)], key=lambda m: m.row or 0
    )
    plan.blank_rows = sum(row.kind is Kind.BLANK for row in rows)
    plan.program_rows = reader.read
    plan.skipped_rows = len(rows) - plan.blank_rows - reader.read
    return plan


def _titles(table: Table, mapping: Mapping) -> list[Message]:
    """The texts above the header."""
    texts = [(row, " ".join(dict.fromkeys(filter(None, (table.text(row, c) for c in range(table.width))))))
             for row in range(mapping.header)]  # fmt: skip
    return [say("title", row + 1, text=text[:120]) for row, text in texts if text]


@dataclass
class _Reader:
    """Goes down the rows once and remembers what stands above."""

    mapping: Mapping
    layout: Layout
    names: dict[str, AgencyNames]
    mark: str
    start: int
    end: int
    programs: list[ParsedProgram] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    read: int = 0
    order: int = 0
    current: ParsedProgram | None = None
    current_key: tuple[str, str] = ("", "")
    current_cell: str = ""
    index: dict[tuple[str, str, str], ParsedProgram] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    group: str = ""

    def take(self, row: Row) -> None:
        """One row."""
        self.order += 1
        match row.kind:
            case Kind.PROGRAM | Kind.CONTINUATION:
                self._program_row(row)
            case Kind.HEADING | Kind.FOOTER:
                self._heading(row)
            case Kind.ACTIVITY:
                self._activity(row)
            case Kind.AGENCY_ONLY:
                self._agency_only(row)
            case Kind.HEADER:
                self.say("header_again", row)
            case Kind.NUMBERS:
                self.say("column_numbers", row)
            case Kind.NOTE:
                self.say("trailing_note", row, text=_shortened(row))

    def say(self, kind: str, row: Row, column: str = "", **params: object) -> None:
        """A message on this row."""
        self.messages.append(say(kind, row.number, column, **params))

    # -- headings, activities, left-overs

    def _heading(self, row: Row) -> None:
        footer = row.kind is Kind.FOOTER
        name = (row.first_text if footer else row.name or row.group) or _shortened(row)
        heading = Heading(
            row.code.text if row.code else "", name, row.number, row.code.depth if row.code else 0, self.order,
            {year: None for year in self._budget_years()}, is_footer=footer,
        )  # fmt: skip
        for column in self.mapping.columns:
            if column.role not in (Role.BUDGET, Role.END_BUDGET) or column.revised:
                continue
            amount = self._money(row, column)
            if column.role is Role.END_BUDGET:
                heading.end_total = amount
            elif column.year and amount is not None:
                heading.totals[column.year] = (heading.totals.get(column.year) or Decimal(0)) + amount
        if row.agency and not footer:
            heading.agency = row.agency
        self.headings.append(heading)
        if not footer:
            self.current, self.current_cell, self.group = None, "", name
        self.say("footer" if footer else "heading" if row.has_figures or row.code or row.agency else "nothing_to_read",
                 row, name=name)  # fmt: skip

    def _activity(self, row: Row) -> None:
        """An activity below a program: its amounts count only where the program has none."""
        self.say("activity", row, name=row.name or row.activity)
        if self.current is not None and row.code and row.code.depth == self._activity_depth(row):
            amounts = self._amounts(row)
            if amounts:
                self.current.below[row.number] = amounts

    def _activity_depth(self, row: Row) -> int:
        """The first level met below this program; deeper ones are parts of it."""
        depth = row.code.depth if row.code else 0
        if self.current is not None and not self.current.below:
            self._below_depth = depth
        return getattr(self, "_below_depth", depth)

    def _agency_only(self, row: Row) -> None:
        """Left by a page break, or one more OPD of the program above."""
        above = self.current
        named = self.names[row.agency].names
        present = {agency_key(p.agency) for p in self.programs if p.group == self.group}  # of a row nearby
        present |= {agency_key(above.agency), *map(agency_key, above.supporters)} if above else set()
        if above is None or not above.agency or {agency_key(name) for name in named} <= present:
            self.say("blank_agency", row)
            return
        for name in named:
            if agency_key(name) not in present:
                above.supporters.append(name)
                self.say("agency_added", row, name=name)

    # -- programs

    def _program_row(self, row: Row) -> None:
        key = self._key(row)
        if key is None:
            return
        code, name = key
        same = self.current is not None and self.current_key == (code, name_key(name))
        cell = row.agency or (self.current_cell if same else "")
        if not row.agency:
            cell = self._inherited(row, same, cell)
        lead, supporters = self._agencies(row, cell)
        program = self._obtain(row, code, name, lead, supporters)
        self.current, self.current_key, self.current_cell = program, (code, name_key(name)), cell
        self.read += 1
        self._texts(row, program)
        amounts = self._amounts(row, program.fund)
        if amounts and row.kind is Kind.CONTINUATION and not row.indicator and not row.has_targets and not row.activity:
            self.say("amount_alone", row, name=program.name)
        if amounts or row.has_amounts:
            program.amounts[row.number] = amounts
        self._end_amount(row, program)
        self._indicator(row, program)

    def _key(self, row: Row) -> tuple[str, str] | None:
        """The code and name this row belongs to; a blank one continues the program above."""
        code = row.code.text if row.code else ""
        above = self.current
        if row.name and (code or not above or name_key(row.name) != self.current_key[1]):
            self._tell_code(row)
            return code, row.name
        if above and (row.name or not code or code == above.code):
            return above.code, above.name
        if code:
            self.say("name_missing", row, code=code)
        else:
            self.say("orphan_row", row)
        return None

    def _tell_code(self, row: Row) -> None:
        code = row.code
        if code is None:
            return
        if code.from_number:
            self.say("code_from_number", row, text=code.written, code=code.text)
        elif code.odd or (self.layout.coded and code.depth < self.layout.depth):
            self.say("code_odd", row, code=code.text)
        elif code.cleaned or code.written.strip().endswith("."):
            self.say("code_cleaned", row, text=code.written, code=code.text)

    def _inherited(self, row: Row, same: bool, cell: str) -> str:
        """The OPD of a row without one: that of its program, its heading, or the program above in the same group."""
        if same:
            return cell
        heading = next((h for h in reversed(self.headings) if not h.is_footer), None)
        if heading and heading.agency:
            source, other = heading.agency, heading.row
        elif self.current and self.current_cell and self.mapping.of(Role.AGENCY):
            source, other = self.current_cell, self.current.rows[-1]
        else:
            self.say("agency_missing", row)
            return ""
        self.say("agency_inherited", row, name=" ".join(source.split()), other=other)
        return source

    def _agencies(self, row: Row, cell: str) -> tuple[str, list[str]]:
        """Lead and supporting OPDs of a cell; each way of reading is told once per distinct cell."""
        read = self.names.get(cell)
        lead, rest = (read.names[0], list(read.names[1:])) if read else ("", [])
        if read and agency_key(cell) not in self.told:
            self.told.add(agency_key(cell))
            text = " ".join(cell.split())
            if read.how is How.SPLIT:
                self.say("agency_split", row, text=text, names="; ".join(read.names))
            elif read.how is not How.SINGLE:
                self.say("agency_whole" if read.how is How.WHOLE else "agency_collective", row, text=text)
        if row.support:
            rest += [name for name in self.names[row.support].names if agency_key(name) != agency_key(lead)]
        return lead, rest

    def _obtain(self, row: Row, code: str, name: str, lead: str, supporters: list[str]) -> ParsedProgram:
        """The program of this code, name and lead OPD: another lead is another program row with its own money."""
        key = (code, name_key(name), agency_key(lead))
        program = self.index.get(key)
        if program is None:
            program = ParsedProgram(code, name, lead, [], [], self.order, group=self.group or row.group)
            read = self.names.get(row.agency)
            program.collective = bool(read and read.how is How.COLLECTIVE)
            self.index[key] = program
            self.programs.append(program)
        program.rows.append(row.number)
        present = {agency_key(name) for name in (program.agency, *program.supporters)}
        program.supporters += [name for name in supporters if agency_key(name) not in present]
        return program

    def _texts(self, row: Row, program: ParsedProgram) -> None:
        """Texts of the program, from the first row that has them."""
        program.fund = program.fund or row.texts[Role.FUND]
        program.pillar = program.pillar or row.texts[Role.SUB_DIMENSION] or row.texts[Role.PILLAR]
        program.output = _longer(program.output, row.texts[Role.OUTPUT])
        program.outcome = _longer(program.outcome, row.texts[Role.OUTCOME])
        program.link = _longer(program.link, row.texts[Role.LINK])
        years = sorted({int(year) for year in _YEAR.findall(row.texts[Role.YEAR])})
        active = {c.year for c in self.mapping.of(Role.ACTIVE) if c.year and not is_nothing(row.cells[c.index])}
        program.active |= {year for year in active if year} | set(years)
        if program.active:
            program.years = (min(program.active), max(program.active))

    # -- figures

    def _budget_years(self) -> list[int]:
        years = {c.year for c in self.mapping.of(Role.BUDGET) if c.year}
        return sorted(year for year in years if year)

    def _money(self, row: Row, column: Column) -> Decimal | None:
        amount, told = read_money(row.cells[column.index], row=row.number, column=column.header,
                                  factor=column.factor, mark=self.mark)  # fmt: skip
        self.messages += told
        return amount

    def _year(self, row: Row, column: Column) -> int | None:
        """The year of a figure: of its column, of its row, or the only one there can be."""
        if column.year:
            return column.year
        text = row.texts[Role.YEAR]
        if text:
            years = _YEAR.findall(text)
            relative = re.search(r"(?:^|ke\D*)([1-9])$", text) if not years else None
            if len(set(years)) == 1:
                return int(years[0])
            if relative:
                return self.start + int(relative[1]) - 1
            if not years:
                self.say("year_unreadable", row, column.header, text=text)
            return None
        if self.mapping.of(Role.YEAR):
            return None
        if self.mapping.year or self.start == self.end:
            year = self.mapping.year or self.start
            if "year" not in self.told:
                self.told.add("year")
                self.say("year_from_title", row, column.header, year=year)
            return year
        return None

    def _amounts(self, row: Row, fund: str = "") -> Money:
        """The amounts of one row by year and source."""
        found: Money = {}
        for column in self.mapping.of(Role.BUDGET):
            amount = self._money(row, column)
            if amount is None:
                continue
            year = self._year(row, column)
            if year is None:
                self.say("amount_no_year", row, column.header, text=shown(amount))
                continue
            key = (year, row.texts[Role.FUND] or fund, column.revised)
            found[key] = found.get(key, Decimal(0)) + amount
        return found

    def _end_amount(self, row: Row, program: ParsedProgram) -> None:
        for column in self.mapping.of(Role.END_BUDGET):
            amount = self._money(row, column)
            if amount is not None:
                program.end_amount = (program.end_amount or Decimal(0)) + amount

    def _indicator(self, row: Row, program: ParsedProgram) -> None:
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
        if isinstance(cell, Decimal) and 0 < cell < 1 and units & _PERCENT:
            self.say("percent_small", row, column.header, text=shown(cell), unit=next(iter(units & _PERCENT)),
                     value=shown(cell * 100))  # fmt: skip

    def _unit(self, row: Row, targets: dict[int, Target]) -> str:
        """The unit as first written; another one in the same row is told."""
        columns = (*self.mapping.of(Role.UNIT), *self.mapping.of(Role.END_UNIT))
        written = [as_text(row.cells[c.index]) for c in columns if not is_nothing(row.cells[c.index])]
        written += [target.unit for target in targets.values() if target.unit]
        if not written:
            return row.texts[Role.UNIT].split("\n")[0]
        for other in written[1:]:
            if name_key(other) != name_key(written[0]) and {other.casefold(), written[0].casefold()} - _PERCENT:
                self.say("unit_differs", row, unit=other, other=written[0])
                break
        return written[0][:80]

    def _baseline(self, row: Row, indicator: ParsedIndicator) -> None:
        for column in self.mapping.of(Role.BASELINE):
            target, told = read_target(row.cells[column.index], row=row.number, column=column.header, mark=self.mark)
            self.messages += told
            if target and target.value is not None and indicator.baseline is None:
                indicator.baseline, indicator.baseline_year = target.value, column.year

    # -- after the last row

    def finish(self) -> None:
        """What can only be said about whole programs."""
        for program in self.programs:
            self._repeated(program)
            self.messages += [say("targets_fall", i.row, name=i.name) for i in program.indicators if _falls(i)]
            if not any(program.amounts.values()) and program.below:
                self.messages.append(say("amount_from_below", program.rows[0], rows=len(program.below)))
            elif not program.budget:
                self.messages.append(say("no_budget", program.rows[0]))

    def _repeated(self, program: ParsedProgram) -> None:
        """The same amounts in every row: perhaps one amount, repeated by whoever filled merged cells down."""
        rows = {number: money for number, money in program.amounts.items() if money}
        first = next(iter(rows.values()), {})
        if len(rows) < 2 or any(money != first for money in rows.values()) or not any(first.values()):
            return
        program.once = self.mapping.repeated_once
        listed = ", ".join(map(str, rows))
        spare = sum(first.values(), Decimal(0)) * (len(rows) - 1)
        kind = "amount_once" if program.once else "amount_repeated"
        self.messages.append(say(kind, program.rows[0], rows=len(rows), list=listed, amount=shown(spare)))


def _falls(indicator: ParsedIndicator) -> bool:
    """Whether the numeric targets only go down."""
    values = [indicator.targets[year].value for year in sorted(indicator.targets)]
    numbers = [value for value in values if value is not None]
    return len(numbers) > 1 and numbers == sorted(numbers, reverse=True) and numbers[0] > numbers[-1]


def _longer(known: str, new: str) -> str:
    """Add a text that is not there yet."""
    return known if not new or new in known else f"{known}\n{new}".strip()


def _shortened(row: Row) -> str:
    texts = [as_text(cell) for cell in row.cells.values() if not is_nothing(cell)]
    return (row.single_text or " ".join(texts))[:120]
