"""The small objects that name a row of another table."""

from __future__ import annotations

from typing import Any

from masterplan.models.catalogues import FundSource
from masterplan.models.plans import Program
from masterplan.models.preparation import Council, Directive, LegalDocument, Meeting
from organizations.models import Agency, Ministry, Partner, Region
from organizations.rest import reference


def region(source: str | None = None) -> Any:
    """A region by code and name."""
    return reference(Region, "code", "name", source=source)


def agency(source: str | None = None) -> Any:
    """An OPD."""
    return reference(Agency, "id", "uid", "code", "name", source=source)


def ministry() -> Any:
    """A ministry."""
    return reference(Ministry, "code", "name")


def partner() -> Any:
    """A partner of a region."""
    return reference(Partner, "id", "uid", "kind", "name")


def document() -> Any:
    """A legal document."""
    return reference(LegalDocument, "id", "uid", "kind", "number", "title", "year")


def council(source: str | None = None) -> Any:
    """A council."""
    return reference(Council, "id", "uid", "kind", "name", source=source)


def meeting() -> Any:
    """A meeting of a council."""
    return reference(Meeting, "id", "uid", "held_on")


def directive(source: str | None = None) -> Any:
    """A directive of the council."""
    return reference(Directive, "id", "uid", "due_on", "status", source=source)


def fund_source() -> Any:
    """A source of funds."""
    return reference(FundSource, "code", "name_id", "name_en", "is_apbd")


def program(source: str | None = None) -> Any:
    """A program; `lineage` is the same in all versions of the plan."""
    return reference(Program, "id", "uid", "lineage", "code", "name", source=source)
