"""What citizens answered, and what became of the recommendations of past evaluations."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, pgettext

from core import formats
from core.documents import Block, Column, Entry, Section, Table, Text, Value
from monev.evaluation.models.results import Finding, FindingStep
from monev.evaluation.models.surveys import Survey
from monev.evaluation.tables.follow_up import follow_up_state
from monev.reports.catalogue.annual.reading import day, day_of, enough
from monev.reports.catalogue.base import Data
from monev.reports.catalogue.quarterly.reading import decimal


def sections(data: Data) -> Sequence[Section]:
    """Citizen surveys, then the follow-up."""
    return [_surveys(data), _follow_up(data)]


def _surveys(data: Data) -> Section:
    note = gettext(
        "Means of the valid answers, from 0 to 4. They are evidence for the assessors, no score of the evaluation; "
        "nobody can tell from them what one person answered."
    )
    blocks: list[Block] = [_pillars(data)]
    if data["surveys"]:
        blocks = [Text(note, is_note=True), _pillars(data), _statements(data)]
    return Section(gettext("Citizen surveys"), blocks, wide=True)


def _pillars(data: Data) -> Table:
    return Table(
        name=gettext("Citizen surveys"),
        title=gettext("Citizen surveys per pillar"),
        columns=[
            Column("pillar", gettext("Pillar"), share=4),
            Column("days", gettext("From – until"), share=5),
            Column("state", gettext("State"), share=2),
            Column("forms", gettext("Forms"), "count"),
            Column("valid", gettext("Valid"), "count"),
            Column("mean", gettext("Mean of citizens"), "score"),
            Column("enough", gettext("Judgement"), "state", share=3),
        ],
        rows=[
            {
                "pillar": f"{each['letters']} {each['pillar']}",
                "days": f"{formats.longdate(day(each['opens_on']))} – {formats.longdate(day(each['closes_on']))}",
                "state": str(Survey.State(each["state"]).label),
                "forms": each["forms"],
                "valid": each["valid"],
                "mean": decimal(each["mean"]),
                "enough": enough(each),
            }
            for each in data["surveys"]
        ],
        empty=gettext("No citizen survey was opened in this year."),
    )


def _statements(data: Data) -> Table:
    return Table(
        name=gettext("Statements"),
        title=gettext("Means by statement"),
        columns=[
            Column("pillar", gettext("Pillar")),
            Column("code", gettext("Item"), share=2),
            Column("text", gettext("Statement"), share=8),
            Column("service", gettext("Service"), share=4),
            Column("valid", gettext("Valid answers"), "count"),
            Column("mean", gettext("Mean of citizens"), "score"),
            Column("enough", gettext("Judgement"), "state", share=4),
        ],
        rows=[_statement(survey, each) for survey in data["surveys"] for each in survey["statements"]],
        empty=gettext("No citizen survey was opened in this year."),
    )


def _statement(survey: Data, row: Data) -> dict[str, Value]:
    return {
        "pillar": survey["letters"],
        **{key: row[key] for key in ("code", "text", "service", "valid")},
        "mean": decimal(row["mean"]),
        "enough": enough(row),
    }


def _follow_up(data: Data) -> Section:
    courses = [_course(number, each, data) for number, each in enumerate(data["findings"], start=1) if each["steps"]]
    return Section(gettext("Follow-up of past recommendations"), [_findings(data), *courses], wide=True)


def _findings(data: Data) -> Table:
    kinds = {str(each): str(each.label) for each in Finding.Kind}
    return Table(
        name=gettext("Follow-up"),
        title=gettext("Follow-up of the national evaluation"),
        columns=[
            Column("number", gettext("No."), share=1),
            Column("year", gettext("Evaluation")),
            Column("kind", gettext("Kind"), share=3),
            Column("text", gettext("Finding"), share=9),
            Column("agency", gettext("OPD"), share=4),
            Column("due_on", gettext("Due"), "date", share=3),
            Column("progress", gettext("Progress"), "percent", "%"),
            Column("proofs", gettext("Evidence"), "count"),
            Column("state", gettext("State"), "state", share=4),
        ],
        rows=[
            {
                "number": str(number),
                "year": str(each["year"]),
                "kind": kinds[each["kind"]],
                **{key: each[key] for key in ("text", "agency", "progress", "proofs")},
                "due_on": day(each["due_on"]),
                "state": follow_up_state(each["state"]),
            }
            for number, each in enumerate(data["findings"], start=1)
        ],
        empty=gettext("The national evaluation has not published findings yet."),
    )


def _course(number: int, finding: Data, data: Data) -> Entry:
    """What was done, step by step."""
    names = {str(each): str(each.label) for each in FindingStep.Step}
    parts = []
    for step in finding["steps"]:
        progress = None if step["progress"] is None else formats.percent(step["progress"], 0)
        told = " · ".join(filter(None, [step["agency"], progress, step["words"]]))
        parts.append((f"{day_of(data, step['at'])}, {names[step['step']]}:", told))
    heading = pgettext("follow-up", "Course of no. %(number)s") % {"number": number}
    return Entry(heading, finding["text"], parts)
