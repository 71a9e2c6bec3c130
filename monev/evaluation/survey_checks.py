"""Which filled-in forms of a citizen survey count, which look made up, and the means that rest on those that count.

Pure. What keeps a form from counting is decided here and nowhere else; what only looks odd is flagged, and a person
decides. Every limit stands in `Limits` with its reason. Source: rules of the survey of 2023 (three programs a pillar,
50 people a pillar) and what assessors found wrong with the surveys of that year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from monev.evaluation.scoring import mean, rounded

LOWEST, HIGHEST = 0, 4
STEPS = tuple(range(LOWEST, HIGHEST + 1))


@dataclass(frozen=True, slots=True)
class Limits:
    """Every number that a guard uses.

    `least_valid`: the ministry asks for 50 people a pillar (Surakarta asked 50 a sub-dimension with three forms).
    `seconds_per_statement` and `seconds_before`: a statement of some ten words takes two seconds to read and tap at the
    very least, the questions before them three.
    `burst_most` within `burst_minutes`: a family shares a phone, so three forms from one device are believed; nobody
    passes it round to a fourth person within ten minutes.
    `same_least`: six and more answers that are all the same are straight-lining; three that agree are common, so fewer
    are flagged at the ends of the scale only, where made-up answers stand.
    """

    least_valid: int = 50
    seconds_per_statement: int = 2
    seconds_before: int = 3
    burst_most: int = 3
    burst_minutes: int = 10
    same_least: int = 6


LIMITS = Limits()


class Standing(StrEnum):
    """Whether a form counts, and if not, why."""

    VALID = "valid"
    EXCLUDED = "excluded"
    NON_USER = "non_user"
    REPEATED = "repeated"
    ELSEWHERE = "elsewhere"
    SURPLUS = "surplus"


class Flag(StrEnum):
    """What looks odd about a form; it counts until a person excludes it."""

    SAME = "same"
    ZEROS = "zeros"
    FAST = "fast"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in form. `used`: the sub-dimensions whose service the person used; `asked`: the only one that the form
    asked about, empty for the form of nine statements. `phone` and `device` are hashes, empty where not known."""

    id: int
    at: datetime
    answers: Mapping[str, int]
    used: frozenset[str]
    asked: str = ""
    phone: str = ""
    device: str = ""
    seconds: int | None = None
    is_excluded: bool = False

    @property
    def order(self) -> tuple[datetime, int]:
        """First come, first counted."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A form in the survey of another pillar from somebody who also answered here."""

    id: int
    at: datetime
    phone: str
    survey: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a survey asks: the statements of each sub-dimension, the users that its service has (None: not reported),
    and whether each sub-dimension has a form of its own."""

    statements: Mapping[str, Sequence[str]]
    users: Mapping[str, int | None] = field(default_factory=dict)
    in_three: bool = False

    @property
    def codes(self) -> list[str]:
        """All statements in their order."""
        return [code for codes in self.statements.values() for code in codes]


@dataclass(frozen=True, slots=True)
class Judged:
    """A form with its judgement. `counts`: the sub-dimensions for which it counts; `surplus`: those for which it does
    not, because their service has no more users; `same_person`: the form that counted instead (id), in this survey or
    in that of another pillar (`other_survey`)."""

    form: Filled
    standing: Standing
    flags: frozenset[Flag]
    counts: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    same_person: int | None = None
    other_survey: int | None = None

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID

    @property
    def is_clean(self) -> bool:
        """Counts and shows nothing odd."""
        return self.is_valid and not self.flags


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with two decimals, on how many valid forms it rests, whether that is enough, and whether more people
    answered than the service has users."""

    mean: Decimal | None
    valid: int
    is_sufficient: bool
    has_surplus: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of a survey: of each statement, each sub-dimension, the pillar; and how often each step was chosen."""

    statements: Mapping[str, Mean]
    sub_dimensions: Mapping[str, Mean]
    pillar: Mean
    steps: Mapping[str, Mapping[int, int]]


def judge(
    forms: Iterable[Filled], sheet: Sheet, elsewhere: Iterable[Elsewhere] = (), limits: Limits = LIMITS
) -> list[Judged]:
    """Every form with its judgement, in the order in which they came."""
    rows = sorted(forms, key=lambda each: each.order)
    bursts = burst_ids(rows, limits)
    first = _first_of_others(elsewhere)
    seen: dict[tuple[str, str], Filled] = {}
    taken: Counter[str] = Counter()
    return [_judge_one(row, sheet, seen, first, taken, _flags(row, bursts, limits)) for row in rows]


def _judge_one(
    row: Filled,
    sheet: Sheet,
    seen: dict[tuple[str, str], Filled],
    first: Mapping[str, Elsewhere],
    taken: Counter[str],
    flags: frozenset[Flag],
) -> Judged:
    if row.is_excluded:
        return Judged(row, Standing.EXCLUDED, flags)
    used = answered(row, sheet)
    if not used:
        return Judged(row, Standing.NON_USER, frozenset())
    other = first.get(row.phone) if row.phone else None
    if other and (other.at, other.id) < row.order:
        return Judged(row, Standing.ELSEWHERE, flags, same_person=other.id, other_survey=other.survey)
    earlier = seen.setdefault((row.phone, row.asked), row) if row.phone else row
    if earlier is not row:
        return Judged(row, Standing.REPEATED, flags, same_person=earlier.id)
    surplus = frozenset(sub for sub in used if _is_full(sheet.users.get(sub), taken[sub]))
    counts = used - surplus
    taken.update(counts)
    standing = Standing.VALID if counts else Standing.SURPLUS
    return Judged(row, standing, flags, counts=counts, surplus=surplus)


def answered(row: Filled, sheet: Sheet) -> frozenset[str]:
    """The sub-dimensions whose service the person used and about which they answered every statement."""
    asked = [row.asked] if row.asked else list(sheet.statements)
    return frozenset(
        sub
        for sub in asked
        if sub in row.used
        and (codes := sheet.statements.get(sub, ()))
        and all(LOWEST <= row.answers.get(code, -1) <= HIGHEST for code in codes)
    )


def _is_full(users: int | None, taken: int) -> bool:
    return users is not None and taken >= users


def _first_of_others(elsewhere: Iterable[Elsewhere]) -> dict[str, Elsewhere]:
    found: dict[str, Elsewhere] = {}
    for each in sorted(elsewhere, key=lambda row: (row.at, row.id)):
        if each.phone:
            found.setdefault(each.phone, each)
    return found


def _flags(row: Filled, bursts: frozenset[int], limits: Limits) -> frozenset[Flag]:
    values = list(row.answers.values())
    found = set()
    if is_straight(values, limits):
        found.add(Flag.SAME)
    if values and not any(values):
        found.add(Flag.ZEROS)
    if is_fast(row.seconds, len(values), limits):
        found.add(Flag.FAST)
    if row.id in bursts:
        found.add(Flag.BURST)
    return frozenset(found)


def is_straight(values: Sequence[int], limits: Limits = LIMITS) -> bool:
    """Whether all answers are the same, and enough of them, or at an end of the scale.

    >>> is_straight([3] * 9), is_straight([3, 3, 3]), is_straight([4, 4, 4]), is_straight([3] * 8 + [2])
    (True, False, True, False)
    """
    if len(values) < 2 or len(set(values)) > 1:
        return False
    return len(values) >= limits.same_least or values[0] in (LOWEST, HIGHEST)


def is_fast(seconds: int | None, statements: int, limits: Limits = LIMITS) -> bool:
    """Whether nobody can have read the statements in that time.

    >>> is_fast(20, 9), is_fast(21, 9), is_fast(None, 9)
    (True, False, False)
    """
    if seconds is None or not statements:
        return False
    return seconds < limits.seconds_before + limits.seconds_per_statement * statements


def burst_ids(rows: Iterable[Filled], limits: Limits = LIMITS) -> frozenset[int]:
    """The forms that came from one device, more of them within some minutes than people pass a phone round."""
    by_device: dict[str, list[Filled]] = defaultdict(list)
    for row in rows:
        if row.device and row.answers:
            by_device[row.device].append(row)
    span = timedelta(minutes=limits.burst_minutes)
    found: set[int] = set()
    for same in by_device.values():
        same.sort(key=lambda each: each.order)
        start = 0
        for end, row in enumerate(same):
            while row.at - same[start].at > span:
                start += 1
            if end - start >= limits.burst_most:
                found.update(each.id for each in same[start : end + 1])
    return frozenset(found)


def figures(
    judged: Iterable[Judged], sheet: Sheet, limits: Limits = LIMITS, *, without_flagged: bool = False
) -> Figures:
    """The means of the forms that count; `without_flagged` leaves those out that look odd as well."""
    judged = list(judged)
    rows = [each for each in judged if (each.is_clean if without_flagged else each.is_valid)]
    steps = {code: dict.fromkeys(STEPS, 0) for code in sheet.codes}
    valid: Counter[str] = Counter()
    for each in rows:
        valid.update(each.counts)
        for sub in each.counts:
            for code in sheet.statements[sub]:
                steps[code][each.form.answers[code]] += 1
    full = _with_surplus(judged)
    exact = {code: _exact(counts) for code, counts in steps.items()}
    by_statement, by_sub = {}, {}
    for sub, codes in sheet.statements.items():
        enough = valid[sub] >= limits.least_valid
        for code in codes:
            by_statement[code] = Mean(_shown(exact[code]), valid[sub], enough, sub in full)
        by_sub[sub] = Mean(_shown(_middle([exact[code] for code in codes])), valid[sub], enough, sub in full)
    enough = _is_enough(sheet, valid, len(rows), limits)
    pillar = Mean(_shown(_middle(list(exact.values()))), len(rows), enough, bool(full))
    return Figures(by_statement, by_sub, pillar, steps)


def _is_enough(sheet: Sheet, valid: Mapping[str, int], people: int, limits: Limits) -> bool:
    """50 people for the form of nine; with three forms 50 for each of them."""
    if sheet.in_three:
        return bool(sheet.statements) and all(valid.get(sub, 0) >= limits.least_valid for sub in sheet.statements)
    return people >= limits.least_valid


def _with_surplus(judged: Iterable[Judged]) -> frozenset[str]:
    return frozenset(sub for each in judged for sub in each.surplus)


def _exact(counts: Mapping[int, int]) -> Fraction | None:
    total = sum(counts.values())
    return Fraction(sum(step * count for step, count in counts.items()), total) if total else None


def _middle(values: Sequence[Fraction | None]) -> Fraction | None:
    """The unweighted mean of what is known, not rounded in between."""
    return mean(each for each in values if each is not None)


def _shown(exact: Fraction | None) -> Decimal | None:
    """Two decimals, half up, from the exact fraction."""
    return None if exact is None else rounded(exact)
