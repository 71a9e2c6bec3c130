"""The OPDs of a document among those of the region: found, mapped by a person, or to be created."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from exchange.interchange.checks import Item, located
from exchange.interchange.problems import Problem, Told, step
from exchange.services.plan_documents.wishes import Wish
from masterplan.importing.agencies import agency_key
from organizations.models import Agency


@dataclass
class Offices:
    """For each code of the document the OPD that it is; the others are `missing`."""

    found: dict[str, Agency] = field(default_factory=dict)
    missing: list[tuple[Item, str]] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    own: list[Agency] = field(default_factory=list)
    """All OPDs of the region, to choose from."""

    def same(self, code: str) -> str:
        """What tells two OPDs of the document apart in the region: the row, or the code of a new one."""
        return f"row {self.found[code].pk}" if code in self.found else f"new {code}"


def match_offices(content: Item, named: set[str], wish: Wish, told: Told) -> Offices:
    """Those that are `named`, in one query.

    In a document of the same region the identifier and the code count before the name; the codes of another region
    mean nothing here.
    """
    rows: Any = Agency.objects.of_region(wish.region).order_by("code", "pk")
    offices = Offices(own=list(rows))
    known = _Known(offices.own, is_own=content["region"]["code"] == wish.region.code)
    codes = {each["code"] for each in content["agencies"]}
    for code in wish.agencies.keys() - codes:
        told.say("mapped_unknown", "/agencies", code=code)
    for each, at in located(content["agencies"], "/agencies"):
        if each["code"] not in named:
            continue
        row = known.mapped(each, at, wish, told) if each["code"] in wish.agencies else known.find(each)
        if row is None:
            _missing(offices, each, at, wish, told)
            continue
        offices.found[each["code"]] = row
        if agency_key(row.name) != agency_key(each["name"]):
            offices.notes.append(Problem("agency_matched", at, {"name": each["name"], "other": row.name}))
    return offices


def _missing(offices: Offices, each: Item, at: str, wish: Wish, told: Told) -> None:
    if each["code"] in wish.agencies:
        return  # the person named one that is not there: said already
    offices.missing.append((each, at))
    if wish.create_agencies:
        offices.notes.append(Problem("agency_created", at, {"name": each["name"]}))
    else:
        told.say("missing_agency", at, region=wish.region.name, name=each["name"])


class _Known:
    """The OPDs of the region by identifier, code and name."""

    def __init__(self, rows: list[Agency], *, is_own: bool) -> None:
        self.is_own = is_own
        self.by_uid = {str(row.uid): row for row in rows}
        self.by_code = {row.code: row for row in rows}
        current = [row for row in rows if row.archived_at is None]
        self.by_name = {agency_key(row.short_name): row for row in current if row.short_name}
        self.by_name |= {agency_key(row.name): row for row in current}

    def find(self, each: Item) -> Agency | None:
        """The OPD of the region that this one is."""
        if self.is_own:
            row = self.by_uid.get(each["uid"]) or self.by_code.get(each["code"])
            if row is not None:
                return row
        return self.by_name.get(agency_key(each["name"]))

    def mapped(self, each: Item, at: str, wish: Wish, told: Told) -> Agency | None:
        """The OPD that a person chose for it."""
        code = wish.agencies[each["code"]]
        row = self.by_code.get(code)
        if row is None:
            told.say("unmapped_agency", step(at, "code"), region=wish.region.name, code=code)
        return row


def free_code(wanted: str, taken: set[str]) -> str:
    """The code itself, or with a number where the region has it already.

    >>> free_code("DINKES", {"DINKES"})
    'DINKES-2'
    """
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted[:36]}-{number}"
    taken.add(code)
    return code
