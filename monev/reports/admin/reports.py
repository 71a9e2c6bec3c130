"""Admin of compiled reports: asked for, cancelled and tried again through the services; files, log and snapshot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import LogAdmin
from core.errors import Refused
from core.formats import longdate
from monev.reports.admin.bases import ReportPartAdmin, ReportRecordAdmin
from monev.reports.forms.administration import ChooseReportForm, ReportParametersForm, reports_for
from monev.reports.labels import event_label
from monev.reports.models import CompiledReport, ReportFile, ReportLog, Snapshot
from monev.reports.services.requests import cancel_report, request_report, retry_report
from organizations.rest import attachment


def _person(request: HttpRequest) -> Any:
    return request.user


@admin.register(CompiledReport)
class CompiledReportAdmin(ReportRecordAdmin):
    """Reports with their files, their log, and the facts of the snapshot. Asking is a page of its own."""

    list_display = ("title", "subject", "region", "state", "progress", "edition", "language", "created_at")
    list_filter = ("state", "kind", "language", "queue", "include_preliminary", "region__province")
    search_fields = ("title", "subject", "region__name", "region__code", "check_code", "number", "series")
    date_hierarchy = "created_at"
    list_select_related = ("region",)
    actions = ("cancel", "retry")
    shown = ("files_of", "log_of", "snapshot_of")
    readonly_fields = shown
    fieldsets = (
        (None, {"fields": ("title", "subject", "region", "kind", "params", "language", "include_preliminary")}),
        (_("official"), {"fields": ("number", "dated_on", "edition", "check_code")}),
        (
            _("progress"),
            {"fields": ("state", "progress", "step", "attempt", "queue", "error", "started_at", "finished_at")},
        ),
        (_("result"), {"fields": shown}),
        (_("origin"), {"fields": ("requested_by", "schedule", "due_on", "run", "series", "is_example")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("snapshot").defer("snapshot__data", "frame")

    @admin.display(description=_("files"))
    def files_of(self, row: CompiledReport) -> SafeString:
        return format_html_join(
            SafeString("<br>"),
            '<a href="{}">{}</a> ({}) <code>{}</code>',
            (
                (
                    reverse("admin:reports_reportfile_download", args=[each.pk]),
                    f"{each.format.upper()} {each.part}",
                    filesizeformat(each.size),
                    each.sha256,
                )
                for each in row.files.all()
            ),
        )

    @admin.display(description=_("log"))
    def log_of(self, row: CompiledReport) -> SafeString:
        lines = (
            (each.at.strftime("%Y-%m-%d %H:%M:%S %Z"), event_label(each.code, each.params)) for each in row.log.all()
        )
        return format_html_join(SafeString("<br>"), "{} · {}", lines)

    @admin.display(description=_("snapshot"))
    def snapshot_of(self, row: CompiledReport) -> str:
        kept = row.snapshot
        if kept is None:
            return "–"
        facts = (kept.pk, kept.sha256, longdate(kept.taken_at), kept.rules, kept.code_version)
        address = reverse("admin:reports_snapshot_change", args=[kept.pk])
        return format_html('<a href="{}">{}</a> <code>{}</code> · {} · {} · {}', address, *facts)

    @admin.action(description=_("Cancel the selected reports"), permissions=["view"])
    def cancel(self, request: HttpRequest, rows: QuerySet[CompiledReport]) -> None:
        self._each(request, rows, cancel_report)

    @admin.action(description=_("Compile the selected reports again"), permissions=["view"])
    def retry(self, request: HttpRequest, rows: QuerySet[CompiledReport]) -> None:
        self._each(request, rows, retry_report)

    def _each(self, request: HttpRequest, rows: QuerySet[CompiledReport], service: Callable[..., Any]) -> None:
        """The step on each row; what a rule or a missing right says is shown with the row that it concerns."""
        done = 0
        for row in rows:
            try:
                service(row, by=_person(request))
                done += 1
            except Refused as refused:
                self.message_user(request, f"{row}: {refused.message}", messages.WARNING)
            except PermissionDenied:
                text = gettext("%(report)s: your roles do not let you have reports compiled for this region.")
                self.message_user(request, text % {"report": row}, messages.ERROR)
        if done:
            self.message_user(request, gettext("Done for %(count)s reports.") % {"count": done}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(reports_for(_person(request)))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First which report for which region (GET), then what it is about (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        choose = ChooseReportForm(request.GET if "kind" in request.GET else None, person=_person(request))
        if not choose.is_bound or not choose.is_valid():
            return self._page(request, choose, None)
        region, report = choose.cleaned_data["region"], choose.known[choose.cleaned_data["kind"]]
        form = ReportParametersForm(request.POST or None, report=report, region=region)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            papers = {"number": given["number"], "dated_on": given["dated_on"]}
            try:
                row = request_report(report.code, form.wish(), by=_person(request), **papers)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            else:
                self.message_user(request, gettext("The report is asked for; a worker compiles it."), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:reports_compiledreport_change", args=[row.pk]))
        return self._page(request, choose, form)

    def _page(self, request: HttpRequest, choose: ChooseReportForm, form: ReportParametersForm | None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Ask for a report"),
            "choose": choose,
            "form": form,
        }
        return TemplateResponse(request, "admin/reports/compiledreport/ask.html", context)


@admin.register(ReportFile)
class ReportFileAdmin(ReportPartAdmin):
    list_display = ("report", "format", "part", "size", "sha256", "created_at")
    list_filter = ("format", "report__kind")
    search_fields = ("report__title", "report__subject", "report__region__name", "sha256")
    list_select_related = ("report__region",)
    fields = ("report", "format", "part", "download", "size", "sha256", "created_at")
    readonly_fields = ("download", "created_at")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/download/", view, name="reports_reportfile_download"), *super().get_urls()]

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, to who may look at it here."""
        row: ReportFile | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return attachment(row.file, PurePath(row.file.name or "").name, request, row.sha256)

    @admin.display(description=_("file"))
    def download(self, row: ReportFile) -> SafeString:
        address = reverse("admin:reports_reportfile_download", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Download"))


@admin.register(ReportLog)
class ReportLogAdmin(ReportPartAdmin):
    list_display = ("at", "report", "attempt", "words")
    list_filter = ("code", "report__kind")
    search_fields = ("report__title", "report__subject", "report__region__name", "code")
    list_select_related = ("report__region",)
    fields = ("report", "at", "attempt", "code", "params", "words")
    readonly_fields = ("at", "words")

    @admin.display(description=_("event"))
    def words(self, row: ReportLog) -> str:
        return event_label(row.code, row.params)


@admin.register(Snapshot)
class SnapshotAdmin(LogAdmin):
    """What is known of a snapshot; its data may be megabytes, REST hands them out."""

    list_display = ("sha256", "rules", "code_version", "taken_at")
    list_filter = ("rules", "code_version")
    search_fields = ("sha256", "reports__title", "reports__region__name")
    fields = ("sha256", "rules", "code_version", "taken_at", "reports_of")
    readonly_fields = ("reports_of",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).defer("data")
        mine = CompiledReportAdmin(CompiledReport, self.admin_site).get_queryset(request)
        return rows if _person(request).is_superuser else rows.filter(reports__in=mine).distinct()

    @admin.display(description=_("reports"))
    def reports_of(self, row: Snapshot) -> SafeString:
        kept = row.reports.defer("frame").select_related("region").order_by("pk")
        links = ((reverse("admin:reports_compiledreport_change", args=[each.pk]), each) for each in kept)
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', links)
