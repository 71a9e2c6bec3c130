"""How far the reporting of an OPD can be trusted: a score from 0 to 100 of four parts; pure.

The parts follow what the ministry's assessors ask of a region's data: is all of it there, did it come in time, is it
proven, does it hold when it is questioned. Worked example: docs/scoring.md, 'Quality score of an OPD'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, ZERO
from monev.monitoring.rules import Rules

VERDICT_WEIGHTS = {
    "none": ZERO,
    "weak": Decimal("0.5"),
    "sufficient": Decimal(1),
    "strong": Decimal(1),
}
"""How much of a proof is left once it was judged; sufficient is enough, so strong adds nothing."""
UNJUDGED_WEIGHT = Decimal(1)
"""Before the verifier judges it, evidence counts as evidence: the OPD cannot be blamed for waiting."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that was due in the period. `verdicts`: one for each piece of evidence ('' while not judged).

    `is_sent`: it left the OPD and was not returned. `is_complete`: every figure that the plan asks for is in it.
    `is_questioned`: a warning of the data-quality rules stands that nobody explained, or that the verifier has not
    settled yet. What was explained and settled is answered.
    """

    is_sent: bool = False
    is_complete: bool = False
    is_late: bool = False
    verdicts: tuple[str, ...] = ()
    is_questioned: bool = False


@dataclass(frozen=True, slots=True)
class QualityScore:
    """The score of one OPD or of a region; a part is None where nothing can be said about it. Percent, 0 to 100."""

    due: int
    sent: int
    complete: Decimal | None = None
    on_time: Decimal | None = None
    evidence: Decimal | None = None
    unquestioned: Decimal | None = None
    value: Decimal | None = None


def proof_weight(verdicts: Iterable[str]) -> Decimal:
    """How well one report is proven, 0 to 1: by its best evidence, for a weak one beside a strong one takes nothing.

    >>> proof_weight([]), proof_weight(["weak"]), proof_weight(["weak", "strong"]), proof_weight([""])
    (Decimal('0'), Decimal('0.5'), Decimal('1'), Decimal('1'))
    """
    return max((VERDICT_WEIGHTS.get(each, UNJUDGED_WEIGHT) for each in verdicts), default=ZERO)


def quality_score(items: Iterable[Due], rules: Rules) -> QualityScore:
    """Score what was due. Nothing due: no score. What was not sent scores zero in every part.

    Complete, on time, with evidence and unquestioned are shares of what was due, so that an OPD does not gain by
    staying silent on what it cannot prove.

    >>> rows = [Due(True, True, False, ("",)), Due(True, True, True), Due()]
    >>> quality_score(rows, Rules()).value.quantize(Decimal("0.01"))
    Decimal('53.33')
    """
    rows = list(items)
    sent = [each for each in rows if each.is_sent]
    if not rows:
        return QualityScore(0, 0)
    parts = {
        "complete": _share(sum(each.is_complete for each in sent), rows),
        "on_time": _share(sum(not each.is_late for each in sent), rows),
        "evidence": _share(sum((proof_weight(each.verdicts) for each in sent), ZERO), rows),
        "unquestioned": _share(sum(not each.is_questioned for each in sent), rows),
    }
    weights = (rules.weight_complete, rules.weight_on_time, rules.weight_evidence, rules.weight_unquestioned)
    points = sum((part * weight for part, weight in zip(parts.values(), weights, strict=True)), ZERO)
    return QualityScore(due=len(rows), sent=len(sent), value=points / sum(weights, ZERO), **parts)


def _share(count: int | Decimal, rows: list[Due]) -> Decimal:
    return Decimal(count) / len(rows) * HUNDRED
