"""What the fields of a document say together: references, order, nothing twice; the rules of the tables stand here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from exchange.interchange.objects import Shape
from exchange.interchange.problems import Told, step
from exchange.interchange.shapes import DOCUMENT

Item = dict[str, Any]
_FORMULAS = {"higher": ("ratio",), "lower": ("inverse", "mirror", "range"), "stabilise": ("stabilise",)}


def check_content(content: Item, told: Told) -> None:
    """Everything that one field alone does not show."""
    found = _Checks(content, told)
    found.identifiers()
    found.lists()
    found.versions()
    found.promises()


def located(items: Iterable[Item], at: str) -> Iterator[tuple[Item, str]]:
    """Items with their pointers."""
    return ((item, step(at, number)) for number, item in enumerate(items))


class _Checks:
    def __init__(self, content: Item, told: Told) -> None:
        self.content, self.told = content, told
        self.agencies = {each["code"] for each in content["agencies"]}
        self.partners = {each["name"] for each in content["partners"]}
        self.documents = {each["uid"] for each in content["documents"]} - {None}
        self.lineages: set[str] = {
            program["lineage"] for version in content["versions"] for program in version["programs"]
        } - {None}

    def identifiers(self) -> None:
        """An identifier stands once in its table."""
        seen: dict[tuple[str, str], str] = {}
        for shape, item, at in walk(self.content):
            uid = item.get("uid")
            if uid is None:
                continue
            if (shape.name, uid) in seen:
                self.told.say("twice", step(at, "uid"), other=seen[shape.name, uid])
            seen.setdefault((shape.name, uid), step(at, "uid"))

    def lists(self) -> None:
        """The plan, OPDs, partners."""
        content, agencies = self.content, self.content["agencies"]
        self._years(content["plan"], "/plan")
        self._once(agencies, "/agencies", "code")
        self._once(content["partners"], "/partners", "name")
        for name in ("parent", "successor"):
            others = {each["code"]: each[name] for each in agencies}
            for each, at in located(agencies, "/agencies"):
                if each[name] is not None:
                    self._agency(each[name], step(at, name))
                    if _in_ring(each["code"], others):
                        self.told.say(f"{name}_ring", step(at, name))
        for each, at in located(agencies, "/agencies"):
            if each["valid_from"] and each["valid_until"] and each["valid_until"] < each["valid_from"]:
                self.told.say("days", step(at, "valid_until"))

    def versions(self) -> None:
        """Versions with their order of adoption, and their programs."""
        versions = self.content["versions"]
        if not versions:
            self.told.say("no_versions", "/versions")
        self._once(versions, "/versions", "number")
        numbers = {each["number"] for each in versions}
        for version, at in located(versions, "/versions"):
            self._status(version, at)
            based = version["based_on"]
            if based is not None and based >= version["number"]:
                self.told.say("later_number", step(at, "based_on"))
            elif based is not None:
                self._known(based, numbers, step(at, "based_on"), "unknown_version", "number")
            if version["document"] is not None:
                self._known(version["document"], self.documents, step(at, "document"), "unknown_document")
            programs, where = version["programs"], step(at, "programs")
            self._once(programs, where, "lineage")
            self._once(programs, where, "code", "name", "lead_agency")
            for program, place in located(programs, where):
                self._program(program, place)
        self._adoptions()

    def _status(self, version: Item, at: str) -> None:
        if version["status"] == "draft":
            if version["adopted_on"] or version["document"]:
                self.told.say("draft_with_day", step(at, "adopted_on" if version["adopted_on"] else "document"))
            return
        if version["adopted_on"] is None:
            self.told.say("adopted_without_day", step(at, "adopted_on"))
        if not version["programs"]:
            self.told.say("adopted_empty", step(at, "programs"))

    def _adoptions(self) -> None:
        """One version is in force, and it came last."""
        rows = list(located(self.content["versions"], "/versions"))
        adopted = [(each, at) for each, at in rows if each["status"] == "adopted"]
        for _each, at in adopted[1:]:
            self.told.say("two_adopted", step(at, "status"), other=step(adopted[0][1], "status"))
        for each, at in rows:
            if each["status"] != "superseded":
                continue
            if not adopted:
                self.told.say("superseded_alone", step(at, "status"))
            elif (each["adopted_on"] or "") > (adopted[0][0]["adopted_on"] or "9"):
                self.told.say("adopted_before", step(adopted[0][1], "adopted_on"))

    def _program(self, program: Item, at: str) -> None:
        self._years(program, at)
        self._agency(program["lead_agency"], step(at, "lead_agency"))
        for each, place in self._rows(program, at, "supporters", "agency"):
            self._agency(each["agency"], step(place, "agency"))
            if each["agency"] == program["lead_agency"]:
                self.told.say("lead_supports", step(place, "agency"))
        for each, place in self._rows(program, at, "action_items"):
            self._years(each, place)
            self._agency(each["agency"], step(place, "agency"))
        self._once(program["budget_lines"], step(at, "budget_lines"), "year", "source_of_funds", "edition")
        self._once(program["planned_progress"], step(at, "planned_progress"), "year", "month")
        for each, place in self._rows(program, at, "partnerships", "partner"):
            self._years(each, place)
            self._known(each["partner"], self.partners, step(place, "partner"), "unknown_partner", "name")
        for each, place in self._rows(program, at, "indicators", "lineage"):
            self._indicator(each, place)

    def _indicator(self, indicator: Item, at: str) -> None:
        fits = indicator["formula"] in _FORMULAS[indicator["polarity"]]
        if not fits or (indicator["formula"] == "range" and indicator["worst"] is None):
            self.told.say("formula", step(at, "formula"))
        low, high = indicator["plausible_min"], indicator["plausible_max"]
        if low is not None and high is not None and Decimal(high) < Decimal(low):
            self.told.say("plausible", step(at, "plausible_max"))
        for target, place in self._rows(indicator, at, "targets", "year"):
            if target["value"] is None and not target["text"]:
                self.told.say("says_nothing", place)

    def promises(self) -> None:
        """Commitments and quick wins."""
        for each, at in located(self.content["commitments"], "/commitments"):
            self._agency(each["agency"], step(at, "agency"))
            if each["document"] is not None:
                self._known(each["document"], self.documents, step(at, "document"), "unknown_document")
            for pledge, place in self._rows(each, at, "pledges"):
                self._of_program(pledge, place)
        self._quick_wins(self.content["quick_wins"])

    def _quick_wins(self, wins: list[Item]) -> None:
        self._once(wins, "/quick_wins", "title", "year")
        before = {each["uid"]: each["predecessor"] for each in wins if each["uid"]}
        for each, at in located(wins, "/quick_wins"):
            self._agency(each["agency"], step(at, "agency"))
            self._of_program(each, at)
            if each["predecessor"] is not None:
                self._known(each["predecessor"], before.keys(), step(at, "predecessor"), "unknown_quick_win")
                if _in_ring(each["uid"], before):
                    self.told.say("quick_win_ring", step(at, "predecessor"))
            names: dict[str, str] = {}
            for number, name in enumerate(each["partners"]):
                place = step(step(at, "partners"), number)
                self._known(name, self.partners, place, "unknown_partner", "name")
                if names.setdefault(name, place) != place:
                    self.told.say("twice", place, other=names[name])

    def _rows(self, owner: Item, at: str, name: str, *key: str) -> Iterator[tuple[Item, str]]:
        if key:
            self._once(owner[name], step(at, name), *key)
        return located(owner[name], step(at, name))

    def _once(self, items: list[Item], at: str, *names: str) -> None:
        """No two items say the same in these fields; what is missing (null) is not compared."""
        seen: dict[tuple[Hashable, ...], str] = {}
        for item, place in located(items, at):
            key = tuple(item[name] for name in names)
            if None in key:
                continue
            if key in seen:
                self.told.say("twice", step(place, names[0]), other=seen[key])
            seen.setdefault(key, step(place, names[0]))

    def _years(self, item: Item, at: str) -> None:
        if item["end_year"] < item["start_year"]:
            self.told.say("years", step(at, "end_year"))

    def _agency(self, code: str, at: str) -> None:
        self._known(code, self.agencies, at, "unknown_agency", "code")

    def _of_program(self, item: Item, at: str) -> None:
        if item["program"] is not None:
            self._known(item["program"], self.lineages, step(at, "program"), "unknown_program")

    def _known(self, value: Any, known: Any, at: str, code: str, name: str = "") -> None:
        if value not in known:
            self.told.say(code, at, **({name: value} if name else {}))


def walk(item: Item, shape: Shape = DOCUMENT, at: str = "") -> Iterator[tuple[Shape, Item, str]]:
    """Every object of the document with its shape and pointer."""
    yield shape, item, at
    for name, kind in shape.fields.items():
        inner = getattr(kind, "each", None) or getattr(kind, "shape", None)
        if not isinstance(inner, Shape) or item[name] is None:
            continue
        if isinstance(item[name], dict):
            yield from walk(item[name], inner, step(at, name))
        else:
            for each, place in located(item[name], step(at, name)):
                yield from walk(each, inner, place)


def _in_ring(start: Any, parents: dict[Any, Any]) -> bool:
    """Whether going up from `start` comes back to it."""
    seen: set[Any] = set()
    at = parents.get(start)
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
