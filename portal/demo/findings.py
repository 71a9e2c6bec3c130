"""Example findings of last year's national evaluation, some of them still open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from monev.evaluation.models.results import Finding
from organizations.models import Agency, Region
from portal.demo.store import examples
from portal.reference.files import toml


def load(region: Region, agencies: dict[str, Agency], today: date) -> None:
    """The findings in the order of the file."""
    rows = toml("demo/findings.toml")["finding"]
    examples([_finding(row, number, region, agencies, today) for number, row in enumerate(rows, start=1)])


def _finding(row: dict[str, Any], number: int, region: Region, agencies: dict[str, Agency], today: date) -> Finding:
    return Finding(
        region=region,
        agency=agencies.get(row.get("agency", "")),
        year=today.year - 1,
        kind=row["kind"],
        text=row["text"],
        position=number,
        status=row.get("status", Finding.Status.OPEN),
        due_on=today + timedelta(days=row["due_in"]) if "due_in" in row else None,
        follow_up=row.get("follow_up", ""),
    )
