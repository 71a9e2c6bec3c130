"""The programs of a dashboard with their figures, and their traffic lights from period to period."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from monev.monitoring.labels import light_label
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import ProgramFigure

TONES: dict[str, Tone] = {"green": "good", "amber": "warning", "red": "bad"}


def light_state(light: str | None, *, is_reported: bool = True) -> State:
    """A traffic light as a state: colour, sign and word."""
    if not is_reported:
        return State(gettext("not reported"), "none", code="missing", badge="missing")
    code = light or "none"
    return State(light_label(light), TONES.get(code, "none"), code=code, badge=code)


def pillar_state(figure: ProgramFigure) -> State:
    """The pillar of a program by its letters."""
    sub = figure.program.sub_dimension
    if sub is None:
        return State(gettext("No pillar yet"), code="none")
    return State(sub.pillar.name, code=sub.pillar.letters, badge="pillar")


def programs_table(programs: Sequence[ProgramFigure], *, source: str) -> DataTable:
    """Every program with plan, actual, deviation, achievement, spending and state."""
    return DataTable(
        id="program",
        title=gettext("Programs with their figures"),
        columns=(
            Column("name", gettext("Program"), share=6),
            Column("pillar", gettext("Pillar"), "state"),
            Column("agency", gettext("Lead OPD"), share=3),
            Column("planned", gettext("Planned"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), "points", gettext("points")),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("absorption", gettext("Absorption"), "percent", "%"),
            Column("light", gettext("State"), "state"),
            Column("counts", gettext("Report"), "state"),
        ),
        lines=[_program(each) for each in programs],
        choices=("pillar", "agency", "light", "counts"),
        empty=gettext("The plan has no program here in this year."),
        source=source,
        per_page=15,
    )


def _program(figure: ProgramFigure) -> Line:
    row = figure.program
    report = figure.entry.report_id if figure.entry else None
    links = {"name": reverse("portal:program-detail", args=[row.pk])}
    if report:
        links["counts"] = reverse("monitoring:report-detail", args=[report])
    return Line(
        {
            "name": row.name,
            "pillar": pillar_state(figure),
            "agency": str(row.lead_agency),
            "planned": figure.planned,
            "actual": figure.actual,
            "deviation": figure.deviation,
            "achievement": figure.achievement.value,
            "absorption": figure.absorption,
            "light": light_state(figure.light, is_reported=figure.is_counted),
            "counts": report_state(figure),
        },
        links,
        row.is_example,
    )


def report_state(figure: ProgramFigure) -> State:
    """Whether the figure rests on a verified report, a preliminary one, or none."""
    if figure.entry is None:
        return State(gettext("not reported"), "none", code="missing", badge="missing")
    if figure.is_preliminary:
        return State(gettext("Preliminary"), "warning", code="preliminary", badge="preliminary")
    return State(gettext("Verified"), "good", code="verified", badge="verified")


def heat_table(course: Sequence[tuple[Period, GroupFigure]], *, source: str) -> DataTable:
    """Programs against the periods of the year: the deviation of each, coloured as a traffic light."""
    now = course[-1][1].programs if course else ()
    by_period = [(each, {one.program.lineage: one for one in group.programs}) for each, group in course]
    return DataTable(
        id="peta-panas",
        title=gettext("Programs by traffic light in each period"),
        columns=(
            Column("name", gettext("Program"), share=6),
            Column("pillar", gettext("Pillar"), "state"),
            *(Column(each.address, str(each), "state") for each, _figures in by_period),
        ),
        lines=[
            Line(
                {
                    "name": row.program.name,
                    "pillar": pillar_state(row),
                    **{each.address: heat_cell(figures.get(row.program.lineage)) for each, figures in by_period},
                },
                {"name": reverse("portal:program-detail", args=[row.program.pk])},
                row.program.is_example,
            )
            for row in now
        ],
        choices=("pillar",),
        source=source,
        per_page=15,
    )


def heat_cell(figure: ProgramFigure | None) -> Value:
    """A cell of the heat map: the light with its word."""
    if figure is None:
        return None
    return light_state(figure.light, is_reported=figure.is_counted)
