"""The small curve beside the physical progress: planned against reported, as points of a drawing and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from core import formats
from core.numbers import round_half_up
from monev.monitoring.models.periods import Period
from monev.monitoring.scurve import ProgramCurve, planned_percent

WIDTH, HEIGHT, MARGIN = 120, 40, 4
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class EntryCurve:
    """`planned` and `actual` are points of polylines in a box of `width` x `height`; `text` says the same."""

    planned: str
    actual: str
    now: tuple[str, str] | None
    text: str
    width: int = WIDTH
    height: int = HEIGHT


def entry_curve(curve: ProgramCurve, period: Period) -> EntryCurve:
    """The curve of one program over the periods of the year; `now` marks what is being entered."""
    step = 1 if period.kind == Period.Kind.MONTH else 3
    plan = [(month, planned_percent(month, curve.milestones)) for month in range(step, 13, step)]
    told = [(month, percent) for month, percent in sorted(curve.actual.items()) if month <= period.last_month]
    own = [_point(month, percent) for month, percent in told if month == period.last_month]
    return EntryCurve(
        planned=_line([(0, Decimal(0)), *plan]),
        actual=_line([(0, Decimal(0)), *told]) if told else "",
        now=own[0] if own else None,
        text=_words(plan, told, period, step),
    )


def _words(plan: Sequence[tuple[int, Decimal]], told: Sequence[tuple[int, Decimal]], period: Period, step: int) -> str:
    def named(points: Sequence[tuple[int, Decimal]]) -> str:
        labels = [
            (Period(kind=period.kind, year=period.year, number=month // step).label, percent)
            for month, percent in points
        ]
        return ", ".join(f"{label} {formats.percent(percent)}" for label, percent in labels)

    sentences = [gettext("Planned: %(points)s.") % {"points": named(plan)}]
    if told:
        sentences.append(gettext("Reported: %(points)s.") % {"points": named(told)})
    return " ".join(sentences)


def _line(points: Sequence[tuple[int, Decimal]]) -> str:
    return " ".join(",".join(_point(month, percent)) for month, percent in points)


def _point(month: int, percent: Decimal) -> tuple[str, str]:
    """Month 0 to 12 from left to right, 0 to 100 percent from the bottom up."""
    across = MARGIN + Decimal(month) / 12 * (WIDTH - 2 * MARGIN)
    up = HEIGHT - MARGIN - min(max(percent, Decimal(0)), HUNDRED) / HUNDRED * (HEIGHT - 2 * MARGIN)
    return f"{round_half_up(across, 1)}", f"{round_half_up(up, 1)}"
