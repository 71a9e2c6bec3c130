"""`{% report_editions report %}`: the editions of a report, with what differs, and the button for the next one."""

from __future__ import annotations

from typing import Any

from django import template

from monev.reports.catalogue.registry import reports
from monev.reports.models import CompiledReport
from monev.reports.selectors.editions import editions_of

register = template.Library()


@register.inclusion_tag("reports/_editions.html", takes_context=True)
def report_editions(context: Any, report: CompiledReport) -> dict[str, Any]:
    """Nothing for a report that is not ready."""
    if report.state != CompiledReport.State.DONE:
        return {"editions": []}
    kind, request = reports().get(report.kind), context.get("request")
    user = getattr(request, "user", None)
    may = bool(kind and user and CompiledReport.objects.allowed(user, kind.needs).filter(pk=report.pk).exists())
    return {
        "report": report,
        "editions": editions_of(report),
        "clock": report.region.time_zone if report.region else None,
        "may_compile": may,
        "csrf_token": context.get("csrf_token"),
    }
