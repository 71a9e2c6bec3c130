"""One report, for everybody who may see the region: figures, words, evidence, findings, steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.selectors.report_page import report_page
from monev.monitoring.selectors.subjects import kind_of, subject_of
from monev.monitoring.workflow import EDITABLE, State
from organizations.roles import Can
from organizations.screens import ScopedScreen


class ReportDetail(ScopedScreen):
    """The report of a program; read-only. Who may enter gets the way back to the page of entry."""

    needs = Can.VIEW
    withdraw_name = "report-withdraw"
    queryset: Any = ProgressReport.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        page = report_page(report, seen_by=request.user)
        context = {"page": page, "report": report, "period": report.period, "region": report.period.region}
        context |= {"edit_url": self.edit_url(report), "withdraw_url": self.withdraw_url(report)}
        return render(request, "monitoring/report_detail.html", context)

    def edit_url(self, report: Any) -> str:
        """The page of entry, while the report can be changed by this person."""
        if report.state not in EDITABLE or not self.may_change(report):
            return ""
        return reverse(f"monitoring:{kind_of(report).slug}-entry", args=[subject_of(report).pk, report.period_id])

    def withdraw_url(self, report: Any) -> str:
        """Where this person takes back what the OPD sent and nobody has looked at yet."""
        if report.state != State.SUBMITTED or not self.may_change(report):
            return ""
        return reverse(f"monitoring:{self.withdraw_name}", args=[report.pk])

    def may_change(self, report: Any) -> bool:
        rows = self.queryset.all().allowed(self.request.user, Can.ENTER)
        return not report.is_frozen and rows.filter(pk=report.pk).exists()


class QuickWinReportDetail(ReportDetail):
    """The report of a quick win."""

    withdraw_name = "quick-win-report-withdraw"
    queryset = QuickWinReport.objects.select_related("period__region", "quick_win__agency", "quick_win__pillar")


class PledgeReportDetail(ReportDetail):
    """The report of a pledge."""

    withdraw_name = "pledge-report-withdraw"
    queryset = PledgeReport.objects.select_related("period__region", "pledge__commitment__agency")
