"""The tables of the forecast: programs, and the indices of pillars and OPDs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column, State, Tone
from core.tables import DataTable, Line
from monev.monitoring.forecast import AT_RISK, MISS, ON_COURSE, STATES, UNKNOWN
from monev.monitoring.labels import forecast_label
from monev.monitoring.selectors.forecasts import GroupForecast, ProgramForecast, RegionForecast
from monev.monitoring.sentences import reason_words

TONES: dict[str, Tone] = {MISS: "bad", AT_RISK: "warning", ON_COURSE: "good", UNKNOWN: "none"}
PROGRAMS = "program"
ROWS = 25
"""On a phone each program takes a card: more of them are a page nobody scrolls to the end of."""


def verdict(state: str) -> State:
    """The verdict as a word with its sign."""
    return State(forecast_label(state), TONES[state], state)


def programs_table(forecast: RegionForecast, *, source: str, query: str = "") -> DataTable:
    """Every program with what it will end with, those that fall short most first."""
    rows = sorted(
        forecast.programs, key=lambda each: (STATES.index(each.state), -each.shortfall, each.figure.program.name)
    )
    return DataTable(
        id=PROGRAMS,
        title=gettext("Forecast of the programs"),
        columns=(
            Column("program", gettext("Program"), share=5),
            Column("keadaan", gettext("Forecast"), "state"),
            Column("alasan", gettext("What falls short"), share=4),
            Column("fisik", gettext("Physical, index"), "percent", "%"),
            Column("fisik_garis", gettext("Physical, line"), "percent", "%"),
            Column("capaian", gettext("Achievement"), "percent", "%"),
            Column("serapan", gettext("Absorption"), "percent", "%"),
            Column("spi", gettext("Schedule index"), "index"),
            Column("cpi", gettext("Cost index"), "index"),
            Column("pilar", gettext("Pillar")),
            Column("opd", gettext("Lead OPD"), share=3),
        ),
        lines=[_program_line(each, query) for each in rows],
        choices=("keadaan", "pilar", "opd"),
        empty=gettext("No program runs in this year."),
        source=source,
        per_page=ROWS,
    )


def _program_line(forecast: ProgramForecast, query: str) -> Line:
    program = forecast.figure.program
    address = reverse("portal:program-detail", args=[program.pk])
    sub = program.sub_dimension
    return Line(
        {
            "program": program.name,
            "keadaan": verdict(forecast.state),
            "alasan": reason_words(forecast),
            "fisik": forecast.physical.index,
            "fisik_garis": forecast.physical.line,
            "capaian": forecast.achievement.leading(forecast.rules),
            "serapan": forecast.absorption.leading(forecast.rules),
            "spi": forecast.spi,
            "cpi": forecast.cpi,
            "pilar": sub.pillar.name if sub else gettext("No pillar yet"),
            "opd": str(program.lead_agency),
        },
        {"program": f"{address}?{query}" if query else address},
        is_example=program.is_example,
    )


def pillars_table(forecast: RegionForecast, *, source: str, query: str) -> DataTable:
    """The indices of the pillars."""

    def address(each: GroupForecast) -> str:
        letters = each.group.letters
        return reverse("portal:pillar", args=[forecast.figures.region.code, letters]) if letters else ""

    return _groups_table("pilar", gettext("Pillar"), forecast.pillars, address, source, query)


def agencies_table(forecast: RegionForecast, *, source: str, query: str) -> DataTable:
    """The indices of the OPDs."""

    def address(each: GroupForecast) -> str:
        return reverse("portal:agency", args=[forecast.figures.region.code, each.group.object_id])

    return _groups_table("opd", gettext("OPD"), forecast.agencies, address, source, query)


def _groups_table(
    table_id: str,
    head: str,
    groups: Sequence[GroupForecast],
    address: Callable[[GroupForecast], str],
    source: str,
    query: str,
) -> DataTable:
    return DataTable(
        id=table_id,
        title=gettext("Forecast by %(group)s") % {"group": head},
        columns=(
            Column("nama", head, share=4),
            Column("spi", gettext("Schedule index"), "index"),
            Column("cpi", gettext("Cost index"), "index"),
            Column("fisik", gettext("Physical, index"), "percent", "%"),
            Column("fisik_garis", gettext("Physical, line"), "percent", "%"),
            Column("capaian", gettext("Achievement"), "percent", "%"),
            Column("serapan", gettext("Absorption"), "percent", "%"),
            Column("meleset", gettext("Will miss"), "count"),
            Column("berisiko", gettext("At risk"), "count"),
            Column("program", gettext("Programs"), "count"),
        ),
        lines=[_group_line(each, address(each), query) for each in groups],
        source=source,
    )


def _group_line(forecast: GroupForecast, address: str, query: str) -> Line:
    cells: dict[str, Any] = {
        "nama": forecast.group.label or gettext("No pillar yet"),
        "spi": forecast.spi,
        "cpi": forecast.cpi,
        "fisik": forecast.physical.index,
        "fisik_garis": forecast.physical.line,
        "capaian": forecast.achievement.leading(forecast.rules),
        "serapan": forecast.absorption.leading(forecast.rules),
        "meleset": forecast.states[MISS],
        "berisiko": forecast.states[AT_RISK],
        "program": forecast.total,
    }
    link = f"{address}?{query}" if address and query else address
    return Line(cells, {"nama": link} if link else {}, is_example=_is_example(forecast))


def _is_example(forecast: GroupForecast) -> bool:
    return any(each.figure.program.is_example for each in forecast.programs)
