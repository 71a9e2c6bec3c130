"""The facts of a region for an assessed year and the one before: four queries, and four more where it has surveys."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q

from core.bundles import together
from masterplan.models.catalogues import FundSource
from masterplan.models.plans import ActionItem, BudgetLine, Partnership, PlanVersion, Program, ProgramSupporter
from masterplan.models.preparation import Council, Directive, LegalDocument, Meeting
from monev.evaluation.measures.facts import (
    LAST,
    NOW,
    ActionFact,
    CouncilFact,
    DirectiveFact,
    DocumentFact,
    Facts,
    FigureFact,
    MeetingFact,
    ProgramFact,
    QuickWinFact,
    Record,
    RiskFact,
    Standing,
)
from monev.evaluation.measures.sentences import FIELDS
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.surveys import Survey
from monev.evaluation.selectors.survey_evidence import survey_means
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, ProgressReport
from monev.monitoring.periods import period_label
from monev.monitoring.selectors.inputs import versions_at
from monev.monitoring.workflow import State
from organizations.models import Agency, Region
from pillars.models import Pillar
from quickwins.models import QuickWin, Replication, Risk

TAKEN_OVER = (Replication.Status.AGREED, Replication.Status.RUNNING, Replication.Status.DONE)
Rows = Mapping[str, list[Any]]
Standings = Mapping[tuple[uuid.UUID, int], Standing]


def region_facts(region: Region, year: int) -> Facts:
    """What the rules of the self-assessment look at; verified progress only."""
    rows = together(**_of_region(region, year))
    versions = {slot: _in_force(rows["versions"], date(number, 12, 31)) for slot, number in _years(year)}
    plan = together(**_of_plan({pk for found in versions.values() for pk in found}, year))
    standings = _standings(region, year)
    states = _states(standings)
    newest = _newest(rows["versions"], versions[NOW])
    surveys = _with_pillar(rows)
    return Facts(
        region_code=region.code,
        year=year,
        has_plan=newest is not None,
        plan_name=f"v{newest.number}, {newest.adopted_on:%d-%m-%Y}" if newest else "",
        plan_id=newest.pk if newest else None,
        plan_document_id=newest.document_id if newest else None,
        documents=tuple(map(_document, rows["documents"])),
        councils=tuple(_council(row, rows, year) for row in sorted(rows["councils"], key=lambda each: each.pk)),
        agencies={each.pk: str(each) for each in rows["agencies"]},
        programs={
            slot: tuple(_programs(plan, versions[slot], number, standings, states, rows["funds"]))
            for slot, number in _years(year)
        },
        quick_wins={slot: tuple(_quick_wins(rows, number)) for slot, number in _years(year)},
        figures=_figures(rows),
        figure_names={each.code: each.name for each in rows["indicators"]},
        surveys=survey_means(surveys),
        surveys_held=tuple(
            Record("survey", str(each.pk), str(each.pillar)) for each in surveys if each.state != Survey.State.DRAFT
        ),
    )


def _years(year: int) -> tuple[tuple[str, int], ...]:
    return (LAST, year - 1), (NOW, year)


def _of_region(region: Region, year: int) -> dict[str, Any]:
    """What stands in the tables of the region, apart from the programs."""
    current: dict[str, Any] = {"region": region, "archived_at": None}
    wins = QuickWin.objects.filter(**current, year__in=(year - 1, year))
    started = Q(valid_until=None) | Q(valid_until__gte=date(year, 1, 1))
    meetings = Meeting.objects.filter(council__region=region, archived_at=None, state=Meeting.State.HELD)
    decided = Count("decisions", filter=Q(decisions__archived_at=None))
    through: Any = QuickWin.partners.through
    return {
        "versions": PlanVersion.objects.filter(plan__region=region, archived_at=None).exclude(status="draft"),
        "documents": LegalDocument.objects.filter(**current),
        "councils": Council.objects.filter(**current),
        "meetings": meetings.filter(held_on__year=year).annotate(decided=decided),
        "directives": Directive.objects.filter(**current, given_on__year=year).annotate(body=F("meeting__council")),
        "agencies": Agency.objects.filter(started, **current, is_collective=False, successor=None),
        "quick_wins": wins,
        "risks": Risk.objects.filter(quick_win__in=wins, archived_at=None),
        "replications": Replication.objects.filter(
            quick_win__in=wins, archived_at=None, status__in=TAKEN_OVER
        ).annotate(by=F("requested_by__name")),
        "win_partners": through.objects.filter(quickwin__in=wins).annotate(
            kind=F("partner__kind"), partner_name=F("partner__name")
        ),
        "funds": FundSource.objects.all(),
        "pillars": Pillar.objects.all(),
        "indicators": ExternalIndicator.objects.filter(archived_at=None),
        "figures": ExternalFigure.objects.filter(**current, year__lte=year),
        "surveys": Survey.objects.filter(**current, year=year),
    }


def _of_plan(versions: set[int], year: int) -> dict[str, Any]:
    """The programs of the versions in force with what belongs to them."""
    programs = Program.objects.filter(plan_version__in=versions, archived_at=None)
    of_program: dict[str, Any] = {"program__in": programs, "archived_at": None}
    return {
        "programs": programs.annotate(pillar=F("sub_dimension__pillar")),
        "supporters": ProgramSupporter.objects.filter(**of_program),
        "actions": ActionItem.objects.filter(**of_program),
        "budget": BudgetLine.objects.filter(**of_program, year__in=(year - 1, year)),
        "partnerships": Partnership.objects.filter(**of_program).annotate(
            kind=F("partner__kind"), partner_name=F("partner__name")
        ),
    }


def _in_force(versions: Iterable[PlanVersion], on: date) -> set[int]:
    """The versions in force on that day."""
    known = [each for each in versions if each.adopted_on and each.adopted_on <= on]
    ordered = sorted(known, key=lambda each: (each.adopted_on, each.number))
    return versions_at([(each.pk, each.plan_id, each.adopted_on) for each in ordered if each.adopted_on], on)


def _newest(versions: Iterable[PlanVersion], chosen: set[int]) -> PlanVersion | None:
    return max(
        (each for each in versions if each.pk in chosen), key=lambda each: (each.adopted_on, each.pk), default=None
    )


def _standings(region: Region, year: int) -> Standings:
    """By program and year the last verified report that tells a percentage; of a corrected one the newest revision."""
    reports = ProgressReport.objects.filter(
        period__region=region, period__year__in=(year - 1, year), state=State.VERIFIED, archived_at=None
    ).exclude(physical_percent=None)
    found: dict[tuple[uuid.UUID, int], tuple[Any, Standing]] = {}
    for pk, lineage, of_year, kind, number, revision, percent in reports.values_list(
        "pk", "program__lineage", "period__year", "period__kind", "period__number", "revision", "physical_percent"
    ):
        is_quarter = kind == Period.Kind.QUARTER
        order = (number * 3 if is_quarter else number, revision)
        if (lineage, of_year) not in found or found[lineage, of_year][0] < order:
            label = period_label(is_quarter=is_quarter, year=of_year, number=number)
            found[lineage, of_year] = (order, Standing(pk, label, percent))
    return {key: standing for key, (_order, standing) in found.items()}


def _states(standings: Standings) -> dict[tuple[uuid.UUID, str], dict[str, str]]:
    """By program and name of the action item its state in the last report of each year."""
    years = {standing.report_id: year for (_lineage, year), standing in standings.items()}
    rows = ActionItemProgress.objects.filter(report__in=list(years)).values_list(
        "report_id", "report__program__lineage", "action_item__name", "state"
    )
    found: dict[tuple[uuid.UUID, str], dict[str, str]] = defaultdict(dict)
    for report_id, lineage, name, state in rows:
        found[lineage, name][str(years[report_id])] = state
    return found


def _programs(
    plan: Rows,
    versions: set[int],
    year: int,
    standings: Standings,
    states: Mapping[tuple[uuid.UUID, str], Mapping[str, str]],
    funds: Iterable[FundSource],
) -> Iterable[ProgramFact]:
    """The programs planned for a year."""
    grouped = {name: _grouped(plan[name]) for name in ("supporters", "actions", "budget", "partnerships")}
    sources = {each.pk: each for each in funds}
    for row in sorted(plan["programs"], key=lambda each: (each.code, each.name, each.pk)):
        if row.plan_version_id not in versions or not row.start_year <= year <= row.end_year:
            continue
        money = _money([each for each in grouped["budget"][row.pk] if each.year == year], sources)
        yield ProgramFact(
            pk=row.pk,
            lineage=str(row.lineage),
            code=row.code,
            name=row.name,
            pillar_id=row.pillar,
            agencies=frozenset([row.lead_agency_id, *(each.agency_id for each in grouped["supporters"][row.pk])]),
            start_year=row.start_year,
            end_year=row.end_year,
            partners=tuple(
                sorted(
                    (each.kind, each.partner_name)
                    for each in grouped["partnerships"][row.pk]
                    if each.start_year <= year <= each.end_year
                )
            ),
            actions=tuple(
                ActionFact(
                    each.name, each.kind, each.start_year, each.end_year, states.get((row.lineage, each.name), {})
                )
                for each in grouped["actions"][row.pk]
            ),
            standing=standings.get((row.lineage, year)),
            **money,
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.pk):
        found[row.program_id].append(row)
    return found


def _money(lines: Iterable[BudgetLine], sources: Mapping[int, FundSource]) -> dict[str, Any]:
    """Ceilings at the end of the year, within APBD and outside it: the revised edition counts where there is one."""
    current: dict[int, BudgetLine] = {}
    for line in sorted(lines, key=lambda each: each.edition != BudgetLine.Edition.ORIGINAL):
        current[line.source_of_funds_id] = line
    inside = [line for pk, line in current.items() if sources[pk].is_apbd]
    outside = [(sources[pk], line) for pk, line in current.items() if not sources[pk].is_apbd and line.ceiling]
    return {
        "apbd": sum((line.ceiling for line in inside), Decimal(0)),
        "other": sum((line.ceiling for _source, line in outside), Decimal(0)),
        "other_sources": tuple(sorted(source.name for source, _line in outside)),
    }


def _document(row: LegalDocument) -> DocumentFact:
    return DocumentFact(row.pk, row.kind, row.title, row.number, row.year, bool(row.file or row.link))


def _council(row: Council, rows: Rows, year: int) -> CouncilFact:
    begun = row.valid_from is None or row.valid_from <= date(year, 12, 31)
    goes_on = row.valid_until is None or row.valid_until >= date(year, 1, 1)
    titles = {each.pk: each.title for each in rows["documents"]}
    meetings = [each for each in rows["meetings"] if each.council_id == row.pk]
    return CouncilFact(
        pk=row.pk,
        kind=row.kind,
        name=row.name,
        decree_id=row.decree_id,
        decree=titles.get(row.decree_id, ""),
        is_in_force=row.decree_id is not None and begun and goes_on,
        meetings=tuple(MeetingFact(each.pk, each.held_on, row.name, each.decided) for each in meetings),
        directives=tuple(
            DirectiveFact(each.pk, each.text, each.status == Directive.Status.CLOSED, each.meeting_id)
            for each in sorted(rows["directives"], key=lambda directive: directive.pk)
            if each.body == row.pk or (each.body is None and row.kind == Council.Kind.COUNCIL)
        ),
    )


def _quick_wins(rows: Rows, year: int) -> Iterable[QuickWinFact]:
    partners, risks, copies = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in rows["win_partners"]:
        partners[each.quickwin_id].append((each.kind, each.partner_name))
    for each in rows["risks"]:
        risks[each.quick_win_id].append(RiskFact(each.text, bool(each.mitigation.strip()), each.is_mitigated))
    for each in rows["replications"]:
        copies[each.quick_win_id].append(each.by)
    for row in sorted(rows["quick_wins"], key=lambda each: (each.title, each.pk)):
        if row.year == year:
            yield QuickWinFact(
                pk=row.pk,
                title=row.title,
                pillar_id=row.pillar_id,
                predecessor_id=row.predecessor_id,
                words={name: getattr(row, name) for name in FIELDS},
                partners=tuple(sorted(partners[row.pk])),
                risks=tuple(risks[row.pk]),
                replications=tuple(sorted(copies[row.pk])),
            )


def _figures(rows: Rows) -> dict[str, FigureFact]:
    """By code of the indicator the newest figure."""
    indicators = {each.pk: each for each in rows["indicators"]}
    found: dict[str, FigureFact] = {}
    for row in sorted(rows["figures"], key=lambda each: each.year):
        if (indicator := indicators.get(row.indicator_id)) is not None:
            found[indicator.code] = FigureFact(
                pk=row.pk,
                code=indicator.code,
                name=indicator.name,
                unit=indicator.unit,
                year=row.year,
                value=row.value,
                grade=row.grade,
                grades=tuple(map(str, indicator.grades)),
                source=row.source or indicator.publisher,
            )
    return found


def _with_pillar(rows: Rows) -> list[Survey]:
    """The surveys of the year; each knows its pillar."""
    pillars = {each.pk: each for each in rows["pillars"]}
    for row in rows["surveys"]:
        row.pillar = pillars[row.pillar_id]
    return rows["surveys"]
