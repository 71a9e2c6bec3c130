"""The book of a pillar: what it is to reach, how far it is, program by program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from core.canonical import plain
from core.documents import Block, Column, Document, Section
from core.errors import Refused
from core.numbers import round_half_up
from core.tables import DataTable, Line
from monev.monitoring.labels import predicate_label
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.frame_parts import origin_section, report_document, signature_section
from monev.reports.catalogue.quarterly.summary import basis
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish
from organizations.roles import Can
from pillars.models import Pillar
from portal.reports.contents import about, facts_of, group_facts, rule_note
from portal.reports.curves import curve_blocks
from portal.reports.dashboards import dashboard_of, frozen_dashboard, part_preview, short_answers, tables_of
from portal.reports.freezing import examples_in, frozen_table, table_of
from portal.reports.readers import reader_of
from portal.reports.signing import head_of_team
from portal.selectors.commitments import Commitments, commitments
from portal.selectors.dashboard import Dashboard, Part
from portal.tables.commitments import commitments_table

PLEDGES = ("janji", "opd", "program", "tahun", "keadaan", "laporan")
TABLES = ("programs", "deviations", "quick_wins", "parts", "directions", "indicators", "directives", "pledges")


class PillarBook(Report):
    """One pillar of one region at the end of a period, for those who answer for it."""

    code = "pillar-book"
    title = gettext_lazy("Pillar book")
    purpose = gettext_lazy("One pillar: its sub-dimensions, programs, indicators, quick wins and deviations.")
    audience = gettext_lazy("Smart City Council, OPDs of the pillar")
    formats = ("pdf",)
    parameters = (Parameter.PILLAR, Parameter.PERIOD, Parameter.PRELIMINARY)
    needs = Can.VIEW
    position = 60

    def subject(self, wish: Wish) -> str:
        return f"{wish.pillar}, {wish.region}, {wish.period}"

    def preview(self, wish: Wish) -> Preview:
        return part_preview(wish, Part(letters=_pillar(wish).letters))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        pillar = _pillar(wish)
        found = dashboard_of(wish, Part(letters=pillar.letters))
        tables = tables_of(found)
        data = {
            **about(wish, taken_at=taken_at, used=found.figures.rules),
            **frozen_dashboard(found),
            "pillar": {"name": pillar.name, "letters": pillar.letters, "color": pillar.color},
            "parts": frozen_table(tables["parts"]),
            "directions": frozen_table(_directions(found)),
            "indicators": frozen_table(_indicators(found)),
            "directives": frozen_table(tables["directives"]),
            "pledges": frozen_table(commitments_table(_pledges(wish, found)), *PLEDGES),
            "agencies": [each.label for each in found.figures.agencies if _has_program(found, each.object_id)],
            "sub_dimensions": [each.name for each in pillar.sub_dimensions.all()],
        }
        data["examples"] = examples_in(data[name] for name in TABLES)
        return dict(plain(data))

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        sections = [_summary(data), _curve(data), _programs(data), _indicators_section(data)]
        alive()
        sections += [_deviations(data), _others(data)]
        return report_document(
            gettext("Pillar book"),
            data,
            frame,
            [*sections, origin_section(data, frame), signature_section(data, frame, [head_of_team()])],
            subtitle=f"{data['pillar']['name']}, {data['region']['name']}, {data['period']['label']}",
            head=[(gettext("Basis"), basis(data))],
        )


def _pillar(wish: Wish) -> Pillar:
    if wish.pillar is None:
        raise Refused(gettext("Choose a pillar."), field="pillar")
    return wish.pillar


def _has_program(found: Dashboard, agency_id: int | None) -> bool:
    return any(each.program.lead_agency_id == agency_id for each in found.group.programs)


def _pledges(wish: Wish, found: Dashboard) -> Commitments:
    """The commitments that name a program of the pillar, as they were reported by the end of the period."""
    region = wish.required_region
    every = commitments(region, wish.period, preliminary=wish.include_preliminary, seen_by=reader_of(region))
    own = {each.program.lineage for each in found.group.programs}
    return replace(every, lines=tuple(each for each in every.lines if each.pledge.program_lineage in own))


def _directions(found: Dashboard) -> DataTable:
    """What the plan wants to reach in the pillar: the output and outcome of each program."""
    return DataTable(
        id="arah",
        title=gettext("What the programs of the pillar are to reach"),
        columns=(
            Column("part", gettext("Sub-dimension"), share=3),
            Column("name", gettext("Program"), share=4),
            Column("years", gettext("Years")),
            Column("output", gettext("Output"), share=4),
            Column("outcome", gettext("Outcome"), share=4),
        ),
        lines=[
            Line(
                {
                    "part": row.sub_dimension.name if row.sub_dimension else None,
                    "name": f"{row.code} {row.name}".strip(),
                    "years": f"{row.start_year}–{row.end_year}",
                    "output": row.output,
                    "outcome": row.outcome,
                },
                {},
                row.is_example,
            )
            for row in (each.program for each in found.group.programs)
        ],
        empty=gettext("The plan has no program here in this year."),
    )


def _indicators(found: Dashboard) -> DataTable:
    """Each indicator of the pillar's programs against the target of the year."""
    return DataTable(
        id="indikator",
        title=gettext("Indicators"),
        columns=(
            Column("program", gettext("Program"), share=5),
            Column("name", gettext("Indicator"), share=6),
            Column("unit", gettext("Unit")),
            Column("target", gettext("Target of the year"), "number"),
            Column("realised", gettext("Realised"), "number"),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("predicate", gettext("Predicate")),
        ),
        lines=list(_indicator_lines(found)),
        empty=gettext("No indicator is entered for these programs."),
    )


def _indicator_lines(found: Dashboard) -> Iterable[Line]:
    for figure in found.group.programs:
        for each in figure.indicators:
            yield Line(
                {
                    "program": figure.program.name,
                    "name": each.name,
                    "unit": each.unit,
                    "target": each.target_text if each.target is None else each.target,
                    "realised": None if each.realised is None else round_half_up(each.realised, 2),
                    "achievement": each.achievement_shown,
                    "predicate": predicate_label(each.predicate) if each.predicate else None,
                },
                {},
                figure.program.is_example,
            )


def _summary(data: Data) -> Section:
    facts = facts_of(
        [
            (gettext("Sub-dimensions"), "; ".join(data["sub_dimensions"])),
            (gettext("OPDs"), "; ".join(data["agencies"])),
        ]
    )
    blocks: list[Block] = [
        facts,
        group_facts(data["group"]),
        short_answers(data),
        rule_note(data),
        table_of(data["parts"]),
    ]
    return Section(gettext("Summary"), blocks)


def _programs(data: Data) -> Section:
    return Section(gettext("Programs"), [table_of(data["programs"]), table_of(data["directions"])], wide=True)


def _indicators_section(data: Data) -> Section:
    return Section(gettext("Indicators"), [table_of(data["indicators"], title="")], wide=True)


def _curve(data: Data) -> Section:
    return Section(gettext("S-curve"), curve_blocks(data, basis(data)))


def _deviations(data: Data) -> Section:
    return Section(gettext("Deviations and their causes"), [table_of(data["deviations"], title="")], wide=True)


def _others(data: Data) -> Section:
    blocks: list[Block] = [table_of(data["quick_wins"]), table_of(data["pledges"]), table_of(data["directives"])]
    return Section(gettext("Quick wins, commitments and directives"), blocks, wide=True)
