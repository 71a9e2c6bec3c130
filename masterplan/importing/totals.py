"""Totals that headings and closing rows state, checked against the program rows below them."""

from decimal import Decimal

from masterplan.importing.figures import shown
from masterplan.importing.messages import Message, say
from masterplan.importing.parsed import Heading, ParsedPlan, ParsedProgram

TOLERANCE = Decimal("0.01")


def check_totals(plan: ParsedPlan) -> list[Message]:
    """Every stated total that its rows do not make. A heading covers the rows until the next one of its level."""
    stated = any(total for heading in plan.headings for total in heading.totals.values())
    if not stated:
        return []
    told: list[Message] = []
    for position, heading in enumerate(plan.headings):
        programs = _below(plan, position)
        inside = _headings_inside(plan, position)
        for year, total in heading.totals.items():
            told += _compare(heading, year, total, programs, inside)
    return told


def check_ends(plan: ParsedPlan) -> list[Message]:
    """Amounts at the end of the period that are neither the sum of the years nor the last year's."""
    told = []
    for program in plan.programs:
        years = sorted({year for year, _f, _r in program.budget})
        if program.end_amount is None or not years:
            continue
        summed = sum((program.in_year(year) for year in years), Decimal(0))
        last = program.in_year(years[-1])
        if abs(program.end_amount - summed) > TOLERANCE and abs(program.end_amount - last) > TOLERANCE:
            told.append(
                say(
                    "end_total_odd",
                    program.rows[0],
                    stated=shown(program.end_amount),
                    summed=shown(summed),
                    last=shown(last),
                )
            )
    return told


def _level(heading: Heading) -> tuple[int, int]:
    """Footers cover everything; roman numerals stand above numbers, which stand above longer numbers."""
    return (0, 0) if heading.is_footer else (1, heading.depth)


def _below(plan: ParsedPlan, position: int) -> list[ParsedProgram]:
    """The programs a heading covers. By their row in the file; a closing total covers those above it."""
    heading = plan.headings[position]
    if heading.is_footer:
        return _above_footer(plan, position)
    end = _end(plan, position)
    return [p for p in plan.programs if heading.order < p.order and (end is None or p.order < end)]


def _above_footer(plan: ParsedPlan, position: int) -> list[ParsedProgram]:
    """A closing total covers everything above, or the group since the last heading when it says 'sub total'."""
    heading = plan.headings[position]
    above = [p for p in plan.programs if p.order < heading.order]
    if "sub" not in heading.name.lower():
        return above
    begins = max((h.order for h in plan.headings[:position]), default=0)
    return [p for p in above if p.order > begins]


def _end(plan: ParsedPlan, position: int) -> int | None:
    """Where the cover of a heading ends."""
    level = _level(plan.headings[position])
    return next((h.order for h in plan.headings[position + 1 :] if not h.is_footer and _level(h) <= level), None)


def _headings_inside(plan: ParsedPlan, position: int) -> list[Heading]:
    """The headings one level below."""
    heading, end = plan.headings[position], _end(plan, position)
    inside = [h for h in plan.headings[position + 1 :] if not h.is_footer and (end is None or h.order < end)]
    depth = min((h.depth for h in inside), default=0)
    return [] if heading.is_footer else [h for h in inside if h.depth == depth]


def _compare(
    heading: Heading, year: int, total: Decimal | None, programs: list[ParsedProgram], inside: list[Heading]
) -> list[Message]:
    """One stated total against its rows."""
    summed = sum((program.in_year(year) for program in programs), Decimal(0))
    label = f"{heading.code} {heading.name}".strip()
    if total is None:
        if heading.is_footer or summed == 0 or (heading.depth == 0 and not heading.code):
            return []
        return [say("total_missing", heading.row, str(year), year=year, name=label, summed=shown(summed))]
    if abs(total - summed) <= TOLERANCE or (not programs and not total):
        return []
    headings = sum((inner.totals.get(year) or Decimal(0) for inner in inside), Decimal(0))
    kind = "total_differs_inside" if inside and abs(total - headings) <= TOLERANCE else "total_differs"
    return [
        say(
            kind,
            heading.row,
            str(year),
            year=year,
            name=label,
            stated=shown(total),
            summed=shown(summed),
            difference=shown(total - summed),
        )
    ]
