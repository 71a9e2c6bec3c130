"""Quick wins with their milestones, and their risks."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, ngettext

from core.documents import Block, Column, Section, State, Table, Text, Tone, Value
from monev.reports.catalogue.quarterly import rfk
from monev.reports.catalogue.quarterly.council import day
from monev.reports.catalogue.quarterly.reading import Data, decimal, filled
from quickwins.models import Risk

RISK_TONES: dict[str, Tone] = {"low": "none", "medium": "warning", "high": "bad"}


def quick_wins(data: Data) -> Section:
    """Quick wins of the year."""
    rows = [_quick_win(each) for each in data["quick_wins"]]
    columns = [
        Column("title", gettext("Quick win"), share=5),
        Column("pillar", gettext("Pillar")),
        Column("agency", gettext("OPD"), share=4),
        Column("physical", gettext("Progress"), "percent", "%"),
        Column("steps", gettext("Milestones done"), share=3),
        Column("milestones_overdue", gettext("Milestones overdue"), "count"),
        Column("hindering_factors", gettext("Obstacles"), share=5),
        Column("follow_up", gettext("Follow-up plan"), share=5),
        Column("state", gettext("State"), "state", share=3),
    ]
    table = Table(
        name=gettext("Quick wins"),
        title=gettext("Quick wins of the year"),
        columns=filled(columns, rows, "hindering_factors", "follow_up"),
        rows=rows,
        empty=gettext("No quick win is planned for this year."),
    )
    words = [Text(_in_words(data["quick_wins"]))] if data["quick_wins"] else []
    return Section(gettext("Quick wins"), [*words, table, *_milestones(data), *_risks(data)], wide=True)


def _in_words(rows: list[Data]) -> str:
    facts = {
        "count": len(rows),
        "done": sum(each["milestones_done"] for each in rows),
        "milestones": sum(each["milestones"] for each in rows),
        "overdue": sum(each["milestones_overdue"] for each in rows),
    }
    return (
        ngettext(
            "%(count)s quick win runs this year; %(done)s of %(milestones)s milestones are reached, %(overdue)s are "
            "overdue.",
            "%(count)s quick wins run this year; %(done)s of %(milestones)s milestones are reached, %(overdue)s are "
            "overdue.",
            facts["count"],
        )
        % facts
    )


def _quick_win(row: Data) -> dict[str, Value]:
    steps = gettext("%(counted)s of %(total)s") % {"counted": row["milestones_done"], "total": row["milestones"]}
    return {
        **{
            key: row[key]
            for key in ("title", "pillar", "agency", "milestones_overdue", "hindering_factors", "follow_up")
        },
        "physical": decimal(row["physical"]),
        "steps": steps,
        "state": rfk.program_state({"state": row["state"], "is_late": False}),
    }


def _milestones(data: Data) -> list[Block]:
    """Every milestone; none in snapshots that were taken without them."""
    if not data["quick_wins"] or any("steps" not in each for each in data["quick_wins"]):
        return []
    end = date.fromisoformat(data["period"]["last_day"])
    table = Table(
        name=gettext("Milestones"),
        title=gettext("Milestones of the quick wins"),
        columns=[
            Column("quick_win", gettext("Quick win"), share=6),
            Column("name", gettext("Milestone"), share=7),
            Column("due_on", gettext("Due"), "date", share=3),
            Column("done_on", gettext("Reached on"), "date", share=3),
            Column("state", gettext("State"), "state", share=3),
        ],
        rows=[_milestone(each["title"], step, end) for each in data["quick_wins"] for step in each["steps"]],
        note=gettext("As of the last day of the period."),
        empty=gettext("No milestone is entered for these quick wins."),
    )
    return [table]


def _milestone(title: str, step: Data, end: date) -> dict[str, Value]:
    due, done = day(step["due_on"]), day(step["done_on"])
    if done:
        state = State(gettext("reached"), "good")
    elif due and due <= end:
        state = State(gettext("overdue"), "bad")
    else:
        state = State(gettext("to come"), "none")
    return {"quick_win": title, "name": step["name"], "due_on": due, "done_on": done, "state": state}


def _risks(data: Data) -> list[Block]:
    """The risks that are not mitigated; none in snapshots that were taken without them."""
    if "risks" not in data:
        return []
    table = Table(
        name=gettext("Risks"),
        title=gettext("Risks of the quick wins"),
        columns=[
            Column("quick_win", gettext("Quick win"), share=5),
            Column("agency", gettext("OPD"), share=4),
            Column("text", gettext("Risk"), share=7),
            Column("likelihood", gettext("Likelihood"), "state", share=3),
            Column("impact", gettext("Impact"), "state", share=3),
            Column("mitigation", gettext("Mitigation"), share=7),
        ],
        rows=[
            {
                **{key: each[key] for key in ("quick_win", "agency", "text", "mitigation")},
                **{key: _level(each[key]) for key in ("likelihood", "impact")},
            }
            for each in data["risks"]
        ],
        empty=gettext("No open risk is recorded for these quick wins."),
    )
    return [table]


def _level(code: str) -> State:
    return State(str(Risk.Level(code).label), RISK_TONES.get(code, "none"))
