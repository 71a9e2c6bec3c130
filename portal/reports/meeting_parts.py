"""The parts of a meeting's pack: what is frozen of each, and the section that it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Block, Column, Section, Text
from core.tables import DataTable, Line
from masterplan.models.agenda import AgendaItem
from masterplan.models.preparation import Decision, Directive, Meeting
from monev.monitoring.labels import predicate_label
from monev.monitoring.progress import traffic_light
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.reports.catalogue.quarterly.reading import Data
from monev.reports.catalogue.quarterly.summary import basis
from organizations.models import Region
from portal.reports.contents import group_facts, rule_note
from portal.reports.curves import curve_blocks
from portal.reports.dashboards import short_answers, tables_of
from portal.reports.freezing import frozen_table, table_of
from portal.selectors.agenda import proposals
from portal.selectors.commitments import Commitments
from portal.selectors.dashboard import Dashboard
from portal.selectors.directives import DirectiveLine, state_of
from portal.selectors.quick_wins import LATE, SILENT, QuickWinLine
from portal.tables.commitments import commitments_table
from portal.tables.directives import directive_state, directives_table
from portal.tables.programs import light_state
from portal.tables.quick_wins import quick_win_table

DIRECTIVES = ("arahan", "opd", "program", "diberikan", "tenggat", "keadaan", "jawaban")
PLEDGES = ("janji", "opd", "program", "tahun", "keadaan", "laporan", "arahan")
QUICK_WINS = ("title", "agency", "percent", "reached", "milestones", "next", "due", "standing")
FINDINGS = ("text", "kind", "agency", "due", "state")


def frozen_meeting(meeting: Meeting | None) -> dict[str, Any] | None:
    """Body, day, hour, place and subject."""
    if meeting is None:
        return None
    return {
        "body": str(meeting.council),
        "held_on": meeting.held_on,
        "starts_at": f"{meeting.starts_at:%H.%M}" if meeting.starts_at else "",
        "place": meeting.place,
        "subject": meeting.agenda,
        "state": str(meeting.get_state_display()),
    }


def meeting_facts(data: Data) -> list[tuple[str, str]]:
    """The meeting on the first page."""
    meeting = data["meeting"]
    if meeting is None:
        return [(gettext("Meeting"), gettext("none is planned"))]
    day = formats.longdate(date.fromisoformat(meeting["held_on"]))
    when = ", ".join(filter(None, [day, meeting["starts_at"], meeting["place"]]))
    return [(gettext("Meeting"), f"{meeting['body']} ({meeting['state']})"), (gettext("When and where"), when)]


def agenda_rows(meeting: Meeting | None, region: Region, today: date) -> list[Line]:
    """The agenda of the meeting; as it would be proposed, where there is none yet."""
    rows = list(meeting.agenda_items.filter(archived_at=None).order_by("position", "pk")) if meeting else []
    if rows or (meeting is not None and not meeting.is_planned):
        return [_item(number, row.kind, row.text, row.result, row.is_example) for number, row in enumerate(rows, 1)]
    found = proposals(region, today)
    return [_item(number, each.kind, each.text, "", region.is_example) for number, each in enumerate(found, 1)]


def _item(number: int, kind: str, text: str, result: str, is_example: bool) -> Line:
    cells = {"number": str(number), "kind": str(AgendaItem.Kind(kind).label), "text": text, "result": result}
    return Line(cells, {}, is_example)


def frozen_agenda(meeting: Meeting | None, region: Region, today: date) -> dict[str, Any]:
    """The agenda as a table; results stand there once the meeting was held."""
    lines = agenda_rows(meeting, region, today)
    table = DataTable(
        id="agenda",
        title=gettext("Agenda"),
        columns=(
            Column("number", gettext("No."), share=1),
            Column("kind", gettext("Kind"), share=3),
            Column("text", gettext("Item"), share=14),
            Column("result", gettext("Result"), share=6),
        ),
        lines=lines,
        empty=gettext("Nothing stands on the agenda."),
    )
    has_results = any(each.cells["result"] for each in lines)
    return frozen_table(table, *(("number", "kind", "text", "result") if has_results else ("number", "kind", "text")))


def agenda(data: Data) -> Section:
    meeting = data["meeting"]
    blocks: list[Block] = [Text(meeting["subject"])] if meeting and meeting["subject"] else []
    if meeting is None:
        words = gettext("No meeting is planned. This would stand on the agenda of the next one.")
        blocks.append(Text(words, is_note=True))
    return Section(gettext("Agenda"), [*blocks, table_of(data["agenda"], title="")])


def frozen_pillars(found: Dashboard) -> dict[str, Any]:
    """The pillars side by side."""
    rules = found.figures.rules
    table = DataTable(
        id="pilar",
        title=gettext("Pillars"),
        columns=(
            Column("label", gettext("Pillar"), share=5),
            Column("reported", gettext("Programs reported"), share=3),
            Column("achievement", gettext("Achievement"), "percent", "%", share=3),
            Column("predicate", gettext("Predicate"), share=3),
            Column("physical", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), "points", gettext("points"), share=3),
            Column("absorption", gettext("Absorption"), "percent", "%", share=3),
            Column("light", gettext("State"), "state", share=4),
        ),
        lines=[_pillar(each, rules) for each in found.figures.pillars],
        empty=gettext("No program runs in this year."),
    )
    return frozen_table(table)


def _pillar(group: GroupFigure, rules: Rules) -> Line:
    light = None if group.planned is None else traffic_light(group.deviation, group.planned, rules)
    return Line(
        {
            "label": group.label if group.letters else gettext("No pillar yet"),
            "reported": gettext("%(counted)s of %(total)s") % {"counted": group.reported, "total": group.total},
            "achievement": group.achievement.value,
            "predicate": predicate_label(group.predicate),
            "physical": group.physical.value,
            "deviation": group.deviation,
            "absorption": group.absorption,
            "light": light_state(light, is_reported=bool(group.reported)),
        },
        {},
        any(each.program.is_example for each in group.programs),
    )


def figures(data: Data) -> Section:
    """The region on one page."""
    chart = curve_blocks(data, basis(data))[:1]
    blocks: list[Block] = [group_facts(data["group"]), table_of(data["pillars"], note=""), *chart, rule_note(data)]
    return Section(gettext("The region at a glance"), blocks, fresh=True)


def deviations(data: Data) -> Section:
    blocks: list[Block] = [table_of(data["deviations"], title=""), short_answers(data)]
    return Section(gettext("Deviations to discuss and their causes"), blocks, wide=True)


def frozen_directives(told: Iterable[DirectiveLine], today: date) -> dict[str, Any]:
    """Those that wait for an OPD, the overdue first."""
    rows = [each for each in told if each.directive.status == Directive.Status.OPEN]
    title = gettext("Directives that wait for an OPD, the overdue ones first")
    return frozen_table(directives_table(rows, today, title=title), *DIRECTIVES) | {
        "empty": gettext("No directive is open.")
    }


def frozen_waiting(told: Iterable[DirectiveLine], today: date) -> dict[str, Any]:
    """Those that were answered: the council closes or returns them."""
    rows = [each for each in told if each.directive.status == Directive.Status.ANSWERED]
    title = gettext("Answered directives: to be closed or returned by the Council")
    return frozen_table(directives_table(rows, today, title=title), *DIRECTIVES) | {
        "empty": gettext("No answer waits for the Council.")
    }


def directives(data: Data) -> Section:
    return Section(gettext("Open and overdue directives"), [table_of(data["directives"])], wide=True)


def frozen_decisions(region: Region, meeting: Meeting | None, today: date) -> dict[str, Any]:
    """Decisions of earlier meetings that no directive carries out yet, or whose directives are not closed."""
    orders = Directive.objects.filter(archived_at=None).select_related("agency").order_by("due_on", "pk")
    rows = Decision.objects.of_region(region).filter(archived_at=None, meeting__archived_at=None)
    if meeting is not None:
        rows = rows.exclude(meeting=meeting).filter(meeting__held_on__lte=meeting.held_on)
    rows = rows.select_related("meeting__council").prefetch_related(Prefetch("directives", orders, to_attr="orders"))
    lines = [
        line
        for row in rows.order_by("-meeting__held_on", "position", "pk")
        if (line := _decision(row, today)) is not None
    ]
    table = DataTable(
        id="keputusan",
        title=gettext("Decisions of earlier meetings that are not carried out yet"),
        columns=(
            Column("meeting", gettext("Meeting"), "date"),
            Column("text", gettext("Decision"), share=8),
            Column("orders", gettext("Directive"), share=5),
            Column("state", gettext("State"), "state", share=4),
        ),
        lines=lines,
        empty=gettext("Every decision is carried out."),
    )
    return frozen_table(table)


def _decision(row: Any, today: date) -> Line | None:
    """A decision with what is open of it; None where everything is closed."""
    waiting = [each for each in row.orders if each.status != Directive.Status.CLOSED]
    if row.orders and not waiting:
        return None
    said = [
        gettext("%(agency)s, due on %(day)s") % {"agency": each.agency, "day": formats.longdate(each.due_on)}
        for each in waiting
    ]
    state = directive_state(state_of(waiting[0], today)) if waiting else None
    return Line(
        {
            "meeting": row.meeting.held_on,
            "text": row.text,
            "orders": "\n".join(said) or gettext("no directive carries it out yet"),
            "state": state,
        },
        {},
        row.is_example,
    )


def decisions(data: Data) -> Section:
    blocks: list[Block] = [table_of(data["waiting"]), table_of(data["decisions"])]
    return Section(gettext("Decisions due"), blocks, wide=True)


def frozen_quick_wins(lines: Iterable[QuickWinLine], year: int) -> dict[str, Any]:
    """Those of the year with an overdue milestone, and those nothing was reported on."""
    rows = [each for each in lines if each.quick_win.year == year and each.standing in (LATE, SILENT)]
    rows.sort(key=lambda each: (each.standing != LATE, -len(each.overdue), each.quick_win.title))
    table = replace(quick_win_table(rows, source=""), title=gettext("Quick wins in trouble"))
    return frozen_table(table, *QUICK_WINS) | {"empty": gettext("No quick win is in trouble.")}


def quick_wins(data: Data) -> Section:
    return Section(gettext("Quick wins in trouble"), [table_of(data["quick_wins"], title="")], wide=True)


def frozen_pledges(page: Commitments) -> dict[str, Any]:
    """Commitments that are behind."""
    late = replace(page, lines=tuple(each for each in page.lines if each.is_behind))
    table = replace(commitments_table(page), title=gettext("Commitments behind"), lines=commitments_table(late).lines)
    return frozen_table(table, *PLEDGES) | {"empty": gettext("No commitment is behind.")}


def frozen_findings(found: Dashboard) -> dict[str, Any]:
    """Open findings of the national evaluation."""
    return frozen_table(tables_of(found)["findings"], *FINDINGS)


def pledges(data: Data) -> Section:
    counts = data["pledge_counts"]
    words = ngettext(
        "%(kept)s of %(total)s commitment is kept, %(behind)s is behind.",
        "%(kept)s of %(total)s commitments are kept, %(behind)s are behind.",
        counts["total"],
    )
    said = [Text(words % counts)] if counts["total"] else []
    blocks: list[Block] = [*said, table_of(data["pledges"]), table_of(data["findings"])]
    return Section(gettext("Commitments and findings"), blocks, wide=True)
