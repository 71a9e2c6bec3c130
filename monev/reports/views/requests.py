"""Asking for a report: what is chosen, what it will hold, and off it goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.offers import may_ask, offers
from monev.reports.catalogue.outlooks import Outlook, outlook
from monev.reports.catalogue.registry import reports
from monev.reports.forms.requests import ReportRequestForm
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report
from monev.reports.views.places import NationPlace, RegionPlace, list_url, request_url, zone_of


class _Asking(TemplateView):
    """The form of one kind of report (`?kind=`), filled in from the address; without a kind the kinds to choose from.

    A change of a parameter posts the form with `preview` and gets the preview alone (htmx); without scripts the button
    "see what it holds" does the same for the whole page.
    """

    template_name = "reports/report_request.html"
    place_region: Any
    person: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.GET.get("kind", "")
        if not code:
            return self._choosing()
        form = self._form(self._report(code))
        form.begin(request.GET)
        return self.render_to_response(self._context(form, self._outlook(form)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.POST.get("kind") or request.GET.get("kind", "")
        if not code:
            return self._choosing(status=422)
        form = self._form(self._report(code), request.POST)
        form.full_clean()
        seen = self._outlook(form)
        if "preview" in request.POST:
            return self._previewed(form, seen)
        if seen:
            try:
                return redirect("reports:report-detail", self._ask(form, seen).pk)
            except Refused as refused:
                form.refuse(refused)
        return self.render_to_response(self._context(form, seen), status=422)

    def _previewed(self, form: ReportRequestForm, seen: Outlook | None) -> HttpResponse:
        context = self._context(form, seen)
        if self.request.headers.get("HX-Request") == "true":
            return render(self.request, "reports/_preview.html", context)
        return self.render_to_response(context, status=422 if form.errors else 200)

    def _ask(self, form: ReportRequestForm, seen: Outlook) -> CompiledReport:
        """A new edition; or the one that is under way, or the last one when a new one would say the same."""
        if seen.under_way:
            messages.info(self.request, _("The same report is being compiled already; here it is."))
        elif seen.last and seen.is_unchanged and not (self.request.POST.get("again") or any(form.head.values())):
            messages.info(self.request, _("Nothing has changed since this edition was compiled, so here it is."))
            return seen.last
        return request_report(form.report.code, seen.wish, by=self.person, **form.head)

    def _report(self, code: str) -> Report:
        """The kind: 404 when this region has no such report, 403 when the person may not ask for it."""
        report = reports().get(code)
        if report is None or not report.may_be_asked_for(self.place_region):
            raise Http404
        if not may_ask(report, self.place_region, self.person):
            raise PermissionDenied
        return report

    def _form(self, report: Report, data: Any = None) -> ReportRequestForm:
        return ReportRequestForm(data, report=report, region=self.place_region, person=self.person)

    def _outlook(self, form: ReportRequestForm) -> Outlook | None:
        """What the report will hold; None until everything is chosen. A rule that says no stands at its field."""
        if form.wish is None or form.errors:
            return None
        try:
            return outlook(form.report, form.wish, person=self.person)
        except Refused as refused:
            form.refuse(refused)
            return None

    def _choosing(self, status: int = 200) -> HttpResponse:
        found = offers(self.place_region, self.person)
        return self.render_to_response(self._context(None, None) | {"offers": found}, status=status)

    def _context(self, form: ReportRequestForm | None, seen: Outlook | None) -> dict[str, Any]:
        return self.get_context_data(
            form=form,
            report=form.report if form else None,
            outlook=seen,
            again="again" in self.request.POST,
            place_region=self.place_region,
            zone=zone_of(self.place_region),
            list_url=list_url(self.place_region),
            request_url=request_url(self.place_region),
        )


class ReportRequest(RegionPlace, _Asking):
    """Ask for a report of a region."""


class NationalRequest(NationPlace, _Asking):
    """Ask for a report of the nation."""
