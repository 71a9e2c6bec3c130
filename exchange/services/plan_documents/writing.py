"""Writes what was examined: rows in few statements with their history, versions as drafts that are adopted in turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.models import Record
from exchange.interchange import shapes
from exchange.interchange.checks import Item
from exchange.interchange.objects import Shape
from exchange.services.plan_documents.examining import Catalogues, Examined, named_partners
from exchange.services.plan_documents.identity import MODELS, Identity
from exchange.services.plan_documents.offices import free_code
from masterplan.models.plans import MasterPlan, PlanVersion
from masterplan.models.preparation import LegalDocument
from masterplan.services.importing.drafts import create_rows
from masterplan.services.versions import adopt_version
from organizations import audit
from organizations.models import Agency, Partner, User

REASON = "import of a document"
LONGEST_SOURCE = 400
OF_PROGRAM: tuple[tuple[str, Shape], ...] = (
    ("supporters", shapes.SUPPORTER),
    ("action_items", shapes.ACTION_ITEM),
    ("budget_lines", shapes.BUDGET_LINE),
    ("planned_progress", shapes.PLANNED),
    ("indicators", shapes.INDICATOR),
    ("partnerships", shapes.PARTNERSHIP),
)


@dataclass
class Writer:
    """One import under way: what the document names, as rows."""

    found: Examined
    by: User | None
    catalogues: Catalogues
    identity: Identity = field(init=False)
    agencies: dict[str, Agency] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    documents: dict[str, LegalDocument] = field(default_factory=dict)
    versions: dict[int, PlanVersion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.identity = Identity(self.found)
        self.region = self.found.wish.region
        self.content = self.found.reading.content
        self.from_where = ""
        if self.found.is_copy:
            region = self.content["region"]
            self.from_where = _("From the plan of %(region)s (%(code)s), SHA-256 %(sha)s") % {
                "region": region["name"] or region["code"],
                "code": region["code"],
                "sha": self.found.reading.sha256[:16],
            }

    def build(self, shape: Shape, item: Item, **more: Any) -> Any:
        """A new row of an object; `more` gives what is no column of it."""
        values = shape.values(item) | {"uid": self.identity.uid(shape, item)}
        if "lineage" in values:
            values["lineage"] = self.identity.lineage(item["lineage"])
        if values.get("program_lineage"):
            values["program_lineage"] = self.identity.lineage(item["program"])
        if self.from_where:
            values["source"] = "; ".join(each for each in (item["source"], self.from_where) if each)[:LONGEST_SOURCE]
        return MODELS[shape.name](**values | more)

    def create(self, shape: Shape, rows: Iterable[Any]) -> list[Any]:
        """Store new rows of one table."""
        return create_rows(MODELS[shape.name], list(rows), by=self.by, reason=REASON)

    def write_names(self) -> None:
        """OPDs, partners and legal documents that the region does not have."""
        self._agencies()
        self.partners = dict(self.found.partners)
        new = [each for each, _at in named_partners(self.found) if each["name"] not in self.partners]
        rows = [self.build(shapes.PARTNER, each, region=self.region) for each in new]
        self.partners |= {row.name: row for row in self.create(shapes.PARTNER, rows)}
        if self.found.is_whole:
            self._documents()

    def _agencies(self) -> None:
        offices = self.found.offices
        self.agencies = dict(offices.found)
        taken = {row.code for row in offices.own}
        new = [each for each, _at in offices.missing]
        rows = [
            self.build(shapes.AGENCY, each, region=self.region, code=free_code(each["code"], taken)) for each in new
        ]
        for each, row in zip(new, self.create(shapes.AGENCY, rows), strict=True):
            self.agencies[each["code"]] = row
            audit.record(self.by, "agency.created", row, region=self.region, source="import")
        for each in new:
            if each["parent"] is not None or each["successor"] is not None:
                row = self.agencies[each["code"]]
                row.parent = self.agencies.get(each["parent"])
                row.successor = self.agencies.get(each["successor"])
                row.store(by=self.by, reason=REASON)

    def _documents(self) -> None:
        """A document that the region has (by identifier, or by kind, number, title and date) is not made again."""
        known: dict[Any, LegalDocument] = {}
        for row in LegalDocument.objects.of_region(self.region).current():
            known[row.kind, row.number, row.title, row.dated_on] = row
            known[str(row.uid)] = row
        new = []
        for each in self.content["documents"]:
            values = shapes.LEGAL_DOCUMENT.values(each)
            key = (values["kind"], values["number"], values["title"], values["dated_on"])
            row = known.get(each["uid"]) or known.get(key)
            if row is None:
                new.append((each, self.build(shapes.LEGAL_DOCUMENT, each, region=self.region)))
            elif each["uid"]:
                self.documents[each["uid"]] = row
        stored = self.create(shapes.LEGAL_DOCUMENT, [row for _each, row in new])
        self.documents |= {each["uid"]: row for (each, _row), row in zip(new, stored, strict=True) if each["uid"]}

    def write_plan(self) -> MasterPlan:
        """The plan with its versions. A draft goes into the plan that is there, after its newest version."""
        plan = self.found.plan
        if plan is None:
            plan = self.build(shapes.PLAN, self.content["plan"], region=self.region)
            plan.store(by=self.by, reason=REASON)
        for version, _at in self.found.versions:
            self._version(plan, version)
        self._programs()
        if self.found.is_whole:
            self._adopt()
        return plan

    def _version(self, plan: MasterPlan, item: Item) -> None:
        more: dict[str, Any] = {"plan": plan, "status": PlanVersion.Status.DRAFT, "adopted_on": None}
        more["pillar_set"] = self.catalogues.pillar_sets[item["pillar_set"]]
        if self.found.is_whole:
            more["based_on"] = self.versions.get(item["based_on"]) if item["based_on"] else None
        else:
            there = list(plan.versions.order_by("number"))
            more["number"] = there[-1].number + 1 if there else 1
            in_force = [row for row in there if row.status == PlanVersion.Status.ADOPTED]
            more["based_on"] = in_force[-1] if in_force else None
        row = self.build(shapes.VERSION, item, **more)
        row.store(by=self.by, reason=REASON)
        audit.record(self.by, "plan.drafted", row, region=self.region)
        self.versions[item["number"]] = row

    def _programs(self) -> None:
        """All programs, then table by table what belongs to them."""
        pairs = [
            (program, self._program(program, version))
            for version, _at in self.found.versions
            for program in version["programs"]
        ]
        self.create(shapes.PROGRAM, [row for _item, row in pairs])
        for name, shape in OF_PROGRAM:
            items = [(each, program) for item, program in pairs for each in item[name]]
            rows = [self.build(shape, each, program=program, **self._named(each)) for each, program in items]
            self.create(shape, rows)
            if shape is shapes.INDICATOR:
                targets = [
                    self.build(shapes.TARGET, target, indicator=row)
                    for (each, _program), row in zip(items, rows, strict=True)
                    for target in each["targets"]
                ]
                self.create(shapes.TARGET, targets)

    def _program(self, item: Item, version: Item) -> Any:
        nomenclature = item["nomenclature"]
        return self.build(
            shapes.PROGRAM,
            item,
            plan_version=self.versions[version["number"]],
            lead_agency=self.agencies[item["lead_agency"]],
            sub_dimension=self.catalogues.sub_dimensions.get((version["pillar_set"], item["sub_dimension"])),
            nomenclature=self.catalogues.nomenclature[nomenclature["edition"], nomenclature["code"]]
            if nomenclature
            else None,
        )

    def _named(self, item: Item) -> dict[str, Any]:
        """What a row of a program names by its code."""
        found: dict[str, Any] = {}
        if "agency" in item:
            found["agency"] = self.agencies[item["agency"]]
        if "source_of_funds" in item:
            found["source_of_funds"] = self.catalogues.funds[item["source_of_funds"]]
        if "partner" in item:
            found["partner"] = self.partners[item["partner"]]
        return found

    def _adopt(self) -> None:
        """Put versions in force in the order in which they were: each supersedes the one before."""
        items = [item for item, _at in self.found.versions if item["status"] != PlanVersion.Status.DRAFT]
        superseded = PlanVersion.Status.SUPERSEDED
        for item in sorted(items, key=lambda each: (each["status"] != superseded, each["adopted_on"], each["number"])):
            on = shapes.VERSION.values(item)["adopted_on"]
            row = self.versions[item["number"]]
            adopt_version(row, by=self.by, on=on, document=self.documents.get(item["document"]))


def rows_of(writer: Writer, shape: Shape, items: list[Item], **more: Any) -> list[Record]:
    """New rows of a list that belongs to one row."""
    return [writer.build(shape, each, **more) for each in items]
