"""How well reports are proven: by report, by program, by region; counted from the verdicts on uses of evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Coalesce

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.region_year import RegionYear, counting
from monev.monitoring.selectors.subjects import kind_of
from monev.monitoring.workflow import State

Verdict = EvidenceUse.Verdict
MISSING, UNJUDGED = "missing", "unjudged"
RANKS = (Verdict.STRONG, Verdict.SUFFICIENT, Verdict.WEAK, Verdict.NONE)
CONVINCING = frozenset({Verdict.STRONG.value, Verdict.SUFFICIENT.value})


@dataclass(frozen=True, slots=True)
class Level:
    """How many pieces of evidence have which verdict, and the best of them.

    >>> Level({"weak": 2, "strong": 1, "": 1}).best, Level({"": 3}).best, Level({}).best
    ('strong', 'unjudged', 'missing')
    """

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def best(self) -> str:
        """The best verdict; `unjudged` while nobody judged, `missing` without evidence."""
        found = next((str(verdict.value) for verdict in RANKS if self.counts.get(verdict.value)), "")
        return found or (UNJUDGED if self.total else MISSING)

    @property
    def is_convincing(self) -> bool:
        """Whether something proves it sufficiently."""
        return self.best in CONVINCING

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """Verdict (`unjudged` for none yet) and how many, the best first, without those that are not there."""
        codes = [*(verdict.value for verdict in RANKS), Verdict.UNJUDGED.value]
        return tuple((code or UNJUDGED, self.counts[code]) for code in codes if self.counts.get(code))


NOTHING = Level({})
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class RegionLevel:
    """Of the reports of a period: how many show evidence, and how many sufficient or strong evidence."""

    reports: int
    proven: int
    convincing: int


REPORT_OF: dict[str, tuple[str, ...]] = {
    "progress": ("progress_report", "indicator_value__report"),
    "quick-win": ("quick_win_report", "milestone__report"),
    "pledge": ("pledge_report",),
    "directive": ("directive_answer",),
}
"""By kind of report the columns of `EvidenceUse` that lead to it."""


def levels_of(reports: Iterable[Any]) -> dict[Key, Level]:
    """The level of each report, by its kind and id; one query for each kind among them."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        by_kind[kind_of(report).slug].append(report.pk)
    found: dict[Key, Level] = {}
    for slug, ids in by_kind.items():
        found |= _levels(slug, ids)
    return found


def together(levels: Iterable[Level]) -> Level:
    """The level of several reports as one, such as all of a program."""
    counts: Counter[str] = Counter()
    for level in levels:
        counts.update(level.counts)
    return Level(dict(counts))


def level_of(uses: Iterable[EvidenceUse]) -> Level:
    """The level of uses that have been read already."""
    return Level(dict(Counter(use.verdict for use in uses)))


def region_level(year: RegionYear, *, states: Sequence[State]) -> RegionLevel:
    """How well the reports of a loaded year's period in these states are proven; no query."""
    levels = [
        Level(dict(Counter(year.verdicts.get((slug, report.pk), ()))))
        for slug in year.reports
        for (_subject, number), report in counting(year, slug).items()
        if number == year.period.number and report.state in states
    ]
    return RegionLevel(
        len(levels), sum(bool(each.total) for each in levels), sum(each.is_convincing for each in levels)
    )


def _levels(slug: str, ids: Sequence[int]) -> dict[Key, Level]:
    columns = REPORT_OF[slug]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if ids:
        rows = EvidenceUse.objects.of_reports(columns[0], ids).order_by()
        report = Coalesce(*columns) if len(columns) > 1 else columns[0]
        for report_id, verdict in rows.values_list(report, "verdict"):
            counts[report_id][verdict] += 1
    return {(slug, pk): Level(dict(counts[pk])) if pk in counts else NOTHING for pk in ids}
