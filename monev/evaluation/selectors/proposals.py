"""Proposals as they are kept with an answer, and read back in the language of whoever reads them."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from monev.evaluation.measures.facts import Facts, Record
from monev.evaluation.measures.measure import Measure, frozen, thawed
from monev.evaluation.measures.registry import RULES, Item, Proposal, proposal_for
from monev.evaluation.models.assessments import Answer
from monev.evaluation.models.instruments import InstrumentItem


def asked(item: InstrumentItem) -> Item:
    """What the rules need to know of an item."""
    return Item(
        code=item.code,
        rule=item.rule,
        parameters=item.parameters,
        thresholds=item.thresholds,
        lower_is_better=item.lower_is_better,
        pillar_id=item.pillar_id,
    )


def live_proposal(item: InstrumentItem, facts: Facts) -> Proposal | None:
    """What the portal proposes now; None for an item without a rule, or with one that the portal no longer has."""
    return proposal_for(asked(item), facts) if item.rule in RULES else None


def as_kept(item: InstrumentItem, proposal: Proposal | None) -> dict[str, Any]:
    """The proposal as plain JSON."""
    if proposal is None:
        return {}
    measure = proposal.measure
    return {
        "rule": item.rule,
        "value": None if measure.value is None else format(measure.value, "f"),
        "sentence": frozen(measure.sentence),
        "missing": frozen(measure.missing),
        "records": [asdict(each) for each in measure.records],
    }


def kept_proposal(answer: Answer | None) -> Proposal | None:
    """The proposal that stands with an answer; None when there was none."""
    return read_proposal(answer.proposed, answer.proposal) if answer else None


def read_proposal(step: int | None, data: dict[str, Any]) -> Proposal | None:
    """The proposal in plain JSON; None when there was none."""
    if not data:
        return None
    value = data.get("value")
    measure = Measure(
        None if value is None else Decimal(value),
        thawed(data.get("sentence")),
        tuple(Record(**each) for each in data.get("records", ())),
        thawed(data.get("missing")),
    )
    return Proposal(step, measure)
