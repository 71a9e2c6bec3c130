"""The workbook of entry: download, upload, what the check found, taking the good rows over, the marked file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView

from core.errors import Refused
from core.serving import hand_out
from monev.monitoring.forms.workbooks import WorkbookForm
from monev.monitoring.models.periods import Period
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.periods import clock_in, today_in
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.workbooks import uploads_of, workbook_contents
from monev.monitoring.services.workbooks.findings import Result
from monev.monitoring.services.workbooks.handling import UNFINISHED
from monev.monitoring.services.workbooks.sending import send_workbook, take_over
from monev.monitoring.workbook.instructions import Made
from monev.monitoring.workbook.writing import workbook
from organizations.models import Agency
from organizations.roles import Can
from organizations.screens import ScopedScreen, StepScreen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 25
"""Programs on one page of the preview."""
PROBLEMS, GOOD, LEFT = "masalah", "benar", "tidak-diambil"
"""What can be shown alone, as it stands in the address."""
UPLOADS = WorkbookUpload.objects.current().select_related("agency", "period__region", "uploaded_by")


class AgencyPeriodScreen(ScopedScreen):
    """A page about one OPD and one period of its region."""

    needs = Can.ENTER
    queryset = Agency.objects.current().select_related("region")
    agency: Agency
    period: Period

    def find(self) -> None:
        """The OPD and the period; a period of another region is not found."""
        self.agency = self.get_object()
        rows = Period.objects.allowed(self.request.user, Can.VIEW).select_related("region")
        period = rows.filter(pk=self.kwargs["period"], region=self.agency.region_id).first()
        if period is None:
            raise Http404
        self.period = period
        self.place(period.region)

    def closed(self) -> str:
        """Why nothing can be entered now; empty while the period is open."""
        if self.period.is_locked:
            return _("%(period)s is locked: its reports cannot be entered any more.") % {"period": self.period.label}
        if not self.period.is_open(today_in(self.period.region.time_zone)):
            return _("%(period)s is not open for entry.") % {"period": self.period.label}
        return ""


class WorkbookDownload(AgencyPeriodScreen):
    """The prefilled workbook."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        if closed := self.closed():
            messages.warning(request, closed)
            return redirect("monitoring:work-list")
        contents = workbook_contents(self.agency, self.period, seen_by=self.person)
        made = Made(
            at=clock_in(self.period.region.time_zone, timezone.now()),
            by=str(self.person),
            language=get_language() or "id",
            rules=rules_for(self.period.region_id, last_day(self.period)),
        )
        response = HttpResponse(workbook(contents, made), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        response["Cache-Control"] = "private, no-store"
        return response

    @property
    def file_name(self) -> str:
        """`buku-kerja-dinkes-tw-iii-2026.xlsx`."""
        parts = (_("Workbook"), self.agency.code, self.period.label)
        return "-".join(slugify(part) for part in parts) + ".xlsx"


class WorkbookUploadPage(AgencyPeriodScreen):
    """Send the workbook back; below, what was sent before."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.page(WorkbookForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        form = WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            upload = send_workbook(self.agency, self.period, form.cleaned_data["file"], by=self.person)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, status=422)
        return redirect("monitoring:workbook-detail", upload.uid)

    def page(self, form: WorkbookForm, status: int = 200) -> HttpResponse:
        pages = Paginator(uploads_of(self.agency, self.period), ROWS)
        context = {
            "form": form,
            "agency": self.agency,
            "period": self.period,
            "region": self.period.region,
            "days_left": (self.period.closes_on - today_in(self.period.region.time_zone)).days,
            "closed": self.closed(),
            "page_obj": pages.get_page(self.request.GET.get("page")),
        }
        return render(self.request, "monitoring/workbook_upload.html", context, status=status)


class WorkbookDetail(ScopedScreen, DetailView):
    """One workbook: its progress while it is checked or taken over, then what was found or became of it."""

    needs = Can.ENTER
    queryset = UPLOADS
    slug_field, slug_url_kwarg = "uid", "uid"
    template_name = "monitoring/workbook_detail.html"
    context_object_name = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload: WorkbookUpload = self.object
        self.place(upload.period.region)
        result = Result.from_json(upload.result)
        shown = self.request.GET.get("tampil", "")
        rows = self.rows(result, shown)
        pages = Paginator(rows, ROWS)
        return super().get_context_data(
            region=upload.period.region,
            unfinished=upload.state in UNFINISHED,
            seen=f"{upload.state}-{upload.attempt}-{upload.progress}",
            result=result,
            shown=shown,
            page_obj=pages.get_page(self.request.GET.get("page")),
            left=[row for row in result.rows if row.outcome == "left"],
            applied=[row for row in result.rows if row.outcome == "applied"],
            **kwargs,
        )

    @staticmethod
    def rows(result: Result, shown: str) -> list[Any]:
        """All rows with a change or a problem, or those of one kind."""
        chosen = {
            PROBLEMS: [row for row in result.rows if row.findings],
            GOOD: result.good,
            LEFT: [row for row in result.rows if row.outcome == "left"],
        }
        return chosen.get(shown, result.rows)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page; or, for the poll of the page, its changing part, and nothing (204) when nothing changed."""
        if self.request.headers.get("HX-Request") != "true":
            return super().render_to_response(context, **kwargs)
        if self.request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        return render(self.request, "monitoring/_workbook_result.html", context)


class WorkbookApply(StepScreen):
    """Take the good rows over."""

    needs = Can.ENTER
    queryset = UPLOADS

    def step(self, row: WorkbookUpload) -> str:
        take_over(row, by=self.person)
        return _("The good rows are being taken over.")

    def next_url(self, row: WorkbookUpload) -> str:
        return reverse("monitoring:workbook-detail", args=[row.uid])


class WorkbookMarked(ScopedScreen, View):
    """The workbook with the problems marked at their cells."""

    needs = Can.ENTER
    queryset = UPLOADS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        upload: WorkbookUpload = self.get_object()
        if not upload.marked_file:
            raise Http404
        stem = upload.file_name.removesuffix(".xlsx")
        problems = slugify(_("Problems"))
        name = f"{stem}-{problems}.xlsx"
        return hand_out(request, upload.marked_file, name=name, content_type=XLSX)
