"""Doubts about external figures in words: what was read, what is usual, and what was probably meant."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from core.formats import number
from monev.evaluation.figure_checks import Doubt, Finding
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator


def range_words(indicator: ExternalIndicator) -> str:
    """`1 to 5; usually 1.2 to 4.8`; nothing for grades and open ranges."""
    if indicator.grades or indicator.lowest is None or indicator.highest is None:
        return ""
    facts = {"from": number(indicator.lowest), "to": number(indicator.highest)}
    possible = gettext("possible: %(from)s to %(to)s") % facts
    if None in (indicator.usual_from, indicator.usual_to):
        return possible
    usual = {"from": number(indicator.usual_from), "to": number(indicator.usual_to)}
    usually = gettext("usual: %(from)s to %(to)s") % usual
    return f"{possible}; {usually}"


def impossible_words(indicator: ExternalIndicator, value: Decimal, meant: Decimal | None) -> str:
    """That a value is outside the scale, with the value that was probably meant."""
    facts = {"value": number(value), "range": range_words(indicator)}
    said = gettext("%(value)s cannot be right (%(range)s).") % facts
    return f"{said} {meant_words(meant)}" if meant is not None else said


def meant_words(meant: Decimal) -> str:
    """What another unit would make of it."""
    return gettext("Did you mean %(value)s? It looks like another unit.") % {"value": number(meant)}


def doubt_words(finding: Finding, indicator: ExternalIndicator, value: Decimal, last: ExternalFigure | None) -> str:
    """One doubt as a sentence."""
    facts = {
        "value": number(value),
        "range": range_words(indicator),
        "last": number(last.value) if last else "",
        "year": last.year if last else "",
    }
    if finding.doubt is Doubt.OTHER_UNIT and finding.meant is not None:
        beside = gettext("%(last)s in %(year)s") % facts if last else facts["range"]
        return f"{facts['value']}: {meant_words(finding.meant)} ({beside})"
    if finding.doubt is Doubt.FAR_FROM_LAST:
        return gettext("%(value)s is far from %(last)s in %(year)s.") % facts
    return gettext("%(value)s is unusual (%(range)s).") % facts
