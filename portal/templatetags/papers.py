"""The way from a page to its paper: `{% load papers %}{% ask_report region "program-sheet" words period=period %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from monev.reports.catalogue.registry import reports
from monev.reports.parameters import Parameter

register = template.Library()
KEYS = {
    Parameter.PERIOD: "address",
    Parameter.PILLAR: "code",
    Parameter.PROGRAM: "lineage",
    Parameter.AGENCY: "uid",
    Parameter.QUICK_WIN: "uid",
    Parameter.MEETING: "uid",
}
"""By which stable identifier each row is named."""


@register.inclusion_tag("components/ask_report.html", takes_context=True)
def ask_report(
    context: Context, region: Any, kind: str, words: str, *, preliminary: bool = False, **about: Any
) -> dict[str, Any]:
    """A button that has the paper compiled in the language of the page; nothing for people who may not ask for it, and
    where something that it needs is not there. `about`: rows by the names of the report's parameters."""
    report = reports()[kind]
    user = getattr(getattr(context, "request", None), "user", None)
    missing = [each for each in report.parameters if each in KEYS and not about.get(each)]
    if region is None or missing or user is None or not user.is_authenticated:
        return {}
    if not user.access.reach(report.needs).covers(region_id=region.pk):
        return {}
    fields = {name: str(getattr(row, KEYS[Parameter(name)])) for name, row in about.items() if row}
    if preliminary and Parameter.PRELIMINARY in report.parameters:
        fields[str(Parameter.PRELIMINARY)] = "on"
    return {
        "region": region,
        "words": words,
        "fields": {"kind": kind, **fields, "language": (get_language() or "id")[:2]},
        "csrf_token": context.get("csrf_token"),
    }
