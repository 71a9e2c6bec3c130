"""One report, for everybody who may see the region: figures, words, evidence, findings, steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.selectors.report_page import report_page
from monev.monitoring.selectors.subjects import kind_of, subject_of
from monev.monitoring.workflow import EDITABLE
from organizations.roles import Can
from organizations.screens import ScopedScreen


class ReportDetail(ScopedScreen):
    """The report of a program; read-only. Who may enter gets the way back to the page of entry."""

    needs = Can.VIEW
    queryset: Any = ProgressReport.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        page = report_page(report, seen_by=request.user)
        context = {"page": page, "report": report, "period": report.period, "region": report.period.region}
        return render(request, "monitoring/report_detail.html", context | {"edit_url": self.edit_url(report)})

    def edit_url(self, report: Any) -> str:
        """The page of entry, while the report can be changed by this person."""
        rows = self.queryset.all().allowed(self.request.user, Can.ENTER)
        if report.state not in EDITABLE or report.period.is_locked or not rows.filter(pk=report.pk).exists():
            return ""
        return reverse(f"monitoring:{kind_of(report).slug}-entry", args=[subject_of(report).pk, report.period_id])


class QuickWinReportDetail(ReportDetail):
    """The report of a quick win."""

    queryset = QuickWinReport.objects.select_related("period__region", "quick_win__agency", "quick_win__pillar")


class PledgeReportDetail(ReportDetail):
    """The report of a pledge."""

    queryset = PledgeReport.objects.select_related("period__region", "pledge__commitment__agency")
