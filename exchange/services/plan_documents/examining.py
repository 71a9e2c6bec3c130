"""What a document meets in the region, before anything is written: catalogues, OPDs, a plan that is there already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from exchange.interchange.checks import Item, located
from exchange.interchange.problems import Problem, Told, step
from exchange.interchange.reading import Reading
from exchange.services.plan_documents.offices import Offices, match_offices
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.catalogues import FundSource, NomenclatureItem
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import Partner
from pillars.models import Pillar, PillarSet, SubDimension


@dataclass
class Catalogues:
    """The national catalogues by their codes."""

    pillar_sets: dict[str, PillarSet]
    pillars: dict[tuple[str, str], Pillar]
    sub_dimensions: dict[tuple[str, str], SubDimension]
    funds: dict[str, FundSource]
    nomenclature: dict[tuple[str, str], NomenclatureItem]


@dataclass
class Examined:
    """What was found out; it can be imported where there are no `problems`."""

    reading: Reading
    wish: Wish
    told: Told
    versions: list[tuple[Item, str]] = field(default_factory=list)
    """The versions that are taken, with their pointers."""
    offices: Offices = field(default_factory=Offices)
    partners: dict[str, Partner] = field(default_factory=dict)
    catalogues: Catalogues | None = None
    plan: MasterPlan | None = None
    """The plan that the region has already."""
    notes: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return self.told.rows

    @property
    def is_copy(self) -> bool:
        """The plan is another region's: the copy has an identity of its own."""
        return bool(self.reading.content["region"]["code"] != self.wish.region.code)

    @property
    def is_whole(self) -> bool:
        return self.wish.mode == Mode.WHOLE

    @property
    def counts(self) -> dict[str, int]:
        """How much of what is taken."""
        programs = [program for version, _at in self.versions for program in version["programs"]]
        counts = {"versions": len(self.versions), "programs": len(programs)}
        names = ("indicators", "budget_lines", "planned_progress", "action_items", "partnerships", "supporters")
        counts |= {name: sum(len(each[name]) for each in programs) for name in names}
        counts["targets"] = sum(len(each["targets"]) for program in programs for each in program["indicators"])
        commitments = self.reading.content["commitments"] if self.is_whole else []
        counts["commitments"] = len(commitments)
        counts["pledges"] = sum(len(each["pledges"]) for each in commitments)
        counts["quick_wins"] = len(self.reading.content["quick_wins"]) if self.is_whole else 0
        return counts | {"new_agencies": len(self.offices.missing) if self.wish.create_agencies else 0}


def examine(reading: Reading, wish: Wish) -> Examined:
    """Compare a document with the region: a fixed number of queries, nothing is written."""
    found = Examined(reading, wish, Told(), notes=list(reading.notes))
    found.told.rows, found.told.count = list(reading.problems), reading.told.count
    if found.told:
        return found
    content = reading.content
    found.versions = chosen_versions(content, wish.mode)
    found.plan = _plan_there(content, wish)
    _refuse_what_is_there(found)
    found.offices = match_offices(content, named_agencies(content, found.versions, wish), wish, found.told)
    found.partners = {row.name: row for row in Partner.objects.of_region(wish.region)}
    found.catalogues = _catalogues(content)
    _Codes(found, found.catalogues).check()
    _check_same_offices(found)
    _note(found)
    return found


def suggested_mode(content: Item, region: Any) -> Mode:
    """The whole plan where the region does not have it yet; a draft to learn from elsewhere."""
    is_own = content["region"]["code"] == region.code
    return Mode.WHOLE if is_own and _plan_there(content, Wish(region)) is None else Mode.DRAFT


def chosen_versions(content: Item, mode: Mode) -> list[tuple[Item, str]]:
    """All versions, the oldest first; for a draft the one in force, else the newest draft, else the newest."""
    rows = sorted(located(content["versions"], "/versions"), key=lambda each: each[0]["number"])
    if mode == Mode.WHOLE:
        return rows
    order = {"adopted": 2, "draft": 1, "superseded": 0}
    return [max(rows, key=lambda each: (order[each[0]["status"]], each[0]["number"]))]


def named_agencies(content: Item, versions: list[tuple[Item, str]], wish: Wish) -> set[str]:
    """Codes of the OPDs that what is taken names, with those above them and their successors; of a whole plan all."""
    agencies = {each["code"]: each for each in content["agencies"]}
    if wish.mode == Mode.WHOLE:
        return set(agencies)
    found: set[str] = set()
    for program in (program for version, _at in versions for program in version["programs"]):
        others = [*program["supporters"], *program["action_items"]]
        waiting = [program["lead_agency"], *(each["agency"] for each in others)]
        while waiting:
            code = waiting.pop()
            if code is not None and code not in found:
                found.add(code)
                waiting += [agencies[code]["parent"], agencies[code]["successor"]]
    return found


def named_partners(found: Examined) -> list[tuple[Item, str]]:
    """The partners that what is taken names, with their pointers."""
    content = found.reading.content
    programs = [program for version, _at in found.versions for program in version["programs"]]
    names = {each["partner"] for program in programs for each in program["partnerships"]}
    return [
        (each, at) for each, at in located(content["partners"], "/partners") if found.is_whole or each["name"] in names
    ]


def _plan_there(content: Item, wish: Wish) -> MasterPlan | None:
    """The plan of the region with this identifier, else with this title."""
    plan = content["plan"]
    rows: Any = MasterPlan.objects.of_region(wish.region).select_related("region")
    same = rows.filter(Q(uid=plan["uid"]) | Q(title=plan["title"]) if plan["uid"] else Q(title=plan["title"]))
    return max(same, key=lambda row: str(row.uid) == plan["uid"], default=None)


def _refuse_what_is_there(found: Examined) -> None:
    if found.plan is None:
        return
    if found.is_whole:
        found.told.say("plan_exists", "/plan", region=found.wish.region.name)
    elif found.plan.versions.filter(status=PlanVersion.Status.DRAFT, archived_at=None).exists():
        found.told.say("draft_exists", "/plan")


def _catalogues(content: Item) -> Catalogues:
    programs = [program for version in content["versions"] for program in version["programs"]]
    wanted = {each["nomenclature"]["code"] for each in programs if each["nomenclature"]}
    items = NomenclatureItem.objects.filter(code__in=wanted) if wanted else []
    pillars = Pillar.objects.select_related("pillar_set")
    subs = SubDimension.objects.select_related("pillar__pillar_set")
    return Catalogues(
        {row.code: row for row in PillarSet.objects.all()},
        {(row.pillar_set.code, row.code): row for row in pillars},
        {(row.pillar.pillar_set.code, row.code): row for row in subs},
        {row.code: row for row in FundSource.objects.all()},
        {(row.edition, row.code): row for row in items},
    )


class _Codes:
    """Compares the codes of what is taken with the catalogues."""

    def __init__(self, found: Examined, catalogues: Catalogues) -> None:
        self.found, self.told, self.has = found, found.told, catalogues

    def check(self) -> None:
        for version, at in self.found.versions:
            code = version["pillar_set"]
            if not self._pillar_set(code, at):
                continue
            for program, place in located(version["programs"], step(at, "programs")):
                self._sub_dimension(program, code, place)
                self._program(program, place)
        wins = self.found.reading.content["quick_wins"] if self.found.is_whole else []
        for win, at in located(wins, "/quick_wins"):
            if self._pillar_set(win["pillar_set"], at):
                if (win["pillar_set"], win["pillar"]) not in self.has.pillars:
                    self.told.say("unknown_pillar", step(at, "pillar"), code=win["pillar"], set=win["pillar_set"])
                self._sub_dimension(win, win["pillar_set"], at)

    def _pillar_set(self, code: str, at: str) -> bool:
        if code in self.has.pillar_sets:
            return True
        self.told.say("unknown_pillar_set", step(at, "pillar_set"), code=code)
        return False

    def _sub_dimension(self, item: Item, pillar_set: str, at: str) -> None:
        code = item["sub_dimension"]
        if code is not None and (pillar_set, code) not in self.has.sub_dimensions:
            self.told.say("unknown_sub_dimension", step(at, "sub_dimension"), code=code, set=pillar_set)

    def _program(self, program: Item, at: str) -> None:
        item = program["nomenclature"]
        if item and (item["edition"], item["code"]) not in self.has.nomenclature:
            self.told.say("unknown_nomenclature", step(at, "nomenclature"), **item)
        for line, place in located(program["budget_lines"], step(at, "budget_lines")):
            if line["source_of_funds"] not in self.has.funds:
                self.told.say("unknown_fund_source", step(place, "source_of_funds"), code=line["source_of_funds"])


def _check_same_offices(found: Examined) -> None:
    """Two OPDs of the document may be one in the region; not where a program names both, or is told apart by them."""
    same = found.offices.same
    names = {each["code"]: each["name"] for each in found.reading.content["agencies"]}
    for version, at in found.versions:
        seen: set[tuple[str, str, str]] = set()
        for program, place in located(version["programs"], step(at, "programs")):
            key = (program["code"], program["name"], same(program["lead_agency"]))
            if key in seen:
                found.told.say("program_twice", step(place, "lead_agency"))
            seen.add(key)
            taken = {same(program["lead_agency"])}
            for each, where in located(program["supporters"], step(place, "supporters")):
                if same(each["agency"]) in taken:
                    found.told.say("one_agency_twice", step(where, "agency"), name=names[each["agency"]])
                taken.add(same(each["agency"]))


def _note(found: Examined) -> None:
    """What is worth knowing before the import."""
    content = found.reading.content
    found.notes += found.offices.notes
    for each, at in named_partners(found):
        if each["name"] not in found.partners:
            found.notes.append(Problem("partner_created", at, {"name": each["name"]}))
    if found.is_copy:
        name = content["region"]["name"] or content["region"]["code"]
        found.notes.append(Problem("new_identifiers", "/region", {"region": name}))
    if found.is_whole:
        return
    if left := len(content["versions"]) - 1:
        found.notes.append(Problem("left_out_versions", "/versions", {"count": left}))
    pledges = sum(len(each["pledges"]) for each in content["commitments"])
    if pledges or content["quick_wins"]:
        params = {"pledges": pledges, "wins": len(content["quick_wins"])}
        found.notes.append(Problem("left_out_rest", "/commitments", params))
