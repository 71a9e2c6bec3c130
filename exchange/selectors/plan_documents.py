"""A stored plan as a document: a fixed number of queries whatever its size, the same bytes for the same plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from core.models import Record
from exchange.interchange import shapes
from exchange.interchange.document import content_sha256
from exchange.interchange.objects import Shape
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from masterplan.models.preparation import LegalDocument
from organizations.models import Agency, Partner
from quickwins.models import Milestone, QuickWin, Risk

Groups = dict[int, list[Any]]


@dataclass
class _Named:
    """What the plan names: OPDs, partners, legal documents; and when the newest row was changed."""

    agencies: dict[int, Agency]
    partners: dict[int, Partner] = field(default_factory=dict)
    documents: dict[int, LegalDocument] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    newest: Any = None

    def see(self, row: Record) -> None:
        """Take note of a row that is written."""
        if self.newest is None or row.updated_at > self.newest:
            self.newest = row.updated_at

    def agency(self, key: int) -> str:
        """The code of an OPD; it, those above it and those that took over are listed."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one not in self.used:
                self.used.add(one)
                row = self.agencies[one]
                waiting += [other for other in (row.parent_id, row.successor_id) if other is not None]
        return self.agencies[key].code

    def code(self, key: int | None) -> str | None:
        """The code of an OPD that is listed."""
        return None if key is None else self.agencies[key].code

    def partner(self, row: Partner) -> str:
        self.partners[row.pk] = row
        return row.name

    def document(self, row: LegalDocument | None) -> str | None:
        if row is None:
            return None
        self.documents[row.pk] = row
        return str(row.uid)


def plan_document(plan: MasterPlan, *, version: PlanVersion | None = None) -> dict[str, Any]:
    """The whole plan, or one version of it alone (then without pledges and quick wins, which belong to the plan).

    Archived rows are not part of the plan.
    """
    named = _Named({row.pk: row for row in Agency.objects.of_region(plan.region_id)})
    versions = _versions(plan, named, version)
    lineages = {program["lineage"] for each in versions for program in each["programs"]}
    promised = version is None
    content = {
        "format": shapes.FORMAT,
        "format_version": shapes.FORMAT_VERSION,
        "generated_at": None,
        "last_change_at": None,
        "content_sha256": None,
        "region": {"code": plan.region.code, "name": plan.region.name},
        "plan": _plain(shapes.PLAN, plan, named),
        "agencies": [],
        "partners": [],
        "documents": [],
        "versions": versions,
        "commitments": _commitments(plan, lineages, named) if promised else [],
        "quick_wins": _quick_wins(plan, lineages, named) if promised else [],
    }
    content |= _lists(named)
    content["content_sha256"] = content_sha256(content)
    content["last_change_at"] = named.newest.isoformat()
    return content


def _plain(shape: Shape, row: Record, named: _Named, **more: Any) -> dict[str, Any]:
    named.see(row)
    return shape.plain(row, **more)


def _lists(named: _Named) -> dict[str, Any]:
    """What was named on the way, in an order of its own."""
    agencies = sorted((named.agencies[key] for key in named.used), key=lambda row: row.code)
    documents = sorted(named.documents.values(), key=lambda row: (row.year, str(row.dated_on or ""), row.title, row.pk))
    partners = sorted(named.partners.values(), key=lambda row: row.name)
    return {
        "agencies": [
            _plain(shapes.AGENCY, row, named, parent=named.code(row.parent_id), successor=named.code(row.successor_id))
            for row in agencies
        ],
        "partners": [_plain(shapes.PARTNER, row, named) for row in partners],
        "documents": [_plain(shapes.LEGAL_DOCUMENT, row, named) for row in documents],
    }


def _grouped(rows: Iterable[Any], owner: str) -> Groups:
    found: Groups = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def _versions(plan: MasterPlan, named: _Named, only: PlanVersion | None) -> list[dict[str, Any]]:
    rows: QuerySet[Any] = PlanVersion.objects.filter(plan=plan, archived_at=None)
    rows = rows.select_related("pillar_set", "based_on", "document").order_by("number")
    versions = list(rows.filter(pk=only.pk) if only else rows)
    keys = {row.pk for row in versions}
    programs = _Programs(versions, named)
    return [
        _plain(
            shapes.VERSION,
            row,
            named,
            pillar_set=row.pillar_set.code,
            based_on=row.based_on.number if row.based_on_id in keys else None,
            document=named.document(row.document),
            programs=programs.of(row.pk),
        )
        for row in versions
    ]


class _Programs:
    """The programs of some versions, each with all that belongs to it."""

    def __init__(self, versions: list[PlanVersion], named: _Named) -> None:
        self.named = named
        programs: QuerySet[Any] = Program.objects.filter(plan_version__in=versions, archived_at=None)
        self.programs = _grouped(programs.select_related("sub_dimension", "nomenclature"), "plan_version_id")
        self.supporters = self._rows(ProgramSupporter, versions)
        self.action_items = self._rows(ActionItem, versions, "start_year", "pk")
        self.budget_lines = self._rows(BudgetLine, versions, related="source_of_funds")
        self.planned = self._rows(PlannedProgress, versions, "year", "month")
        self.indicators = self._rows(Indicator, versions, "position", "pk")
        self.partnerships = self._rows(Partnership, versions, related="partner")
        targets: QuerySet[Any] = IndicatorTarget.objects.filter(
            indicator__program__plan_version__in=versions, archived_at=None
        )
        self.targets = _grouped(targets.order_by("year"), "indicator_id")

    def _rows(self, model: Any, versions: list[PlanVersion], *order: str, related: str = "") -> Groups:
        rows = model.objects.filter(program__plan_version__in=versions, archived_at=None).order_by(*order)
        return _grouped(rows.select_related(related) if related else rows, "program_id")

    def of(self, version: int) -> list[dict[str, Any]]:
        """The programs of one version."""
        rows = self.programs[version]
        agencies = self.named.agencies
        rows.sort(key=lambda row: (row.code, row.name, agencies[row.lead_agency_id].code))
        return [self._program(row) for row in rows]

    def _program(self, row: Program) -> dict[str, Any]:
        named, item = self.named, row.nomenclature
        return _plain(
            shapes.PROGRAM,
            row,
            named,
            sub_dimension=row.sub_dimension.code if row.sub_dimension else None,
            lead_agency=named.agency(row.lead_agency_id),
            nomenclature={"edition": item.edition, "code": item.code} if item else None,
            supporters=self._supporters(row),
            action_items=[
                _plain(shapes.ACTION_ITEM, each, named, agency=named.agency(each.agency_id))
                for each in self.action_items[row.pk]
            ],
            budget_lines=self._budget(row),
            planned_progress=[_plain(shapes.PLANNED, each, named) for each in self.planned[row.pk]],
            indicators=[
                _plain(
                    shapes.INDICATOR,
                    each,
                    named,
                    targets=[_plain(shapes.TARGET, target, named) for target in self.targets[each.pk]],
                )
                for each in self.indicators[row.pk]
            ],
            partnerships=self._partnerships(row),
        )

    def _supporters(self, row: Program) -> list[dict[str, Any]]:
        found = [
            _plain(shapes.SUPPORTER, each, self.named, agency=self.named.agency(each.agency_id))
            for each in self.supporters[row.pk]
        ]
        return sorted(found, key=lambda each: each["agency"])

    def _budget(self, row: Program) -> list[dict[str, Any]]:
        found = [
            _plain(shapes.BUDGET_LINE, each, self.named, source_of_funds=each.source_of_funds.code)
            for each in self.budget_lines[row.pk]
        ]
        return sorted(found, key=lambda each: (each["year"], each["source_of_funds"], each["edition"]))

    def _partnerships(self, row: Program) -> list[dict[str, Any]]:
        found = [
            _plain(shapes.PARTNERSHIP, each, self.named, partner=self.named.partner(each.partner))
            for each in self.partnerships[row.pk]
        ]
        return sorted(found, key=lambda each: each["partner"])


def _commitments(plan: MasterPlan, lineages: set[str], named: _Named) -> list[dict[str, Any]]:
    """Commitments with a pledge about a program of this plan, and those that name no program but were signed in its
    years. Pledges about programs of another plan belong there."""
    rows: Any = Commitment.objects.of_region(plan.region_id).current()
    pledges: Any = Pledge.objects.filter(commitment__region=plan.region_id, archived_at=None).order_by("pk")
    of_commitment = _grouped(pledges, "commitment_id")
    found = []
    for row in sorted(rows.select_related("document"), key=lambda row: (named.agencies[row.agency_id].code, row.pk)):
        all_pledges = of_commitment[row.pk]
        ours = [each for each in all_pledges if _is_ours(each, lineages)]
        names_programs = [each for each in all_pledges if each.program_lineage]
        in_years = row.signed_on is None or plan.start_year <= row.signed_on.year <= plan.end_year
        if any(each.program_lineage for each in ours) or (not names_programs and in_years):
            found.append(
                _plain(
                    shapes.COMMITMENT,
                    row,
                    named,
                    agency=named.agency(row.agency_id),
                    document=named.document(row.document),
                    pledges=[_plain(shapes.PLEDGE, each, named) for each in ours],
                )
            )
    return found


def _is_ours(row: Any, lineages: set[str]) -> bool:
    return row.program_lineage is None or str(row.program_lineage) in lineages


def _quick_wins(plan: MasterPlan, lineages: set[str], named: _Named) -> list[dict[str, Any]]:
    """Quick wins of programs of this plan, and those of no program within its years."""
    in_years = Q(program_lineage=None, year__range=(plan.start_year, plan.end_year))
    rows: Any = QuickWin.objects.of_region(plan.region_id).current()
    rows = rows.filter(in_years | Q(program_lineage__isnull=False)).select_related("pillar__pillar_set")
    rows = rows.select_related("sub_dimension").prefetch_related("partners")
    wins = {row.pk: row for row in rows if _is_ours(row, lineages)}
    milestones = _of_wins(Milestone, plan, "position", "due_on", "pk")
    risks = _of_wins(Risk, plan, "pk")
    return [
        _plain(
            shapes.QUICK_WIN,
            row,
            named,
            agency=named.agency(row.agency_id),
            pillar_set=row.pillar.pillar_set.code,
            pillar=row.pillar.code,
            sub_dimension=row.sub_dimension.code if row.sub_dimension else None,
            predecessor=str(wins[row.predecessor_id].uid) if row.predecessor_id in wins else None,
            partners=sorted(named.partner(each) for each in row.partners.all()),
            milestones=[_plain(shapes.MILESTONE, each, named) for each in milestones[row.pk]],
            risks=[_plain(shapes.RISK, each, named) for each in risks[row.pk]],
        )
        for row in sorted(wins.values(), key=lambda row: (row.year, row.title))
    ]


def _of_wins(model: Any, plan: MasterPlan, *order: str) -> Groups:
    rows = model.objects.filter(quick_win__region=plan.region_id, archived_at=None)
    return _grouped(rows.order_by(*order), "quick_win_id")
