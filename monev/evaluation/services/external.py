"""Entering a figure of another institution: once per region and year, with its source, asked about when unusual."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.evaluation.figure_checks import Finding, Range, doubts, meant_value
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from organizations import audit
from organizations.models import Region

EARLIEST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody enters: a number in the indicator's unit, or one of its grades; and where it was published."""

    value: Decimal | None = None
    grade: str = ""
    source: str = ""
    unusual_reason: str = ""


class Impossible(Refused):
    """A value outside the scale of the publisher. `meant`: what another unit would make of it."""

    def __init__(self, message: Any, meant: Decimal | None = None) -> None:
        super().__init__(message, field="value")
        self.meant = meant


class Unusual(Refused):
    """A value that looks like another unit, and no reason to keep it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("This value looks unusual. Correct it, or write why it is right."), field="unusual_reason")
        self.findings = findings


def range_of(indicator: ExternalIndicator) -> Range:
    """In which range the figures of an indicator lie."""
    return Range(indicator.lowest, indicator.highest, indicator.usual_from, indicator.usual_to)


def last_value(region: Region, indicator: ExternalIndicator, year: int) -> ExternalFigure | None:
    """The newest figure before the year."""
    rows = ExternalFigure.objects.current().of_region(region).filter(indicator=indicator, year__lt=year)
    return rows.filter(value__isnull=False).order_by("-year").first()


@transaction.atomic
def enter_figure(
    region: Region, indicator: ExternalIndicator, year: int, given: Given, *, by: Any, seen_version: int = 0
) -> ExternalFigure:
    """Store or change the figure of the year. `seen_version`: of the row that the person saw, 0 for none.

    Raises `Impossible`, `Unusual`, `Refused`, and `Conflict` where somebody entered it meanwhile.
    """
    findings = check_figure(region, indicator, year, given)
    row = ExternalFigure.objects.filter(region=region, indicator=indicator, year=year).first()
    if row is not None and row.version != seen_version:
        raise Conflict(row)
    verb = "external_figure.changed" if row else "external_figure.entered"
    row = row or ExternalFigure(region=region, indicator=indicator, year=year)
    row.value, row.grade = given.value, given.grade
    row.source = given.source
    row.unusual_reason = given.unusual_reason if findings else ""
    row.entered_by, row.archived_at = by, None
    _store(row, by)
    audit.record(by, verb, row, region=region, value=str(given.value or given.grade), source=given.source)
    return row


def _store(row: ExternalFigure, by: Any) -> None:
    """Two people who enter the same figure at once: the second sees what the first entered."""
    is_new = row._state.adding
    try:
        with transaction.atomic():
            row.store(by=by, reason="external figure")
    except IntegrityError as problem:
        stored = ExternalFigure.objects.filter(region=row.region, indicator=row.indicator, year=row.year).first()
        if is_new and stored is not None:
            raise Conflict(stored) from problem
        raise


def check_figure(region: Region, indicator: ExternalIndicator, year: int, given: Given) -> tuple[Finding, ...]:
    """The doubts about a figure that may be stored: they have a reason. Raises what speaks against it."""
    if not given.source.strip():
        raise Refused(_("Say where the figure was published."), field="source")
    if indicator.grades:
        if given.grade not in indicator.grades:
            raise Refused(_("Choose one of the grades."), field="grade")
        return ()
    if given.value is None:
        raise Refused(_("Enter the figure."), field="value")
    known, before = range_of(indicator), last_value(region, indicator, year)
    last = before.value if before else None
    if not known.allows(given.value):
        raise Impossible(_("This value is outside the possible range."), meant_value(given.value, known, last))
    findings = doubts(given.value, known, last)
    if findings and not given.unusual_reason.strip():
        raise Unusual(findings)
    return findings
