"""Rows of a table as a plan: programs with their indicators, targets, amounts and OPDs, and the headings above."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from masterplan.importing.agencies import AgencyNames, How, agency_key, read_agencies
from masterplan.importing.figures import decimal_mark, is_nothing, shown
from masterplan.importing.mapping import Mapping
from masterplan.importing.messages import Message, say
from masterplan.importing.names import name_key
from masterplan.importing.parsed import Heading, ParsedIndicator, ParsedPlan, ParsedProgram
from masterplan.importing.reading import Table, as_text
from masterplan.importing.row_figures import YEAR, RowFigures
from masterplan.importing.rows import Kind, Layout, Row, read_rows
from masterplan.importing.totals import check_ends, check_totals
from masterplan.importing.vocabulary import Role


def parse_plan(
    table: Table, mapping: Mapping, *, start: int, end: int, known_agencies: Iterable[str] = ()
) -> ParsedPlan:
    """Read the whole table; whatever is skipped, guessed or unreadable is a message."""
    rows, layout = read_rows(table, mapping)
    names = read_agencies((cell for row in rows for cell in (row.agency, row.support) if cell), known=known_agencies)
    mark = decimal_mark(cell for row in rows for cell in row.cells.values())
    reader = _Reader(mapping, layout, names, RowFigures(mapping, mark, start, end))
    for row in rows:
        reader.take(row)
    reader.finish()
    plan = ParsedPlan(mapping, reader.programs, reader.headings, [])
    plan.messages = sorted(
        [*_titles(table, mapping), *reader.messages, *reader.figures.messages, *check_totals(plan), *check_ends(plan)],
        key=lambda m: m.row or 0,
    )
    plan.blank_rows = sum(row.kind is Kind.BLANK for row in rows)
    plan.program_rows = reader.read
    plan.skipped_rows = len(rows) - plan.blank_rows - reader.read
    return plan


def _titles(table: Table, mapping: Mapping) -> list[Message]:
    """The texts above the header."""
    texts = [
        (row, " ".join(dict.fromkeys(filter(None, (table.text(row, c) for c in range(table.width))))))
        for row in range(mapping.header)
    ]
    return [say("title", row + 1, text=text[:120]) for row, text in texts if text]


@dataclass
class _Reader:
    """Goes down the rows once and remembers what stands above."""

    mapping: Mapping
    layout: Layout
    names: dict[str, AgencyNames]
    figures: RowFigures
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
            row.code.text if row.code else "",
            name,
            row.number,
            row.code.depth if row.code else 0,
            self.order,
            dict.fromkeys(self.figures.budget_years()),
            is_footer=footer,
        )
        for column in self.mapping.columns:
            if column.role not in (Role.BUDGET, Role.END_BUDGET) or column.revised:
                continue
            amount = self.figures.money(row, column)
            if column.role is Role.END_BUDGET:
                heading.end_total = amount
            elif column.year and amount is not None:
                heading.totals[column.year] = (heading.totals.get(column.year) or Decimal(0)) + amount
        if row.agency and not footer:
            heading.agency = row.agency
        self.headings.append(heading)
        if not footer:
            self.current, self.current_cell, self.group = None, "", name
        self.say(
            "footer" if footer else "heading" if row.has_figures or row.code or row.agency else "nothing_to_read",
            row,
            name=name,
        )

    def _activity(self, row: Row) -> None:
        """An activity below a program: its amounts count only where the program has none."""
        self.say("activity", row, name=row.name or row.activity)
        if self.current is not None and row.code and row.code.depth == self._activity_depth(row):
            amounts = self.figures.amounts(row)
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
        amounts = self.figures.amounts(row, program.fund)
        if amounts and row.kind is Kind.CONTINUATION and not row.indicator and not row.has_targets and not row.activity:
            self.say("amount_alone", row, name=program.name)
        if amounts or row.has_amounts:
            program.amounts[row.number] = amounts
        self.figures.end_amount(row, program)
        self.figures.indicator(row, program)

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
        lead, rest = (read.names[0], list(read.names[1:])) if read and read.names else ("", [])
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
        years = sorted({int(year) for year in YEAR.findall(row.texts[Role.YEAR])})
        active = {c.year for c in self.mapping.of(Role.ACTIVE) if c.year and not is_nothing(row.cells[c.index])}
        program.active |= {year for year in active if year} | set(years)
        if program.active:
            program.years = (min(program.active), max(program.active))

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
