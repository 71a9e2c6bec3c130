"""Pages of exports: what was asked for, asking for more, one export with its progress and its file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from core.errors import Refused
from exchange.forms.exports import ExportForm
from exchange.models import Export
from exchange.services.exports import cancel_export, request_export, require_own, retry_export
from exchange.tables import by_subject
from organizations.rest import attachment
from organizations.roles import Can
from organizations.screens import ScopedScreen, StepScreen

WRONG = 422


class ExportList(ScopedScreen, ListView):
    """The exports so far, newest first, and the form for one more."""

    needs = Can.VIEW
    queryset = Export.objects.for_list()
    template_name = "exchange/export_list.html"
    paginate_by = 25
    form: ExportForm | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form or ExportForm(person=self.person)
        return super().get_context_data(form=form, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = form = ExportForm(request.POST, person=self.person)
        if not form.is_valid():
            return self.again()
        asked = form.asked()
        try:
            row = request_export(asked.pop("tables"), by=self.person, **asked)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.again()
        return redirect("exchange:export-detail", row.pk)

    def again(self) -> HttpResponse:
        """The page with what is wrong in the form."""
        self.object_list = self.get_queryset()
        return render(self.request, self.template_name, self.get_context_data(), status=WRONG)


class ExportDetail(ScopedScreen):
    """One export: its progress while it is compiled, then its file."""

    needs = Can.VIEW
    queryset = Export.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        export = self.get_object()
        seen = f"{export.state}-{export.attempt}-{export.rows_done}"
        polls = request.headers.get("HX-Request") == "true"
        if polls and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        is_own = export.requested_by_id == self.person.pk
        context = {"export": export, "seen": seen, "is_own": is_own}
        if polls:
            return render(request, "exchange/_export_progress.html", context)
        context |= {"rest_url": reverse("api:export-list"), "subjects": by_subject(export.tables)}
        return render(request, "exchange/export_detail.html", context)


class ExportDownload(ScopedScreen):
    """The ZIP, for who asked for it; a download that broke off goes on."""

    needs = Can.VIEW
    queryset = Export.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        export = self.get_object()
        require_own(export, self.person)
        if not export.is_downloadable:
            raise Http404
        return attachment(export.file, export.filename, request, export.sha256)


class _ExportStep(StepScreen):
    needs = Can.VIEW
    queryset = Export.objects.for_list()

    def next_url(self, row: Export) -> str:
        return reverse("exchange:export-detail", args=[row.pk])


class ExportCancel(_ExportStep):
    """Stop an export."""

    def step(self, row: Export) -> str:
        cancel_export(row, by=self.person)
        return _("The export is cancelled.")


class ExportRetry(_ExportStep):
    """Try an export again."""

    def step(self, row: Export) -> str:
        retry_export(row, by=self.person)
        return _("The export is compiled again.")
