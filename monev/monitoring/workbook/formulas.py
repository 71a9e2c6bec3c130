"""The formulas of the workbook: those of `achievement.py` and `progress.py`, in the words of a spreadsheet.

Cells are given as addresses (`$K5`), ranges as `'Belanja'!$H$4:$H$90`. A cell that cannot be computed is empty.
Written out for people: docs/excel.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from monev.monitoring.achievement import INVERSE, LAST, MAX, MEAN, MIRROR, RANGE, RATIO, STABILISE, SUM
from monev.monitoring.rules import AS_ZERO, FULL, NOT_MEASURABLE, Rules

EMPTY = '""'


def deviation(physical: str, nil: str, previous: str, planned: str) -> str:
    """Actual minus planned, in points; with 'nihil' the last figure stands for the empty one."""
    return _safe(f"IF({physical}<>{EMPTY},{physical}-{planned},{_carried(nil, previous, f'-{planned}')})")


def spent(program: str, programs: str, amounts: str, nil: str, previous: str) -> str:
    """The sum over the sources of funds; with 'nihil' and nothing entered the last sum."""
    entered = f'COUNTIFS({programs},{program},{amounts},">=0")'
    total = f"SUMIFS({amounts},{programs},{program})"
    return _safe(f"IF({entered}>0,{total},{_carried(nil, previous)})")


def absorption(amount: str, ceiling: str) -> str:
    """Spending in percent of the ceiling; nothing without a ceiling."""
    return _safe(f"IF({amount}={EMPTY},{EMPTY},IF({ceiling}>0,{amount}/{ceiling}*100,{EMPTY}))")


def source_absorption(amount: str, ceiling: str, previous: str, program: str, programs: str, nil_reasons: str) -> str:
    """The same for one source; the reason for 'nihil' stands on the sheet of programs."""
    is_nil = f'COUNTIFS({programs},{program},{nil_reasons},"?*")>0'
    carried = f"IF({is_nil},IF({previous}={EMPTY},0,{previous})/{ceiling}*100,{EMPTY})"
    return _safe(f"IF({ceiling}>0,IF({amount}<>{EMPTY},{amount}/{ceiling}*100,{carried}),{EMPTY})")


def mean_achievement(program: str, programs: str, counted: str) -> str:
    """The mean over the indicators of the program, each within the limits that count."""
    return _safe(f"AVERAGEIFS({counted},{programs},{program})")


def realised(value: str, how: str, earlier: Sequence[Decimal]) -> str:
    """The value of the year so far: `earlier` are the values of the periods before, oldest first."""
    with_value, without = {
        SUM: (f"{value}+{_number(sum(earlier, Decimal(0)))}", sum(earlier, Decimal(0))),
        MEAN: (f"({value}+{_number(sum(earlier, Decimal(0)))})/{len(earlier) + 1}", _mean(earlier)),
        MAX: (
            f"MAX({value},{_number(max(earlier, default=Decimal(0)))})" if earlier else value,
            max(earlier, default=None),
        ),
        LAST: (value, earlier[-1] if earlier else None),
    }[how]
    rest = _number(without) if earlier and without is not None else EMPTY
    return _safe(f"IF({value}<>{EMPTY},{with_value},{rest})")


def achievement(
    realised: str, target: str, formula: str, goal: Decimal | None, worst: Decimal | None, polarity: str, rules: Rules
) -> str:
    """Percent of the target, uncapped. `goal`: the target as it was when the workbook was made."""
    body = _achieved(realised, target, formula, goal, worst, polarity, rules)
    return EMPTY if body == EMPTY else _safe(f"IF({realised}={EMPTY},{EMPTY},{body})")


def capped(uncapped: str, rules: Rules) -> str:
    """As it is shown: no more than the cap."""
    return f"IF({uncapped}={EMPTY},{EMPTY},MIN({uncapped},{_number(rules.cap_shown)}))"


def counted(uncapped: str, rules: Rules) -> str:
    """As it goes into the mean: between floor and cap; a missing one is zero only where the region says so."""
    floor, cap = _number(rules.floor_averaging), _number(rules.cap_averaging)
    missing = f"MAX({floor},MIN(0,{cap}))" if rules.missing_policy == AS_ZERO else EMPTY
    return f"IF({uncapped}={EMPTY},{missing},MAX({floor},MIN({uncapped},{cap})))"


def _achieved(
    r: str, t: str, formula: str, goal: Decimal | None, worst: Decimal | None, polarity: str, rules: Rules
) -> str:
    if goal is None:
        return EMPTY
    if formula == RANGE:
        w = _number(worst) if worst is not None else ""
        return f"({w}-{r})/({w}-{t})*100" if worst is not None and worst > goal else EMPTY
    if goal <= 0:
        return _for_zero_target(r, polarity, rules) if goal == 0 else EMPTY
    return {
        RATIO: f"{r}/{t}*100",
        INVERSE: f"IF({r}>0,{t}/{r}*100,(2*{t}-{r})/{t}*100)",
        MIRROR: f"(2*{t}-{r})/{t}*100",
        STABILISE: f"100-ABS({r}-{t})/{t}*100",
    }[formula]


def _for_zero_target(r: str, polarity: str, rules: Rules) -> str:
    if rules.zero_target == NOT_MEASURABLE:
        return EMPTY
    if rules.zero_target != FULL:
        return "0"
    sign = {"higher": ">=", "lower": "<=", "stabilise": "="}[polarity]
    return f"IF({r}{sign}0,100,0)"


def _carried(nil: str, previous: str, tail: str = "") -> str:
    """What the last report said, where this one says 'nihil'; nothing was said: zero."""
    return f"IF(LEN(TRIM({nil}))>0,IF({previous}={EMPTY},0,{previous}){tail},{EMPTY})"


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _safe(expression: str) -> str:
    """Text typed where a number belongs leaves the figure empty; the check of the upload says what is wrong."""
    return f"IFERROR({expression},{EMPTY})"


def _number(value: Decimal | None) -> str:
    """A number as formulas write it, negative ones in brackets."""
    if value is None:
        return EMPTY
    text = f"{value:f}"
    return f"({text})" if value < 0 else text
