"""The next edition of a report, and what differs between an edition and the one before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.reports.catalogue.registry import report_named
from monev.reports.differences import changes
from monev.reports.models import CompiledReport
from monev.reports.selectors.editions import edition_before
from monev.reports.sentences import told
from monev.reports.services.editions import compile_again
from organizations.roles import Can
from organizations.screens import ScopedScreen


class ReportAgain(ScopedScreen):
    """One POST asks for the next edition; the right is the one that the report needs."""

    needs = Can.VIEW
    http_method_names = ["post"]
    queryset: Any = CompiledReport.objects.select_related("region", "period", "agency")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = self.get_object()
        row = self.queryset.all().obtain(self.person, report_named(seen.kind).needs, pk=seen.pk)
        try:
            made = compile_again(row, by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("reports:report-detail", row.pk)
        messages.success(request, _("Edition %(edition)s is being compiled.") % {"edition": made.edition})
        return redirect("reports:report-detail", made.pk)


class ReportDifferences(ScopedScreen):
    """`/monev/<id>/perbedaan/`: what an edition says otherwise than the one before."""

    needs = Can.VIEW
    queryset: Any = CompiledReport.objects.select_related("region", "snapshot")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        region = self.place(report.region) if report.region else None
        before = edition_before(report)
        comparable = before is not None and before.snapshot and report.snapshot
        found = told(changes(before.snapshot.data, report.snapshot.data)) if comparable else None  # type: ignore[union-attr]
        context = {"region": region, "report": report, "before": before, "found": found}
        return render(request, "reports/differences.html", context)
