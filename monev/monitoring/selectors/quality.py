"""Data quality of a region's reporting: the score of each OPD, how often each rule fired, what is switched on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import PledgeReport, ProgressReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.periods import today_in
from monev.monitoring.quality import WARNING, message
from monev.monitoring.quality_catalogue import CATALOGUE, Explained
from monev.monitoring.quality_rules import check
from monev.monitoring.quality_score import Due, QualityScore, quality_score
from monev.monitoring.rules import DEFAULT, Rules
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load
from monev.monitoring.selectors.locking import OpenItem, period_items
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.subjects import KINDS, Kind, report_of
from organizations.models import Agency, Region


@dataclass(frozen=True, slots=True)
class AgencyQuality:
    """The quality score of one OPD in a period."""

    agency: Agency
    score: QualityScore


@dataclass(frozen=True, slots=True)
class RegionQuality:
    """The scores of a region in a period; `agencies` by name, those with nothing due left out."""

    region: Region
    period: Period
    rules: Rules
    total: QualityScore
    agencies: tuple[AgencyQuality, ...]

    @property
    def weights(self) -> tuple[tuple[str, Any], ...]:
        """Part and weight, in the order in which the parts are shown."""
        rules = self.rules
        return (
            ("complete", rules.weight_complete),
            ("on_time", rules.weight_on_time),
            ("evidence", rules.weight_evidence),
            ("unquestioned", rules.weight_unquestioned),
        )

    def of(self, agency_id: int | None) -> QualityScore | None:
        """The score of one OPD."""
        return next((each.score for each in self.agencies if each.agency.pk == agency_id), None)


def quality_scores(
    region: Region, period: Period, *, inputs: Sequence[ProgramInput] | None = None, rules: Rules | None = None
) -> RegionQuality:
    """The quality scores of all OPDs in a period, in a fixed number of queries.

    `inputs` and `rules` save queries where the year is loaded already (`YearInputs`). Of corrected reports the revision
    that counts is scored.
    """
    items = period_items(period)
    used = rules or rules_for(region.pk, last_day(period))
    plans = _plans(items, period, inputs)
    verdicts, questioned = _verdicts(items), _questioned(items)
    due: dict[int, list[Due]] = defaultdict(list)
    for item in items:
        due[item.agency.pk].append(_due(item, period, plans, verdicts, questioned))
    agencies = {item.agency.pk: item.agency for item in items}
    scores = [AgencyQuality(agency, quality_score(due[pk], used)) for pk, agency in agencies.items()]
    return RegionQuality(
        region=region,
        period=period,
        rules=used,
        total=quality_score([each for rows in due.values() for each in rows], used),
        agencies=tuple(sorted(scores, key=lambda each: (each.agency.name, each.agency.pk))),
    )


def _plans(items: Iterable[OpenItem], period: Period, inputs: Sequence[ProgramInput] | None) -> dict[int, ProgramInput]:
    if inputs is not None:
        return {each.program.pk: each for each in inputs if each.year == period.year}
    programs = [item.subject for item in items if item.kind == "progress"]
    return {pk: plan for (pk, _year), plan in load(programs, (period.year,), period.kind).items()}


Key = tuple[str, int]


def _due(
    item: OpenItem,
    period: Period,
    plans: dict[int, ProgramInput],
    verdicts: dict[Key, list[str]],
    questioned: set[Key],
) -> Due:
    if item.report is None or item.state not in PRELIMINARY:
        return Due()
    key = (item.kind, item.report.pk)
    return Due(
        is_sent=True,
        is_complete=_is_complete(item.report, period, plans.get(item.subject.pk)),
        is_late=item.report.is_late,
        verdicts=tuple(verdicts.get(key, ())),
        is_questioned=key in questioned,
    )


def _is_complete(report: Any, period: Period, plan: ProgramInput | None) -> bool:
    """Every figure that the plan asks for; a report of 'no change' with its reason is complete."""
    if report.nil_reason:
        return True
    if isinstance(report, PledgeReport):
        return bool(report.pledge_state)
    if report.physical_percent is None:
        return False
    if not isinstance(report, ProgressReport) or plan is None:
        return True
    entry = plan.revisions.get(report.pk)
    if entry is None:
        return False
    paid = all(not each.ceiling or each.source_id in entry.spending for each in plan.sources(last_day(period)))
    return paid and all(each.indicator.lineage in entry.values for each in plan.indicators)


def _by_kind(items: Iterable[OpenItem]) -> Iterable[tuple[Kind, list[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if item.report is not None:
            found[item.kind].append(item.report.pk)
    return ((kind, found[kind.slug]) for kind in KINDS)


def _verdicts(items: Iterable[OpenItem]) -> dict[Key, list[str]]:
    """By report: the verdict on each piece of evidence, also on that of its indicator values and milestones."""
    found: dict[Key, list[str]] = defaultdict(list)
    for kind, ids in _by_kind(items):
        own = Q(**{f"{kind.use}__in": ids})
        if kind.slug == "progress":
            own |= Q(indicator_value__report__in=ids)
        elif kind.slug == "quick-win":
            own |= Q(milestone__report__in=ids)
        uses = EvidenceUse.objects.filter(own, archived_at=None)
        for use in uses.select_related("indicator_value__report", "milestone__report", kind.use).order_by("pk"):
            found[kind.slug, report_of(use).pk].append(use.verdict)
    return found


def _questioned(items: Iterable[OpenItem]) -> set[Key]:
    """Reports with a warning that nobody explained, or that is not settled."""
    found: set[Key] = set()
    for kind, ids in _by_kind(items):
        rows = QualityFlag.objects.filter(Q(explanation="") | Q(settled_at=None), severity=WARNING)
        rows = rows.filter(**{f"{kind.use}__in": ids}).order_by()
        found |= {(kind.slug, pk) for pk in rows.values_list(kind.use, flat=True)}
    return found


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule on the page that explains them: whether it is on, how often it fired in the period, an example."""

    rule: Explained
    is_on: bool
    fired: int
    open: int
    advice: str

    @property
    def code(self) -> str:
        return self.rule.code


@dataclass(frozen=True, slots=True)
class QualityPage:
    """The rules of a region. `upcoming`: what applies from a later day, where somebody decided so already."""

    region: Region
    period: Period | None
    rules: Rules
    lines: tuple[RuleLine, ...]
    versions: tuple[RuleVersion, ...]

    @property
    def switched_off(self) -> int:
        return sum(not each.is_on for each in self.lines)


def quality_page(region: Region, period: Period | None) -> QualityPage:
    """The rules as they apply to `period` (without one: today), how often each fired in it, and what was changed."""
    on = last_day(period) if period else today_in(region.time_zone)
    rules = rules_for(region.pk, on)
    fired, still_open = _fired(period) if period else (Counter(), Counter())
    versions = RuleVersion.objects.filter(region=region, archived_at=None).order_by("-valid_from", "-pk")
    return QualityPage(
        region=region,
        period=period,
        rules=rules,
        lines=tuple(
            RuleLine(
                each,
                each.code not in rules.quality_off,
                fired[each.code],
                still_open[each.code],
                message(check(each.example, DEFAULT)[0]),
            )
            for each in CATALOGUE
        ),
        versions=tuple(versions),
    )


def _fired(period: Period) -> tuple[Counter[str], Counter[str]]:
    """How often each rule fired on reports of the period, and how many of these findings are open; three queries."""
    found: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    for kind in KINDS:
        rows = QualityFlag.objects.filter(**{f"{kind.use}__period": period, f"{kind.use}__archived_at": None})
        for code, settled_at in rows.order_by().values_list("code", "settled_at"):
            found[code] += 1
            still_open[code] += settled_at is None
    return found, still_open
