"""Pages of reports: the list of a region with the request form, the progress of one, its files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View
from django.views.generic import DetailView, ListView, TemplateView

from core.errors import Refused
from monev.monitoring.periods import today_in
from monev.reports.forms.requests import ReportRequestForm
from monev.reports.labels import step_label
from monev.reports.models import CompiledReport
from monev.reports.querysets import UNFINISHED
from monev.reports.selectors.completeness import period_states
from monev.reports.services.requests import request_report, retry_report
from monev.reports.wishes import Wish
from monev.reports.writers import writers
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen, StepScreen


def request_form(region: Region, data: Any = None) -> ReportRequestForm:
    """The form over the periods of the region that have begun."""
    return ReportRequestForm(data, periods=period_states(region, today_in(region.time_zone)))


class ReportList(RegionScreen, ListView):
    """The reports of a region; who may have one compiled finds the form here."""

    needs = Can.VIEW
    template_name = "reports/report_list.html"
    context_object_name = "reports"
    paginate_by = 25

    def get_queryset(self) -> Any:
        rows = CompiledReport.objects.allowed(self.request.user, Can.VIEW).of_region(self.region)
        return rows.current().for_list().prefetch_related("files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reach = self.request.user.access.reach(Can.COMPILE)  # type: ignore[union-attr]
        if "form" not in kwargs and reach.covers(region_id=self.region.pk):
            kwargs["form"] = request_form(self.region)
        administers = self.request.user.access.reach(Can.ADMINISTER)  # type: ignore[union-attr]
        return super().get_context_data(may_administer=administers.covers(region_id=self.region.pk), **kwargs)


class ReportRequest(RegionScreen, TemplateView):
    """Ask for a report; what was chosen stays when a rule says no."""

    needs = Can.COMPILE
    template_name = "reports/report_request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = request_form(self.region)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = request_form(self.region, request.POST)
        user: Any = request.user
        if form.is_valid():
            try:
                report = request_report("quarterly", Wish(self.region, **form.cleaned_data), by=user)
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                return redirect("reports:report-detail", report.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ReportDetail(ScopedScreen, DetailView):
    """One report: its progress while it is compiled, then its files."""

    needs = Can.VIEW
    queryset = CompiledReport.objects.for_list().select_related("snapshot").prefetch_related("files")
    template_name = "reports/report_detail.html"
    context_object_name = "report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: CompiledReport = self.object
        unfinished = report.state in UNFINISHED
        allowed = CompiledReport.objects.allowed(self.request.user, Can.COMPILE).filter(pk=report.pk)
        return super().get_context_data(
            region=report.region,
            unfinished=unfinished,
            step=step_label(report.step),
            seen=f"{report.state}-{report.attempt}-{report.step}",
            may_retry=report.state == CompiledReport.State.FAILED and allowed.exists(),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page; or, for the poll of the page, its changing part, and nothing (204) when nothing changed."""
        if self.request.headers.get("HX-Request") != "true":
            return super().render_to_response(context, **kwargs)
        if self.request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        return render(self.request, "reports/_progress.html", context)


class ReportDownload(ScopedScreen, View):
    """One file of a finished report."""

    needs = Can.VIEW
    queryset = CompiledReport.objects.select_related("region", "period")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        report: CompiledReport = self.get_object()
        kept = report.files.filter(format=kwargs["format"]).first()
        if kept is None or report.state != CompiledReport.State.DONE:
            raise Http404
        response = FileResponse(
            kept.file.open("rb"),
            as_attachment=True,
            filename=file_name(report, kept.format),
            content_type=writers()[kept.format].content_type,
        )
        response["ETag"] = f'"{kept.sha256}"'
        response["Cache-Control"] = "private, no-cache"
        return response


def file_name(report: CompiledReport, extension: str) -> str:
    """`laporan-monev-triwulanan-52.07-kabupaten-sumbawa-barat-tw-iii-2026-17.pdf`; in the language of the report."""
    with override(report.language):
        preliminary = _("preliminary") if report.include_preliminary else ""
    code = report.region.code if report.region else ""
    parts = [slugify(report.title), code, slugify(report.subject)[:80], slugify(preliminary), str(report.pk)]
    return f"{'-'.join(filter(None, parts))}.{extension}"


class ReportRetry(StepScreen):
    """Compile a failed report again."""

    needs = Can.COMPILE
    queryset = CompiledReport.objects.select_related("region")

    def step(self, row: CompiledReport) -> str:
        user: Any = self.request.user
        retry_report(row, by=user)
        return _("The report is being compiled again.")

    def next_url(self, row: CompiledReport) -> str:
        return reverse("reports:report-detail", args=[row.pk])
