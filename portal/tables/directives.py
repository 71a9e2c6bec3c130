"""The table of directives: one definition for the page and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy

from core import formats
from core.documents import Column, State, Tone
from core.tables import DataTable, Line
from masterplan.models.preparation import Directive
from portal.selectors.directives import OVERDUE, DirectiveLine

STATES = {
    OVERDUE: pgettext_lazy("state of a directive", "overdue"),
    Directive.Status.OPEN: pgettext_lazy("state of a directive", "waits for the OPD"),
    Directive.Status.ANSWERED: pgettext_lazy("state of a directive", "answered, waits for the council"),
    Directive.Status.CLOSED: pgettext_lazy("state of a directive", "closed"),
}
TONES: dict[str, Tone] = {
    OVERDUE: "bad",
    Directive.Status.OPEN: "active",
    Directive.Status.ANSWERED: "warning",
    Directive.Status.CLOSED: "good",
}
BADGES = {OVERDUE: "danger", Directive.Status.OPEN: "open", Directive.Status.ANSWERED: "submitted"}


def directive_state(code: str) -> State:
    """Where a directive stands, as a word with its sign."""
    return State(str(STATES[code]), TONES[code], code, BADGES.get(code, "done"))


def directives_table(
    lines: Sequence[DirectiveLine], today: date, *, table_id: str = "arahan", title: str = "", with_agency: bool = True
) -> DataTable:
    """Directives with OPD, program, dates and state."""
    columns = (
        Column("arahan", pgettext("directive", "Directive"), share=5),
        *((Column("opd", gettext("OPD")),) if with_agency else ()),
        Column("program", gettext("Program"), share=3),
        Column("diberikan", gettext("Given on"), "date"),
        Column("tenggat", gettext("Due"), "date"),
        Column("keadaan", gettext("State"), "state"),
        Column("jawaban", gettext("Last answer"), "date"),
    )
    return DataTable(
        id=table_id,
        title=title or gettext("Directives"),
        columns=columns,
        lines=[_line(each) for each in lines],
        choices=("keadaan", "opd") if with_agency else (),
        empty=gettext("No directive was given yet."),
        source=gettext("Directives as of %(day)s; progress as the OPDs tell it.") % {"day": formats.longdate(today)},
    )


def _line(line: DirectiveLine) -> Line:
    row, program = line.directive, line.program
    links = {"arahan": reverse("portal:directive-detail", args=[row.pk])}
    if program is not None:
        links["program"] = reverse("portal:program-detail", args=[program.pk])
    return Line(
        cells={
            "arahan": row.text,
            "opd": str(row.agency),
            "program": f"{program.code} {program.name}".strip() if program else None,
            "diberikan": row.given_on,
            "tenggat": row.due_on,
            "keadaan": directive_state(line.state),
            "jawaban": timezone.localtime(line.answered_at).date() if line.answered_at else None,
        },
        links=links,
        is_example=row.is_example,
    )
