"""Data quality of a region's reporting: the score of each OPD, how often each rule fired, what is switched on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import PledgeReport, ProgressReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.periods import today_in
from monev.monitoring.quality import message
from monev.monitoring.quality_catalogue import CATALOGUE, Explained
from monev.monitoring.quality_rules import check
from monev.monitoring.quality_score import Due, QualityScore, quality_score
from monev.monitoring.rules import DEFAULT, Rules
from monev.monitoring.selectors.inputs import ProgramInput, last_day
from monev.monitoring.selectors.locking import OpenItem
from monev.monitoring.selectors.program_figures import PRELIMINARY
from monev.monitoring.selectors.region_year import RegionYear, items_due, load_region_year
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.subjects import KINDS
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


def quality_scores(region: Region, period: Period) -> RegionQuality:
    """The quality scores of all OPDs in a period, in a fixed number of queries."""
    return quality_of(load_region_year(region, period))


def quality_of(year: RegionYear) -> RegionQuality:
    """The quality scores of all OPDs in the period of a loaded year; no query.

    Of corrected reports the revision that counts is scored.
    """
    plans = {each.program.pk: each for each in year.inputs.programs}
    rules = year.inputs.rules
    due: dict[int, list[Due]] = defaultdict(list)
    agencies: dict[int, Agency] = {}
    for item in items_due(year):
        agencies[item.agency.pk] = item.agency
        due[item.agency.pk].append(_due(item, year, plans))
    scores = [AgencyQuality(agency, quality_score(due[pk], rules)) for pk, agency in agencies.items()]
    return RegionQuality(
        region=year.region,
        period=year.period,
        rules=rules,
        total=quality_score([each for rows in due.values() for each in rows], rules),
        agencies=tuple(sorted(scores, key=lambda each: (each.agency.name, each.agency.pk))),
    )


def _due(item: OpenItem, year: RegionYear, plans: dict[int, ProgramInput]) -> Due:
    if item.report is None or item.state not in PRELIMINARY:
        return Due()
    key = (item.kind, item.report.pk)
    return Due(
        is_sent=True,
        is_complete=_is_complete(item.report, year.period, plans.get(item.subject.pk)),
        is_late=item.report.is_late,
        verdicts=year.verdicts.get(key, ()),
        is_questioned=key in year.questioned,
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
