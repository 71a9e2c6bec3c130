"""OPDs and partners: a generic set of OPDs marked as example; partners as published and a few examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from organizations.models import Agency, Partner, Region
from portal.demo.store import examples
from portal.reference.files import toml


@dataclass(frozen=True)
class Offices:
    """The OPDs of a region by code, and its partners by key."""

    agencies: dict[str, Agency]
    partners: dict[str, Partner]


def load(region: Region) -> Offices:
    """The OPDs of the region; those that stand under a parent or have a successor are linked. And its partners."""
    content = toml("demo/agencies.toml")
    linked = [row for row in content["agency"] if "parent" in row or "successor" in row]
    plain = [row for row in content["agency"] if row not in linked]
    made = {agency.code: agency for agency in examples(_agency(region, row, content, {}) for row in plain)}
    made |= {agency.code: agency for agency in examples(_agency(region, row, content, made) for row in linked)}
    return Offices(made, _partners(region, content["partner"]))


def _agency(region: Region, row: dict[str, Any], content: dict[str, Any], made: dict[str, Agency]) -> Agency:
    return Agency(
        region=region,
        code=row["code"],
        name=row["name"],
        short_name=row["short"],
        parent=made.get(row.get("parent", "")),
        successor=made.get(row.get("successor", "")),
        valid_until=row.get("valid_until"),
        source=content["source_named"] if row.get("named") else content["source"],
    )


def _partners(region: Region, rows: list[dict[str, Any]]) -> dict[str, Partner]:
    """The example partners by key, and the published PDPGR team under `pdpgr`."""
    made = examples(Partner(region=region, kind=row["kind"], name=row["name"]) for row in rows)
    pdpgr = Partner.objects.get(region=region, kind=Partner.Kind.PDPGR)
    return {row["key"]: partner for row, partner in zip(rows, made, strict=True)} | {"pdpgr": pdpgr}
