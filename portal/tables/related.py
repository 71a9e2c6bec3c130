"""What else names a program or quick win, as a table: quick wins, directives, pledges, programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from portal.selectors.directives import OVERDUE
from portal.selectors.program_related import Related
from portal.tables.directives import directive_state
from quickwins.models import QuickWin

PLEDGE_TONES: dict[str, Tone] = {"kept": "good", "running": "active", "broken": "bad"}


def related_table(related: Related, *, today: date, source: str) -> DataTable:
    """Quick wins, directives and pledges that name a program."""
    lines = [
        *(_quick_win(each) for each in related.quick_wins),
        *(directive_line(each, today) for each in related.directives),
        *(_pledge(each) for each in related.pledges),
    ]
    return table_of(lines, title=gettext("Quick wins, directives and pledges"), source=source)


def table_of(lines: Iterable[Line], *, title: str, source: str) -> DataTable:
    """The table in which all of them stand."""
    return DataTable(
        id="terkait",
        title=title,
        columns=(
            Column("text", gettext("What"), share=5),
            Column("kind", gettext("Kind")),
            Column("agency", gettext("OPD"), share=3),
            Column("due", gettext("Due")),
            Column("state", gettext("State"), "state"),
        ),
        lines=list(lines),
        choices=("kind", "state"),
        empty=gettext("Nothing else names it."),
        source=source,
    )


def _quick_win(row: QuickWin) -> Line:
    cells: dict[str, Value] = {
        "text": row.title,
        "kind": gettext("Quick win"),
        "agency": row.agency.name,
        "due": str(row.year),
        "state": State(gettext("published practice"), "good", "practice") if row.is_practice else None,
    }
    return Line(cells, {"text": reverse("quickwins:quick-win-detail", args=[row.pk])}, is_example=row.is_example)


def directive_line(row: Directive, today: date) -> Line:
    """A directive; one that is overdue is said to be."""
    is_overdue = row.status == Directive.Status.OPEN and row.due_on < today
    cells: dict[str, Value] = {
        "text": row.text,
        "kind": gettext("Directive"),
        "agency": row.agency.name,
        "due": row.due_on.isoformat(),
        "state": directive_state(OVERDUE if is_overdue else row.status),
    }
    return Line(cells, {"text": reverse("portal:directive-detail", args=[row.pk])}, is_example=row.is_example)


def _pledge(row: Pledge) -> Line:
    cells: dict[str, Value] = {
        "text": row.text,
        "kind": gettext("Pledge of the joint commitment"),
        "agency": row.commitment.agency.name,
        "due": str(row.due_year) if row.due_year else None,
        "state": State(row.get_state_display(), PLEDGE_TONES.get(row.state, "none"), row.state),
    }
    return Line(cells, {"text": reverse("portal:pledge-detail", args=[row.pk])}, is_example=row.is_example)
