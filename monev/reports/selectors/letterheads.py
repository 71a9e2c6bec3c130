"""The official head of a region and who signs its reports, as their page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monev.reports.models import Signatory
from organizations.models import Region


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs the reports of one kind, in order; `kind` empty: all reports without their own."""

    kind: str
    people: Sequence[Signatory]


def signers_of(region: Region) -> list[Signers]:
    """By kind of report, those for all reports first."""
    rows = Signatory.objects.of_region(region).current().order_by("kind", "position", "pk")
    found: dict[str, list[Signatory]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return [Signers(kind, people) for kind, people in found.items()]
