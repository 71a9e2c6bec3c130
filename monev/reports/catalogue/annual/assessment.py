"""The self-assessment, item by item, as the region answered it and as the portal proposed it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from core import formats
from core.documents import Block, Column, Facts, Section, State, Table, Text, Value
from monev.reports.catalogue.annual.reading import counted, day_of
from monev.reports.catalogue.base import Data
from monev.reports.catalogue.quarterly.reading import decimal


def sections(data: Data) -> Sequence[Section]:
    """One section an assessment; where there is none, a sentence that says so."""
    if not data["assessments"]:
        text = gettext("The region takes part in no evaluation of this year, so there is no self-assessment.")
        return [Section(gettext("Self-assessment"), [Text(text)])]
    return [_section(each, data) for each in data["assessments"]]


def _section(assessment: Data, data: Data) -> Section:
    facts = Facts(
        [
            (gettext("Round"), assessment["round"]),
            (gettext("Instrument"), assessment["instrument"]),
            (gettext("State"), _state(assessment, data)),
            (gettext("Own index"), formats.score(decimal(assessment["index"]))),
            (gettext("Items answered"), counted(assessment["answered"], assessment["total"])),
            (gettext("Answered otherwise than proposed"), str(assessment["corrected"])),
            (gettext("Without evidence or records of the portal"), str(assessment["bare"])),
        ]
    )
    note = gettext("The own score is the region's, from 0 to 4; it is no result of the national evaluation.")
    blocks: list[Block] = [facts, Text(note, is_note=True), _dimensions(assessment)]
    title = gettext("Self-assessment: %(round)s") % {"round": assessment["round"]}
    items = [_items(each, assessment) for each in assessment["dimensions"]]
    return Section(title, [*blocks, *items], wide=True)


def _state(assessment: Data, data: Data) -> str:
    if assessment["submitted_at"]:
        return gettext("submitted on %(day)s") % {"day": day_of(data, assessment["submitted_at"])}
    return gettext("not submitted, open until %(day)s") % {"day": day_of(data, assessment["until"])}


def _dimensions(assessment: Data) -> Table:
    return Table(
        name=gettext("Dimensions"),
        title=gettext("Own score per dimension"),
        columns=[
            Column("name", gettext("Dimension"), share=6),
            Column("weight", gettext("Weight"), "percent", "%"),
            Column("answered", gettext("Items answered"), share=2),
            Column("score", gettext("Own score"), "score"),
        ],
        rows=[
            {
                "name": each["name"],
                "weight": decimal(each["weight"]),
                "answered": counted(each["answered"], each["total"]),
                "score": decimal(each["score"]),
            }
            for each in assessment["dimensions"]
        ],
    )


def _items(dimension: Data, assessment: Data) -> Table:
    steps = gettext("0 to 4")
    return Table(
        name=str(dimension["name"]),
        title=str(dimension["name"]),
        columns=[
            Column("code", gettext("Item"), share=2),
            Column("text", gettext("Question"), share=8),
            Column("proposed", gettext("Proposed"), "count", steps),
            Column("score", gettext("Own score"), "count", steps),
            Column("answer", gettext("Answer and what it means"), share=8),
            Column("reason", gettext("Reason, and what the portal measured"), share=8),
            Column("evidence", gettext("Pieces of evidence"), "count"),
            Column("state", gettext("State"), "state", share=4),
        ],
        rows=[_item(each) for each in assessment["items"] if each["dimension"] == dimension["code"]],
    )


def _item(item: Data) -> dict[str, Value]:
    said = [f"{item['score']}: {item['meaning']}" if item["meaning"] else "", item["answer"]]
    return {
        "code": item["code"],
        "text": item["text"],
        "proposed": item["proposed"],
        "score": item["score"],
        "answer": "\n".join(filter(None, said)),
        "reason": "\n".join(filter(None, [item["reason"], item["measured"]])),
        "evidence": item["evidence"],
        "state": _item_state(item["state"]),
    }


def _item_state(code: str) -> State:
    """As the page of the self-assessment says it."""
    return {
        "open": State(gettext("not answered"), "bad"),
        "draft": State(gettext("typed, not confirmed"), "warning"),
        "confirmed": State(gettext("confirmed as proposed"), "good"),
        "corrected": State(gettext("corrected"), "active"),
        "own": State(gettext("answered"), "good"),
        "not_applicable": State(gettext("does not apply"), "none"),
    }[code]
