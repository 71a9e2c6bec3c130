"""The way from a page to the report about it: `{% load asking %}`."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from monev.monitoring.models.periods import Period
from monev.reports.catalogue.offers import may_ask
from monev.reports.catalogue.registry import reports
from monev.reports.parameters import Parameter
from organizations.models import Region

register = template.Library()


@register.simple_tag(takes_context=True)
def asking_url(context: Context, region: Region | None, kind: str, period: Period | None = None) -> str:
    """The address of the form with the report of this kind about the period; empty where the person may not ask."""
    person = getattr(getattr(context, "request", None), "user", None)
    report = reports().get(kind)
    if not region or report is None or person is None or not person.is_authenticated:
        return ""
    if not report.may_be_asked_for(region) or not may_ask(report, region, person):
        return ""
    query = {"kind": kind} | ({str(Parameter.PERIOD): period.address} if period else {})
    return f"{reverse('reports:report-request', args=[region.code])}?{urlencode(query)}"
