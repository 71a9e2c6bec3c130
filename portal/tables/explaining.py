"""The rows behind a figure: those that count, those left out, and who verified them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.documents import Column
from core.tables import DataTable, Line
from portal.selectors.explaining import Explained, Input
from portal.tables.programs import pillar_state, report_state


def figure_tables(figure: Explained, *, source: str) -> dict[str, DataTable]:
    """The tables of the page of a figure, by name."""
    return {"inputs": _inputs(figure, source), "left_out": _left_out(figure, source), "verifiers": _verifiers(figure)}


def _inputs(figure: Explained, source: str) -> DataTable:
    part = [Column("part", figure.part_label, figure.part_kind)] if figure.part_label else []
    return DataTable(
        id="dihitung",
        title=gettext("Programs that count"),
        columns=(
            Column("name", gettext("Program"), share=5),
            Column("pillar", gettext("Pillar"), "state"),
            Column("agency", gettext("Lead OPD"), share=3),
            Column("weight", figure.weight_label, "rupiah" if _in_rupiah(figure) else "number"),
            Column("value", figure.value_label, figure.value_kind),
            *part,
            Column("state", gettext("Report"), "state"),
            Column("evidence", gettext("Evidence"), "count"),
            Column("by", gettext("Verified by"), share=2),
            Column("on", gettext("Verified on"), "date"),
        ),
        lines=[_input(each) for each in figure.inputs],
        choices=("pillar", "agency", "state"),
        empty=gettext("No program has a figure yet."),
        source=source,
    )


def _in_rupiah(figure: Explained) -> bool:
    """Whether the weights are ceilings: then they are the ceilings of the programs, to the last rupiah."""
    return all(each.weight == each.figure.ceiling for each in figure.inputs)


def _input(row: Input) -> Line:
    program = row.figure.program
    links = {"name": reverse("portal:program-detail", args=[program.pk])}
    if row.figure.entry:
        report = reverse("monitoring:report-detail", args=[row.figure.entry.report_id])
        links |= {"state": report, "evidence": report}
    return Line(
        {
            "name": program.name,
            "pillar": pillar_state(row.figure),
            "agency": str(program.lead_agency),
            "weight": row.weight,
            "value": row.value,
            "part": row.part,
            "state": report_state(row.figure),
            "evidence": row.evidence,
            "by": row.verified_by,
            "on": timezone.localtime(row.verified_at).date() if row.verified_at else None,
        },
        links,
        program.is_example,
    )


def _left_out(figure: Explained, source: str) -> DataTable:
    return DataTable(
        id="tidak-dihitung",
        title=gettext("Programs left out"),
        columns=(
            Column("name", gettext("Program"), share=5),
            Column("pillar", gettext("Pillar"), "state"),
            Column("agency", gettext("Lead OPD"), share=3),
            Column("reason", gettext("Why"), share=4),
        ),
        lines=[
            Line(
                {
                    "name": each.figure.program.name,
                    "pillar": pillar_state(each.figure),
                    "agency": str(each.figure.program.lead_agency),
                    "reason": each.reason,
                },
                {"name": reverse("portal:program-detail", args=[each.figure.program.pk])},
                each.figure.program.is_example,
            )
            for each in figure.left_out
        ],
        choices=("agency", "reason"),
        empty=gettext("Every program counts."),
        source=source,
    )


def _verifiers(figure: Explained) -> DataTable:
    return DataTable(
        id="verifikator",
        title=gettext("Who verified the reports"),
        columns=(
            Column("name", gettext("Verifier"), share=4),
            Column("count", gettext("Reports"), "count"),
            Column("last", gettext("Last on"), "date"),
        ),
        lines=[
            Line({"name": each.name, "count": each.count, "last": timezone.localtime(each.last).date()})
            for each in figure.verifiers
        ],
        empty=gettext("Nobody has verified a report behind this figure yet."),
    )
