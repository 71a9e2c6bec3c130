"""The tables of a dashboard beside that of its programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column, Kind, State
from core.tables import DataTable, Line
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from monev.evaluation.models.results import Finding
from monev.monitoring.labels import light_label, predicate_label
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.workflow import State as ReportState
from portal.selectors.dashboard import Dashboard
from portal.selectors.directives import state_of
from portal.tables.directives import directive_state
from portal.tables.programs import light_state, pillar_state, programs_table
from portal.tables.proofs import REPORT_TONES

POINTS: Kind = "points"


def dashboard_tables(data: Dashboard, *, source: str) -> dict[str, DataTable]:
    """Every table of the page by name; ids stand in addresses."""
    return {
        "programs": programs_table(data.group.programs, source=source),
        "deviations": _deviations(data, source),
        "changes": _changes(data, source),
        "agencies": _agencies(data, source),
        "quick_wins": _quick_wins(data, source),
        "pledges": _pledges(data, source),
        "directives": _directives(data, source),
        "findings": _findings(data),
        **({"parts": _parts(data, source)} if data.part.letters else {}),
    }


def _parts(data: Dashboard, source: str) -> DataTable:
    """The sub-dimensions of a pillar."""
    parts = [each for each in data.figures.sub_dimensions if each.letters == data.part.letters]
    return DataTable(
        id="subdimensi",
        title=gettext("Sub-dimensions"),
        columns=(
            Column("name", gettext("Sub-dimension"), share=4),
            Column("reported", gettext("Programs reported"), "count"),
            Column("total", gettext("Programs"), "count"),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), POINTS, gettext("points")),
            Column("absorption", gettext("Absorption"), "percent", "%"),
        ),
        lines=[
            Line(
                {
                    "name": each.label,
                    "reported": each.reported,
                    "total": each.total,
                    "achievement": each.achievement.value,
                    "actual": each.physical.value,
                    "deviation": each.deviation,
                    "absorption": each.absorption,
                }
            )
            for each in parts
        ],
        source=source,
    )


def _deviations(data: Dashboard, source: str) -> DataTable:
    return DataTable(
        id="deviasi",
        title=gettext("Largest deviations"),
        columns=(
            Column("name", gettext("Program"), share=5),
            Column("pillar", gettext("Pillar"), "state"),
            Column("agency", gettext("Lead OPD"), share=3),
            Column("planned", gettext("Planned"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), POINTS, gettext("points")),
            Column("light", gettext("State"), "state"),
            Column("obstacle", gettext("Obstacle"), share=5),
            Column("follow_up", gettext("Follow-up"), share=5),
        ),
        lines=[
            Line(
                {
                    "name": each.program.name,
                    "pillar": pillar_state(each),
                    "agency": str(each.program.lead_agency),
                    "planned": each.planned,
                    "actual": each.actual,
                    "deviation": each.deviation,
                    "light": light_state(each.light),
                    "obstacle": each.entry.hindering_factors if each.entry else "",
                    "follow_up": each.entry.follow_up if each.entry else "",
                },
                {"name": reverse("portal:program-detail", args=[each.program.pk])},
                each.program.is_example,
            )
            for each in data.worst
        ],
        empty=gettext("No program is behind its plan."),
        source=source,
    )


def _changes(data: Dashboard, source: str) -> DataTable:
    return DataTable(
        id="perubahan",
        title=gettext("What changed since the period before"),
        columns=(
            Column("name", gettext("Program"), share=5),
            Column("agency", gettext("Lead OPD"), share=3),
            Column("before", gettext("Before"), "percent", "%"),
            Column("now", gettext("Now"), "percent", "%"),
            Column("points", gettext("Difference"), POINTS, gettext("points")),
        ),
        lines=[
            Line(
                {
                    "name": each.figure.program.name,
                    "agency": str(each.figure.program.lead_agency),
                    "before": each.before,
                    "now": each.now,
                    "points": each.points,
                },
                {"name": reverse("portal:program-detail", args=[each.figure.program.pk])},
                each.figure.program.is_example,
            )
            for each in data.changes
        ],
        empty=gettext("No program moved."),
        source=source,
        per_page=5,
    )


def _agencies(data: Dashboard, source: str) -> DataTable:
    """Figures and quality of reporting of each OPD, side by side: who must act."""
    groups = [each for each in data.figures.agencies if data.part.has_agency(each.object_id)]
    return DataTable(
        id="opd",
        title=gettext("OPDs: figures, quality and punctuality"),
        columns=(
            Column("agency", gettext("OPD"), share=4),
            Column("programs", gettext("Programs"), "count"),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("predicate", gettext("Predicate")),
            Column("deviation", gettext("Deviation"), POINTS, gettext("points")),
            Column("absorption", gettext("Absorption"), "percent", "%"),
            Column("red", light_label("red"), "count"),
            Column("quality", gettext("Quality score"), "number", gettext("of 100")),
            Column("complete", gettext("Complete"), "percent", "%"),
            Column("on_time", gettext("On time"), "percent", "%"),
            Column("evidence", gettext("With evidence"), "percent", "%"),
            Column("sent", gettext("Reports sent"), "count"),
            Column("due", gettext("Reports due"), "count"),
        ),
        lines=[_agency(each, data) for each in groups],
        source=source,
        per_page=12,
    )


def _agency(group: GroupFigure, data: Dashboard) -> Line:
    score = data.quality.of(group.object_id)
    url = reverse("portal:agency", args=[data.region.code, group.object_id])
    return Line(
        {
            "agency": group.label,
            "programs": group.total,
            "achievement": group.achievement.value,
            "predicate": predicate_label(group.predicate),
            "deviation": group.deviation,
            "absorption": group.absorption,
            "red": group.lights["red"],
            "quality": round(score.value, 1) if score and score.value is not None else None,
            "complete": score.complete if score else None,
            "on_time": score.on_time if score else None,
            "evidence": score.evidence if score else None,
            "sent": score.sent if score else None,
            "due": score.due if score else None,
        },
        {"agency": f"{url}?periode={data.period.address}{'&sementara=1' if data.preliminary else ''}"},
    )


def _quick_wins(data: Dashboard, source: str) -> DataTable:
    labels = dict(ReportState.choices)
    return DataTable(
        id="quick-win",
        title=gettext("Quick wins of the year"),
        columns=(
            Column("title", gettext("Quick win"), share=5),
            Column("pillar", gettext("Pillar"), "state"),
            Column("agency", gettext("OPD"), share=3),
            Column("percent", gettext("Progress"), "percent", "%"),
            Column("state", gettext("Report"), "state"),
        ),
        lines=[
            Line(
                {
                    "title": each.quick_win.title,
                    "pillar": State(each.quick_win.pillar.name, code=each.quick_win.pillar.letters, badge="pillar"),
                    "agency": str(each.quick_win.agency),
                    "percent": each.percent,
                    "state": State(
                        str(labels.get(each.state, gettext("not reported"))),
                        REPORT_TONES.get(each.state, "active") if each.state in labels else "none",
                        each.state,
                        each.state,
                    ),
                },
                {"title": reverse("quickwins:quick-win-detail", args=[each.quick_win.pk])},
                each.quick_win.is_example,
            )
            for each in data.quick_wins
        ],
        empty=gettext("No quick win is recorded for this year."),
        source=source,
        per_page=8,
    )


def _pledges(data: Dashboard, source: str) -> DataTable:
    return DataTable(
        id="komitmen",
        title=gettext("Commitments of the OPDs"),
        columns=(
            Column("text", gettext("Pledge"), share=6),
            Column("agency", gettext("OPD"), share=3),
            Column("due", gettext("Due year")),
            Column("state", gettext("State"), "state"),
        ),
        lines=[_pledge(each) for each in data.pledges],
        choices=("agency", "state"),
        empty=gettext("No commitment is recorded."),
        source=source,
        per_page=6,
    )


def _pledge(row: Pledge) -> Line:
    return Line(
        {
            "text": row.text,
            "agency": str(row.commitment.agency),
            "due": str(row.due_year) if row.due_year else "",
            "state": State(str(row.get_state_display()), code=row.state, badge=_pledge_badge(row.state)),
        },
        {"text": reverse("portal:pledge-detail", args=[row.pk])},
        row.is_example,
    )


def _pledge_badge(state: str) -> str:
    return {Pledge.State.OPEN: "planned"}.get(Pledge.State(state), state)


def _directives(data: Dashboard, source: str) -> DataTable:
    today = today_in(data.region.time_zone)
    return DataTable(
        id="arahan",
        title=gettext("Open directives"),
        columns=(
            Column("text", gettext("Directive"), share=6),
            Column("agency", gettext("OPD"), share=3),
            Column("given", gettext("Given"), "date"),
            Column("due", gettext("Due"), "date"),
            Column("state", gettext("State"), "state"),
        ),
        lines=[_directive(each, today) for each in data.directives],
        choices=("agency", "state"),
        empty=gettext("No directive is open."),
        source=source,
        per_page=8,
    )


def _directive(row: Directive, today: date) -> Line:
    return Line(
        {
            "text": row.text,
            "agency": str(row.agency),
            "given": row.given_on,
            "due": row.due_on,
            "state": directive_state(state_of(row, today)),
        },
        {"text": reverse("portal:directive-detail", args=[row.pk])},
        row.is_example,
    )


def _findings(data: Dashboard) -> DataTable:
    rows: Sequence[Finding] = data.findings
    year = rows[0].year if rows else None
    return DataTable(
        id="temuan",
        title=gettext("Open findings of the national evaluation"),
        columns=(
            Column("text", gettext("Finding"), share=6),
            Column("kind", gettext("Kind")),
            Column("agency", gettext("OPD"), share=3),
            Column("due", gettext("Due"), "date"),
            Column("state", gettext("State"), "state"),
        ),
        lines=[
            Line(
                {
                    "text": each.text,
                    "kind": str(each.get_kind_display()),
                    "agency": str(each.agency) if each.agency else gettext("the whole region"),
                    "due": each.due_on,
                    "state": State(
                        str(each.get_status_display()),
                        "active" if each.status == each.Status.RUNNING else "warning",
                        code=each.status,
                        badge="running" if each.status == each.Status.RUNNING else "open",
                    ),
                },
                {"text": reverse("evaluation:follow-up-detail", args=[data.region.code, each.pk])},
                each.is_example,
            )
            for each in rows
        ],
        empty=gettext("No finding of the national evaluation is open."),
        source=gettext("Source: national evaluation of %(year)s.") % {"year": year} if year else "",
    )
