"""One report, for everybody who may see the region: figures, words, evidence, findings, steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.selectors.corrections import revision_note
from monev.monitoring.selectors.evidence_levels import level_of
from monev.monitoring.selectors.findings import current_findings
from monev.monitoring.selectors.remarks import corrections, open_remarks
from monev.monitoring.selectors.report_fields import last_sent
from monev.monitoring.selectors.report_page import ReportPage, report_page
from monev.monitoring.selectors.review import last_report, review_fields
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
        context |= self.told(report, page)
        context["level"] = level_of(page.uses)
        context["revision"] = revision_note(report, seen_by=self.person)
        return render(request, "monitoring/report_detail.html", context)

    def told(self, report: Any, page: ReportPage) -> dict[str, Any]:
        """Every field as it stands and as it was sent, with what was said about it; the OPD gets the inputs to answer.

        What was returned, or not accepted before the lock, stays here for the one who entered it.
        """
        may_answer = not report.is_verified and self.may_change(report)
        previous, sent = last_report(report), last_sent(report)
        fields = tuple(review_fields(page, previous, sent))
        asked = open_remarks(report) if may_answer else {}
        return {
            "fields": fields,
            "previous": previous,
            "sent_before": sent.at if sent and any(each.is_changed for each in fields) else None,
            "has_remarks": any(each.thread for each in fields),
            "may_answer": may_answer,
            "open_remarks": asked,
            "corrections": corrections(report, asked),
            "findings": current_findings(report, seen_by=self.person, stored=page.findings)
            if may_answer
            else page.findings,
        }

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
