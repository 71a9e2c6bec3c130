"""How rows of the evaluation are named inside other rows: one shape for each."""

from __future__ import annotations

from typing import Any

from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import Finding
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from organizations.rest import reference


def _finding(source: str | None = None) -> Any:
    """A finding of the national evaluation."""
    return reference(Finding, "id", "uid", "year", "kind", "status", source=source)


def instrument() -> Any:
    """An instrument by code and year."""
    return reference(Instrument, "id", "uid", "code", "year")


def round_reference(source: str | None = None) -> Any:
    """A round by name and year."""
    return reference(EvaluationRound, "id", "uid", "name", "year", source=source)


def stage_reference(source: str | None = None) -> Any:
    """A stage of a round."""
    return reference(RoundStage, "id", "uid", "kind", "state", source=source)


def item_reference(source: str | None = None) -> Any:
    """An item of an instrument by its code."""
    return reference(InstrumentItem, "id", "uid", "code", source=source)
