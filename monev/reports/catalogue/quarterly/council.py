"""What the council asked for: pledges of the joint commitment, directives, decisions of its meetings."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Column, Section, State, Table, Text, Tone, Value
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from monev.reports.catalogue.quarterly.reading import Data, filled

PLEDGE_TONES: dict[str, Tone] = {"kept": "good", "running": "active", "broken": "bad"}
DIRECTIVE_TONES: dict[str, Tone] = {"overdue": "bad", "open": "warning", "answered": "active", "closed": "good"}
KEPT, OVERDUE, OPEN, CLOSED = "kept", "overdue", "open", "closed"


def commitments(data: Data) -> Section:
    """How far the pledges of the joint commitment are kept."""
    table = Table(
        name=gettext("Commitments"),
        title=gettext("Pledges of the joint commitment"),
        columns=[
            Column("agency", gettext("OPD"), share=4),
            Column("text", gettext("Pledge"), share=7),
            Column("program", gettext("Program"), share=5),
            Column("due_year", gettext("Due")),
            Column("state", gettext("State"), "state", share=3),
            Column("reported_in", gettext("Last reported"), share=2),
            Column("note", gettext("What was done"), share=5),
        ],
        rows=[_pledge(each) for each in data["pledges"]],
        empty=gettext("No pledge is recorded."),
    )
    words = [Text(_pledges_in_words(data["pledges"]))] if data["pledges"] else []
    return Section(gettext("Commitments"), [*words, table], wide=True)


def _pledges_in_words(pledges: list[Data]) -> str:
    kept = sum(each["pledge_state"] == KEPT for each in pledges)
    behind = sum(bool(each.get("is_behind")) for each in pledges)
    here = ngettext(
        "%(kept)s of %(total)s pledge is kept.", "%(kept)s of %(total)s pledges are kept.", len(pledges)
    ) % {
        "kept": kept,
        "total": len(pledges),
    }
    late = ngettext(
        "%(behind)s is due and not kept, or broken.", "%(behind)s are due and not kept, or broken.", behind
    ) % {"behind": behind}
    return f"{here} {late}" if behind else here


def _pledge(row: Data) -> dict[str, Value]:
    return {
        **{key: row[key] for key in ("agency", "text", "program", "reported_in", "note")},
        "due_year": str(row["due_year"] or ""),
        "state": _pledge_state(row["pledge_state"]),
    }


def _pledge_state(code: str) -> State:
    if code not in Pledge.State.values:
        return State(gettext("not reported"), "none")
    return State(str(Pledge.State(code).label), PLEDGE_TONES.get(code, "none"))


def in_words(data: Data) -> str:
    """How many directives wait, in a sentence of the summary."""
    rows = data["directives"]
    states = Counter(each["state"] for each in rows)
    waiting = states[OPEN] + states[OVERDUE]
    answered = sum(each["is_answered_in_period"] for each in rows)
    if not waiting and not answered:
        return gettext("No directive of the council waits for an answer.")
    here = ngettext(
        "%(waiting)s directive of the council waits for an answer of an OPD, %(overdue)s of them overdue.",
        "%(waiting)s directives of the council wait for an answer of an OPD, %(overdue)s of them overdue.",
        waiting,
    ) % {"waiting": waiting, "overdue": states[OVERDUE]}
    if not answered:
        return here
    done = ngettext(
        "%(answered)s directive was answered in this period.",
        "%(answered)s directives were answered in this period.",
        answered,
    ) % {"answered": answered}
    return f"{here} {done}"


def directives(data: Data) -> Section | None:
    """Directives and decisions; None in snapshots that were taken without them."""
    if "directives" not in data:
        return None
    words = [Text(in_words(data))] if data["directives"] else []
    return Section(gettext("Directives and decisions"), [*words, _directives(data), _decisions(data)], wide=True)


def _directives(data: Data) -> Table:
    rows = [_directive(each) for each in data["directives"]]
    columns = [
        Column("text", gettext("Directive"), share=7),
        Column("agency", gettext("OPD"), share=4),
        Column("program", gettext("Program"), share=4),
        Column("given_on", gettext("Given on"), "date", share=3),
        Column("due_on", gettext("Due"), "date", share=3),
        Column("state", gettext("State"), "state", share=3),
        Column("answered_on", gettext("Answered on"), "date", share=3),
        Column("answer", gettext("Answer of the OPD"), share=6),
    ]
    return Table(
        name=gettext("Directives"),
        title=gettext("Directives of the council"),
        columns=filled(columns, rows, "program", "answered_on", "answer"),
        rows=rows,
        note=gettext(
            "Directives that wait for an answer or for the council, and those answered or closed in the period; as "
            "they stood when the snapshot was taken."
        ),
        empty=gettext("No directive waits, and none was answered or closed in this period."),
    )


def _directive(row: Data) -> dict[str, Value]:
    return {
        **{key: row[key] for key in ("text", "agency", "program", "answer")},
        **{key: day(row[key]) for key in ("given_on", "due_on", "answered_on")},
        "state": directive_state(row["state"]),
    }


def directive_state(code: str) -> State:
    """The word for a directive that is open, overdue, answered or closed."""
    label = gettext("overdue") if code == OVERDUE else str(Directive.Status(code).label)
    return State(label, DIRECTIVE_TONES.get(code, "none"), code)


def _decisions(data: Data) -> Table:
    rows = [_decision(each) for each in data["decisions"]]
    columns = [
        Column("text", gettext("Decision"), share=8),
        Column("council", gettext("Council"), share=5),
        Column("held_on", gettext("Meeting of"), "date", share=3),
        Column("agencies", gettext("OPD"), share=5),
        Column("directives", gettext("Directives"), "count"),
        Column("open", gettext("Not closed"), "count"),
        Column("due_on", gettext("Next due"), "date", share=3),
        Column("state", gettext("State"), "state", share=3),
    ]
    return Table(
        name=gettext("Decisions"),
        title=gettext("Decisions of the meetings"),
        columns=filled(columns, rows, "agencies", "due_on"),
        rows=rows,
        note=gettext("Decisions of this period, and earlier ones with a directive that is not closed yet."),
        empty=gettext("No decision of a meeting is due, and no meeting of this period has one."),
    )


def _decision(row: Data) -> dict[str, Value]:
    return {
        **{key: row[key] for key in ("text", "council", "directives", "open")},
        "held_on": day(row["held_on"]),
        "due_on": day(row["due_on"]),
        "agencies": "; ".join(row["agencies"]),
        "state": _decision_state(row),
    }


def _decision_state(row: Data) -> State:
    if not row["directives"]:
        return State(gettext("no directive yet"), "none")
    if row["overdue"]:
        return directive_state(OVERDUE)
    return directive_state(OPEN if row["open"] else CLOSED)


def day(text: str | None) -> date | None:
    """A day that was frozen as text."""
    return date.fromisoformat(text) if text else None


def asked_of(program: str, data: Data) -> list[str]:
    """The directives about a program that are not closed, each with the day on which it is due."""
    return [
        gettext("Directive, due %(day)s: %(text)s")
        % {"day": formats.longdate(day(each["due_on"])), "text": each["text"]}
        for each in data.get("directives", ())
        if each["program"] == program and each["state"] != CLOSED
    ]
