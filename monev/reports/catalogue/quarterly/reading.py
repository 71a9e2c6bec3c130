"""Reads the plain data of a snapshot back: decimals, roll-ups, rules, states with their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.documents import Column, State, Tone, Value
from monev.monitoring.achievement import RollUp
from monev.monitoring.labels import light_label
from monev.monitoring.rules import Rules

Data = Mapping[str, Any]

TONES: dict[str, Tone] = {"green": "good", "amber": "warning", "red": "bad"}


def decimal(value: Any) -> Decimal | None:
    """A figure that was frozen as text."""
    return None if value is None else Decimal(str(value))


def roll_up(data: Data) -> RollUp:
    """A mean with how many it rests on."""
    left_out = data["total"] - data["counted"]
    return RollUp(decimal(data["value"]), data["counted"], left_out, Decimal(0))


def rules(data: Data) -> Rules:
    """The rules that the figures were computed with."""
    return Rules(**data["rules"])


def light(code: str | None) -> State:
    """Word and tone of a traffic light."""
    return State(light_label(code), TONES.get(code or "", "none"))


def difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """What changed; None where either is unknown."""
    return None if now is None or before is None else now - before


def filled(columns: Sequence[Column], rows: Sequence[Mapping[str, Value]], *optional: str) -> list[Column]:
    """The columns without those of the optional ones in which no row says anything."""
    silent = {key for key in optional if rows and all(row.get(key) in (None, "") for row in rows)}
    return [each for each in columns if each.key not in silent]
