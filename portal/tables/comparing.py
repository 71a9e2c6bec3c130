"""The tables of comparisons: figures of two sides, groups, programs. One definition for the page and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column, Kind, State, Value
from core.numbers import round_half_up
from core.tables import DataTable, Line
from monev.monitoring.labels import light_label
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.workflow import State as ReportState
from portal.selectors.comparing import GroupPair, Measure, ProgramPair
from portal.selectors.comparing_agencies import AgencyComparison
from portal.tables.comparing_words import (
    DECIMALS,
    KINDS,
    MEASURES,
    UNITS,
    group_name,
    measure_label,
    move_state,
    rests_on,
)

Links = Callable[[GroupPair], dict[str, str]]
LIGHT_TONES: dict[str, Any] = {"green": "good", "amber": "warning", "red": "bad"}


def measure_table(measures: Iterable[Measure], sides: tuple[str, str], *, source: str) -> DataTable:
    """Every figure of two sides with its unit, the difference, and on how many programs each side rests."""
    a, b = sides
    return DataTable(
        id="ukuran",
        title=gettext("All figures of both sides"),
        columns=(
            Column("what", gettext("Figure"), share=3),
            Column("unit", gettext("Unit"), share=1),
            Column("a", a, "number"),
            Column("b", b, "number"),
            Column("difference", gettext("Difference"), "number"),
            Column("rests_a", gettext("%(side)s rests on") % {"side": a}),
            Column("rests_b", gettext("%(side)s rests on") % {"side": b}),
        ),
        lines=[_measure_line(each) for each in measures],
        source=source,
    )


def _measure_line(measure: Measure) -> Line:
    decimals = DECIMALS[measure.unit]

    def rounded(value: Any) -> Value:
        return None if value is None else round_half_up(value, decimals)

    cells: dict[str, Value] = {
        "what": measure_label(measure),
        "unit": str(UNITS[measure.unit]),
        "a": rounded(measure.a),
        "b": rounded(measure.b),
        "difference": rounded(measure.difference),
        "rests_a": rests_on(measure.rests_a),
        "rests_b": rests_on(measure.rests_b),
    }
    return Line(cells)


def group_table(pairs: Sequence[GroupPair], sides: tuple[str, str], *, links: Links, source: str) -> DataTable:
    """Region, pillars and OPDs with their main figures on both sides. `links(pair)`: where their cells lead."""
    a, b = sides
    columns = [Column("kind", gettext("Kind"), share=1), Column("name", gettext("Group"), share=3)]
    for code, kind, gap in _GROUP_FIGURES:
        label = str(MEASURES[code])
        columns += [
            Column(f"{code}_a", f"{label} {a}", kind),
            Column(f"{code}_b", f"{label} {b}", kind),
            Column(f"{code}_difference", gettext("Difference: %(what)s") % {"what": label.lower()}, gap),
        ]
    columns += [Column("reported_a", gettext("Rests on, %(side)s") % {"side": a})]
    columns += [Column("reported_b", gettext("Rests on, %(side)s") % {"side": b})]
    return DataTable(
        id="kelompok",
        title=gettext("By pillar and OPD"),
        columns=columns,
        lines=[_group_line(each, links) for each in pairs],
        choices=("kind",),
        empty=gettext("No program ran in these periods."),
        source=source,
    )


_GROUP_FIGURES: tuple[tuple[str, Kind, Kind], ...] = (
    ("physical", "percent", "points"),
    ("achievement", "percent", "points"),
    ("spending", "rupiah", "rupiah"),
)


def _group_line(pair: GroupPair, links: Links) -> Line:
    found = pair.measures
    cells: dict[str, Value] = {"kind": str(KINDS[pair.kind]), "name": group_name(pair)}
    for code, _kind, _gap in _GROUP_FIGURES:
        each = found[code]
        cells |= {f"{code}_a": each.a, f"{code}_b": each.b, f"{code}_difference": each.difference}
    cells |= {"reported_a": rests_on(found["physical"].rests_a), "reported_b": rests_on(found["physical"].rests_b)}
    return Line(cells, links(pair))


def program_pair_table(pairs: Sequence[ProgramPair], sides: tuple[str, str], *, source: str) -> DataTable:
    """Every program of either period with what became of it."""
    a, b = sides
    physical, spending = gettext("Physical progress"), gettext("Spending")
    return DataTable(
        id="program",
        title=gettext("Program by program"),
        columns=(
            Column("name", gettext("Program"), share=4),
            Column("pillar", gettext("Pillar"), share=1),
            Column("agency", gettext("OPD"), share=2),
            Column("move", gettext("What became of it"), "state"),
            Column("physical_a", f"{physical} {a}", "percent"),
            Column("physical_b", f"{physical} {b}", "percent"),
            Column("points", gettext("Difference of physical progress"), "points"),
            Column("deviation", gettext("Difference of deviation"), "points"),
            Column("achievement", gettext("Difference of achievement"), "points"),
            Column("spending_b", f"{spending} {b}", "rupiah"),
            Column("rupiah", gettext("Difference of spending"), "rupiah"),
            Column("state", gettext("State of the later report"), "state"),
        ),
        lines=[_pair_line(each) for each in pairs],
        choices=("move", "pillar", "agency"),
        empty=gettext("No program ran in these periods."),
        source=source,
    )


def _pair_line(pair: ProgramPair) -> Line:
    row = pair.program
    cells: dict[str, Value] = {
        "name": row.name,
        "pillar": row.sub_dimension.pillar.letters if row.sub_dimension else None,
        "agency": row.lead_agency.name,
        "move": move_state(pair),
        "physical_a": pair.physical.a,
        "physical_b": pair.physical.b,
        "points": pair.physical.difference,
        "deviation": pair.deviation.difference,
        "achievement": pair.achievement.difference,
        "spending_b": pair.spending.b,
        "rupiah": pair.spending.difference,
        "state": report_state(pair.b),
    }
    links = {"name": reverse("portal:program-detail", args=[row.pk])}
    if pair.b and pair.b.entry:
        links["state"] = reverse("monitoring:report-detail", args=[pair.b.entry.report_id])
    return Line(cells, links, is_example=row.is_example)


def agency_program_table(found: AgencyComparison, *, source: str) -> DataTable:
    """The programs of both OPDs, the furthest behind first."""
    lines = [_program_line(each) for side in (found.a, found.b) for each in side.programs]
    return DataTable(
        id="program",
        title=gettext("Programs of both OPDs"),
        columns=(
            Column("agency", gettext("OPD"), share=2),
            Column("name", gettext("Program"), share=4),
            Column("achievement", gettext("Achievement"), "percent"),
            Column("planned", gettext("Planned"), "percent"),
            Column("actual", gettext("Actual"), "percent"),
            Column("deviation", gettext("Deviation"), "points"),
            Column("light", gettext("Traffic light"), "state"),
            Column("ceiling", gettext("Ceiling"), "rupiah"),
            Column("absorption", gettext("Absorption"), "percent"),
            Column("state", gettext("State of the report"), "state"),
        ),
        lines=lines,
        choices=("agency", "light"),
        empty=gettext("Neither OPD leads a program in this period."),
        source=source,
    )


def _program_line(figure: ProgramFigure) -> Line:
    row = figure.program
    cells: dict[str, Value] = {
        "agency": row.lead_agency.name,
        "name": row.name,
        "achievement": figure.achievement.value,
        "planned": figure.planned,
        "actual": figure.actual,
        "deviation": figure.deviation,
        "light": State(
            light_label(figure.light),
            LIGHT_TONES.get(figure.light or "", "none"),
            figure.light or "none",
            figure.light or "none",
        ),
        "ceiling": figure.ceiling,
        "absorption": figure.absorption,
        "state": report_state(figure),
    }
    links = {"name": reverse("portal:program-detail", args=[row.pk])}
    if figure.entry:
        links["state"] = reverse("monitoring:report-detail", args=[figure.entry.report_id])
    return Line(cells, links, is_example=row.is_example)


def report_state(figure: ProgramFigure | None) -> State:
    """The state of the report that counts; said so where none does."""
    if figure is None or figure.entry is None:
        return State(gettext("no report counts"), "none", "missing", "missing")
    tone: Any = "good" if figure.entry.state == ReportState.VERIFIED else "active"
    return State(str(ReportState(figure.entry.state).label), tone, figure.entry.state, figure.entry.state)


def pillar_table(pairs: Sequence[GroupPair], sides: tuple[str, str], *, links: Links, source: str) -> DataTable:
    """The pillars of two regions."""
    table = group_table(pairs, sides, links=links, source=source)
    shown = [each for each in table.columns if each.key != "kind"]
    return DataTable(
        id="pilar",
        title=gettext("By pillar"),
        columns=shown,
        lines=table.lines,
        empty=gettext("Neither region has a program in this period."),
        source=source,
    )
