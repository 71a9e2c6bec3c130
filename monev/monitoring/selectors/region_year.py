"""Everything that a region planned and reported for a year, read once in four queries for a page that shows it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from core.bundles import together
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import PlanVersion
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.quality import WARNING
from monev.monitoring.selectors.due import is_owed
from monev.monitoring.selectors.figures import YearInputs
from monev.monitoring.selectors.inputs import last_day, load_with_reports, programs_in, versions_in_force
from monev.monitoring.selectors.locking import OpenItem, agency_of
from monev.monitoring.selectors.rule_versions import RuleBook
from monev.monitoring.selectors.work import MISSING
from monev.monitoring.workflow import State
from organizations.models import Agency, Region
from pillars.models import Pillar
from quickwins.models import QuickWin

Key = tuple[str, int]
"""A report: the slug of its kind, its id."""
Narrow = Callable[[Any], QuerySet[Any]]
USES = {
    "uses_of_reports": ("progress", "progress_report"),
    "uses_of_values": ("progress", "indicator_value__report"),
    "uses_of_quick_wins": ("quick-win", "quick_win_report"),
    "uses_of_milestones": ("quick-win", "milestone__report"),
    "uses_of_pledges": ("pledge", "pledge_report"),
}
"""Evidence by what it proves: the kind of the report that it belongs to, and the way there."""


@dataclass(frozen=True, slots=True)
class QuickWinStanding:
    """A quick win of the year with its last percent that counts, and the state of its last report (or `missing`)."""

    quick_win: QuickWin
    percent: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class RegionYear:
    """A region's year up to `period`: `inputs` for the figures; besides, what is due, reported, proven, questioned.

    `reports` holds the reports of the year by kind (`progress`, `quick-win`, `pledge`) in every revision; `verdicts`
    and `questioned` are of the reports of `period`. `more` holds the rows that a page asked for besides.
    """

    inputs: YearInputs
    period: Period
    agencies: Mapping[int, Agency]
    quick_wins: tuple[QuickWin, ...]
    pledges: tuple[Pledge, ...]
    reports: Mapping[str, tuple[Any, ...]]
    verdicts: Mapping[Key, tuple[str, ...]]
    questioned: frozenset[Key]
    more: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def region(self) -> Region:
        return self.inputs.region


def load_region_year(
    region: Region,
    period: Period,
    *,
    periods: Sequence[Period] | None = None,
    narrow: Narrow = lambda rows: rows,
    more: Mapping[str, QuerySet[Any]] | None = None,
) -> RegionYear:
    """The year of `period`, in four queries.

    `periods` are the region's periods where they are at hand (else one query more). `narrow` keeps the rows that a
    person may see; `more` is read along (give it narrowed).
    """
    rows = together(**_of_region(region, period, narrow), **(more or {}))
    same = _same_kind(periods if periods is not None else region.periods.filter(archived_at=None), period)
    agencies = {each.pk: each for each in rows["agencies"]}
    chosen = versions_in_force(rows["versions"], period)
    programs, reports = load_with_reports(narrow(programs_in(chosen, period)), (period.year,), period.kind)
    book = RuleBook.of(rows["rules"])
    inputs = YearInputs(region, book.at(region.pk, last_day(period)), same, tuple(programs.values()))
    quick_wins = _quick_wins(rows, region, agencies)
    pledges = _pledges(rows, region, agencies)
    by_lineage = {each.program.lineage: each.program for each in inputs.programs}
    return RegionYear(
        inputs=inputs,
        period=period,
        agencies=agencies,
        quick_wins=quick_wins,
        pledges=pledges,
        reports={
            "progress": _on(by_lineage, reports, "program", same),
            "quick-win": _on({each.pk: each for each in quick_wins}, rows["quick_win_reports"], "quick_win", same),
            "pledge": _on({each.pk: each for each in pledges}, rows["pledge_reports"], "pledge", same),
        },
        verdicts=_verdicts({name: rows[name] for name in USES}),
        questioned=frozenset(key for row in rows["flags"] if (key := _report_key(row)) is not None),
        more={name: rows[name] for name in more or {}},
    )


def _of_region(region: Region, period: Period, narrow: Narrow) -> dict[str, QuerySet[Any]]:
    """What depends on the region and the period alone."""
    of_year = {"period__region": region, "period__year": period.year, "period__kind": period.kind, "archived_at": None}
    versions = PlanVersion.objects.filter(plan__region=region, archived_at=None)
    flags = QualityFlag.objects.filter(Q(explanation="") | Q(settled_at=None), severity=WARNING, region=region)
    return {
        "agencies": Agency.objects.filter(region=region),
        "pillars": Pillar.objects.all(),
        "versions": versions.exclude(status=PlanVersion.Status.DRAFT),
        "rules": RuleVersion.objects.filter(Q(region=region) | Q(region=None), archived_at=None),
        "quick_wins": narrow(QuickWin.objects.filter(region=region, year=period.year, archived_at=None)),
        "commitments": narrow(Commitment.objects.filter(region=region)),
        "pledges": narrow(Pledge.objects.filter(commitment__region=region, archived_at=None)),
        "quick_win_reports": narrow(QuickWinReport.objects.filter(**of_year)),
        "pledge_reports": narrow(PledgeReport.objects.filter(**of_year)),
        **{name: narrow(rows) for name, rows in _uses(period).items()},
        "flags": narrow(
            flags.filter(
                Q(progress_report__period=period) | Q(quick_win_report__period=period) | Q(pledge_report__period=period)
            )
        ),
    }


def _uses(period: Period) -> dict[str, QuerySet[Any]]:
    """Uses of evidence in the reports of a period by what they prove, each with the report that it belongs to.

    One query for each kind, from the reports of the period by their indexes: a join of all that evidence can prove, or
    a choice among the uses of a region by a list of them, reads tables of the whole nation, once or for every row, when
    PostgreSQL does not know how many rows there are.
    """
    rows = EvidenceUse.objects.filter(evidence__region=period.region_id, archived_at=None)
    return {
        name: rows.filter(**{f"{path}__period": period}).annotate(of_report=F(f"{path}_id"))
        for name, (_slug, path) in USES.items()
    }


def _same_kind(periods: Iterable[Period], period: Period) -> tuple[Period, ...]:
    same = [each for each in periods if (each.year, each.kind) == (period.year, period.kind)]
    return tuple(sorted(same, key=lambda each: each.number))


def _quick_wins(rows: Mapping[str, list[Any]], region: Region, agencies: Mapping[int, Agency]) -> tuple[QuickWin, ...]:
    """As a list shows them: by pillar, then by title."""
    pillars = {each.pk: each for each in rows["pillars"]}
    for row in rows["quick_wins"]:
        row.region, row.agency, row.pillar = region, agencies[row.agency_id], pillars[row.pillar_id]
    return tuple(sorted(rows["quick_wins"], key=lambda row: (row.pillar.position, row.title, row.pk)))


def _pledges(rows: Mapping[str, list[Any]], region: Region, agencies: Mapping[int, Agency]) -> tuple[Pledge, ...]:
    commitments = {each.pk: each for each in rows["commitments"]}
    for each in commitments.values():
        each.region, each.agency = region, agencies[each.agency_id]
    for row in rows["pledges"]:
        row.commitment = commitments[row.commitment_id]
    return tuple(sorted(rows["pledges"], key=lambda row: (row.commitment.agency.name, row.pk)))


def _on(subjects: Mapping[Any, Any], reports: Iterable[Any], column: str, periods: Iterable[Period]) -> tuple[Any, ...]:
    """The reports on these subjects, which know subject and period without asking the database again.

    A program is found across the versions of the plan.
    """
    by_period = {each.pk: each for each in periods}
    found = []
    for report in reports:
        if (subject := subjects.get(subject_key(report))) is not None:
            setattr(report, column, subject)
            report.period = by_period[report.period_id]
            found.append(report)
    return tuple(found)


def _report_key(row: Any) -> Key | None:
    """The report of a flag."""
    ids = {"progress": row.progress_report_id, "quick-win": row.quick_win_report_id, "pledge": row.pledge_report_id}
    return next(((slug, pk) for slug, pk in ids.items() if pk is not None), None)


def _verdicts(uses: Mapping[str, Sequence[Any]]) -> dict[Key, tuple[str, ...]]:
    """By report the verdict on each piece of evidence, also on that of its indicator values and milestones."""
    found: dict[Key, list[str]] = defaultdict(list)
    known = [(use.pk, (USES[name][0], use.of_report), use.verdict) for name, rows in uses.items() for use in rows]
    for _pk, key, verdict in sorted(known):
        found[key].append(verdict)
    return {key: tuple(verdicts) for key, verdicts in found.items()}


def counting(year: RegionYear, slug: str) -> dict[tuple[Any, int], Any]:
    """By subject (a program's lineage) and number of the period the report that counts.

    The newest verified revision, else the newest: the same choice as `ReportQuerySet.in_effect`.
    """
    ranked = sorted(year.reports[slug], key=lambda row: (row.state == State.VERIFIED, row.revision))
    return {(subject_key(row), row.period.number): row for row in ranked}


def subject_key(report: Any) -> Any:
    """What all reports on one subject share: a program's lineage, else the id of the quick win or pledge."""
    if isinstance(report, ProgressReport):
        return report.lineage  # type: ignore[attr-defined]
    return report.quick_win_id if isinstance(report, QuickWinReport) else report.pledge_id


def items_due(year: RegionYear) -> list[OpenItem]:
    """Everything that is due in the period, whatever its state."""
    number = year.period.number
    subjects: tuple[tuple[str, list[tuple[Any, Any]]], ...] = (
        ("progress", [(each.program.lineage, each.program) for each in year.inputs.programs]),
        ("quick-win", [(each.pk, each) for each in year.quick_wins]),
        ("pledge", [(each.pk, each) for each in year.pledges if is_owed(each, year.period.year)]),
    )
    found = []
    for slug, rows in subjects:
        reports = counting(year, slug)
        for key, subject in rows:
            report = reports.get((key, number))
            found.append(OpenItem(slug, subject, agency_of(subject), report.state if report else MISSING, report))
    return found


def quick_win_standings(year: RegionYear, states: Sequence[str]) -> tuple[QuickWinStanding, ...]:
    """The quick wins of the year at the end of the period; a report of 'no change' carries the last percent on."""
    reports = sorted(counting(year, "quick-win").items(), key=lambda item: -item[0][1])
    found = []
    for row in year.quick_wins:
        own = [
            report
            for (pk, number), report in reports
            if pk == row.pk and number <= year.period.number and report.state in states
        ]
        percent = next((each.physical_percent for each in own if each.physical_percent is not None), None)
        found.append(QuickWinStanding(row, percent, own[0].state if own else MISSING))
    return tuple(found)
