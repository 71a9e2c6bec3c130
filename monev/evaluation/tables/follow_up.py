"""The table of findings and their follow-up: one definition for the page and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy

from core import formats
from core.documents import Column, State, Tone
from core.tables import DataTable, Line
from monev.evaluation.models.results import Finding
from monev.evaluation.selectors.follow_up import NOT_TAKEN_UP, OVERDUE, UNASSIGNED, FollowUpLine

Status = Finding.Status
STATES = {
    OVERDUE: pgettext_lazy("state of a follow-up", "overdue"),
    UNASSIGNED: pgettext_lazy("state of a follow-up", "to be given to an OPD"),
    NOT_TAKEN_UP: pgettext_lazy("state of a follow-up", "not taken up"),
    Status.OPEN: pgettext_lazy("state of a follow-up", "waits for the OPD"),
    Status.RUNNING: pgettext_lazy("state of a follow-up", "being followed up"),
    Status.REPORTED: pgettext_lazy("state of a follow-up", "reported as done, to be verified"),
    Status.DONE: pgettext_lazy("state of a follow-up", "done and verified"),
}
TONES: dict[str, Tone] = {
    OVERDUE: "bad",
    UNASSIGNED: "warning",
    NOT_TAKEN_UP: "none",
    Status.OPEN: "active",
    Status.RUNNING: "active",
    Status.REPORTED: "warning",
    Status.DONE: "good",
}
BADGES = {
    OVERDUE: "danger",
    UNASSIGNED: "warning",
    Status.OPEN: "open",
    Status.RUNNING: "running",
    Status.REPORTED: "submitted",
    Status.DONE: "done",
}


def follow_up_state(code: str) -> State:
    """Where a follow-up stands, as a word with its sign."""
    return State(str(STATES[code]), TONES[code], code, BADGES.get(code, "neutral"))


def follow_ups_table(lines: Sequence[FollowUpLine], today: date) -> DataTable:
    """Findings with kind, year, item, OPD, due date, progress, evidence and state."""
    return DataTable(
        id="tindak",
        title=gettext("Follow-up of the national evaluation"),
        columns=(
            Column("temuan", gettext("Finding"), share=6),
            Column("tahun", gettext("Evaluation")),
            Column("jenis", gettext("Kind")),
            Column("butir", gettext("Item")),
            Column("opd", gettext("OPD"), share=3),
            Column("tenggat", gettext("Due"), "date"),
            Column("progres", gettext("Progress"), "percent"),
            Column("bukti", gettext("Evidence"), "count"),
            Column("keadaan", gettext("State"), "state", share=3),
            Column("langkah", pgettext("follow-up", "Last step"), "date"),
        ),
        lines=[_line(each) for each in lines],
        choices=("tahun", "jenis", "keadaan", "opd"),
        empty=gettext("The national evaluation has not published findings yet."),
        source=gettext("As of %(day)s; progress as the OPDs tell it, done as the secretariat verified it.")
        % {"day": formats.longdate(today)},
    )


def _line(line: FollowUpLine) -> Line:
    row = line.finding
    return Line(
        cells={
            "temuan": row.text,
            "tahun": str(row.year),
            "jenis": str(row.get_kind_display()),
            "butir": row.item_code or None,
            "opd": str(row.agency) if row.agency else None,
            "tenggat": row.due_on,
            "progres": row.progress_percent if row.is_task else None,
            "bukti": line.proofs,
            "keadaan": follow_up_state(line.state),
            "langkah": line.last_on,
        },
        links={"temuan": reverse("evaluation:follow-up-detail", args=[row.region.code, row.pk])},
        is_example=row.is_example,
    )
