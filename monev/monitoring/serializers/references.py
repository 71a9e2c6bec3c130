"""The small objects that name a row of another table."""

from __future__ import annotations

from typing import Any

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from organizations.models import Agency, Region
from organizations.rest import reference
from quickwins.models import QuickWin


def region(source: str | None = None) -> Any:
    """A region by code and name."""
    return reference(Region, "code", "name", source=source)


def agency(source: str | None = None) -> Any:
    """An OPD."""
    return reference(Agency, "id", "uid", "code", "name", source=source)


def period(source: str | None = None) -> Any:
    """A period by kind, year and number."""
    return reference(Period, "id", "uid", "kind", "year", "number", source=source)


def program(source: str | None = None) -> Any:
    """A program; `lineage` is the same in all versions of the plan."""
    return reference(Program, "id", "uid", "lineage", "code", "name", source=source)


def quick_win() -> Any:
    """A quick win."""
    return reference(QuickWin, "id", "uid", "title", "year")


def pledge() -> Any:
    """A pledge."""
    return reference(Pledge, "id", "uid", "text", "due_year")
