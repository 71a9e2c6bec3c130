"""What a rule says: a measured value, the sentence that explains it, the records it rests on, or what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core import formats
from core.canonical import plain
from monev.evaluation.measures.facts import Record
from monev.evaluation.measures.sentences import SENTENCES

Param = str | int | Decimal
_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "share": formats.percent,
    "value": formats.number,
    "mean": lambda value: formats.number(value, 2),
    "amount": formats.rupiah_short,
}
"""Params that are figures, and how they are shown in the reader's language."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its code, with the figures in it: kept as data, read in the language of whoever reads it."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __str__(self) -> str:
        words = {name: _SHOWN[name](value) if name in _SHOWN else value for name, value in self.params.items()}
        return str(SENTENCES[self.code] % words)


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` is None when it cannot be derived; `missing` then says what the region enters, and where."""

    value: Decimal | None
    sentence: Sentence | None = None
    records: tuple[Record, ...] = ()
    missing: Sentence | None = None


def measured(value: Decimal | int, code: str, records: Iterable[Record] = (), /, **params: Param) -> Measure:
    """A value with its sentence."""
    return Measure(Decimal(value), Sentence(code, params), tuple(records))


def lacking(code: str, records: Iterable[Record] = (), /, **params: Param) -> Measure:
    """Nothing can be measured, and why."""
    return Measure(None, records=tuple(records), missing=Sentence(code, params))


def share_of(part: int, whole: int) -> Decimal:
    """Percent, exact enough to compare with thresholds: six decimals."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.000001"))


def frozen(sentence: Sentence | None) -> dict[str, Any] | None:
    """The sentence as plain JSON."""
    return None if sentence is None else {"code": sentence.code, "params": plain(dict(sentence.params))}


def thawed(data: Any) -> Sentence | None:
    """A sentence from JSON; None for nothing, and for a sentence that the portal no longer knows."""
    if not data or data.get("code") not in SENTENCES:
        return None
    params = {
        name: Decimal(value) if name in _SHOWN and isinstance(value, str) else value
        for name, value in data.get("params", {}).items()
    }
    return Sentence(data["code"], params)
