"""Pages of reports: what can be asked for and what there is so far, one report, its files, the steps with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import View
from django.views.generic import DetailView, ListView

from core.serving import hand_out
from monev.reports.catalogue.offers import may_ask, offers
from monev.reports.catalogue.registry import reports
from monev.reports.check_codes import shown_code
from monev.reports.forms.filters import ShelfForm
from monev.reports.labels import event_label, step_label
from monev.reports.models import CompiledReport, ReportFile
from monev.reports.querysets import UNFINISHED
from monev.reports.selectors.editions import editions_of
from monev.reports.selectors.queues import jobs_of
from monev.reports.selectors.shelves import narrowing, shelved, shelves
from monev.reports.services.requests import cancel_report, may_cancel, retry_report
from monev.reports.views.places import NationPlace, RegionPlace, list_url, queue_url, request_url, zone_of
from monev.reports.writers import writers
from organizations.roles import Can
from organizations.screens import ScopedScreen, StepScreen

State = CompiledReport.State


class _ShelfList(ListView):
    """The catalogue as far as the person may ask for it, then the reports so far, the newest edition of each."""

    template_name = "reports/report_list.html"
    paginate_by = 25

    def get_queryset(self) -> Any:
        place: Any = self
        found = narrowing(place.place_region, person=place.person)
        self.filter = ShelfForm(self.request.GET or None, narrowing=found)
        return shelved(place.place_region, self.filter.chosen(), person=place.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place: Any = self
        context = super().get_context_data(**kwargs)
        region = place.place_region
        unfinished = CompiledReport.objects.allowed(place.person, Can.VIEW).unfinished()
        administers = place.person.access.reach(Can.ADMINISTER)
        return context | {
            "may_administer": region is not None and administers.covers(region_id=region.pk),
            "offers": offers(region, place.person),
            "shelves": shelves(context["page_obj"].object_list),
            "filter": self.filter,
            "narrowed": bool(self.filter.is_bound and self.filter.changed_data),
            "unfinished": unfinished.of_region(region).count(),
            "zone": zone_of(region),
            "list_url": list_url(region),
            "request_url": request_url(region),
            "queue_url": queue_url(region),
        }


class ReportList(RegionPlace, _ShelfList):
    """The reports of a region."""


class NationalList(NationPlace, _ShelfList):
    """The reports of the nation."""


class ReportDetail(ScopedScreen, DetailView):
    """One report: its progress while it is compiled, then its files; what happened so far; its editions."""

    needs = Can.VIEW
    queryset = CompiledReport.objects.for_list().select_related("snapshot").defer("snapshot__data")
    template_name = "reports/report_detail.html"
    context_object_name = "report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: CompiledReport = self.object
        (job,) = jobs_of([report])
        step = step_label(report.step)
        unfinished = report.state in UNFINISHED
        said = f"{report.state}-{report.attempt}-{report.step}"
        return super().get_context_data(
            region=report.region,
            zone=zone_of(report.region),
            unfinished=unfinished,
            job=job,
            step=step,
            seen=f"{said}-{report.progress}-{job.place}-{job.left}",
            said=said,
            is_news=self.request.GET.get("said") != said,
            log=[(each, event_label(each.code, each.params)) for each in report.log.all()],
            files=_files(report),
            editions=editions_of(report, self.person),
            may_compile=report.state == State.DONE and _may_ask(report, self.person),
            shown_code=shown_code(report.check_code),
            may_cancel=unfinished and may_cancel(report, self.person),
            may_retry=report.state in (State.FAILED, State.CANCELLED) and _may_ask(report, self.person),
            list_url=list_url(report.region),
            queue_url=queue_url(report.region) if report.region or self.person.access.may(Can.EVALUATE) else "",
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page; or, for the poll of the page, its changing part, and nothing (204) when nothing changed."""
        if self.request.headers.get("HX-Request") != "true":
            return super().render_to_response(context, **kwargs)
        if self.request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        return render(self.request, "reports/_progress.html", context)


def _files(report: CompiledReport) -> list[ReportFile]:
    """Its files in the order in which they were written; `parts` says how many there are of the same format."""
    found: list[Any] = list(report.files.order_by("pk"))
    for each in found:
        each.parts = sum(other.format == each.format for other in found)
    return found


def _may_ask(report: CompiledReport, person: Any) -> bool:
    kind = reports().get(report.kind)
    return kind is not None and may_ask(kind, report.region, person)


class ReportDownload(ScopedScreen, View):
    """One file of a finished report; without a part the first."""

    needs = Can.VIEW
    queryset = CompiledReport.objects.select_related("region", "period")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        report: CompiledReport = self.get_object()
        kept = report.files.filter(format=kwargs["format"], part=kwargs.get("part", 1)).first()
        if kept is None or report.state != State.DONE:
            raise Http404
        return hand_out(
            request,
            kept.file,
            name=file_name(report, kept.format, part=kept.part if "part" in kwargs else 0),
            content_type=writers()[kept.format].content_type,
            sha256=kept.sha256,
        )


def file_name(report: CompiledReport, extension: str, *, part: int = 0) -> str:
    """`laporan-monev-triwulanan-52.07-kabupaten-sumbawa-barat-tw-iii-2026-17.pdf`; in the language of the report."""
    with override(report.language):
        preliminary = _("preliminary") if report.include_preliminary else ""
        piece = _("part %(number)s") % {"number": part} if part else ""
    code = report.region.code if report.region else ""
    words = [slugify(report.title), code, slugify(report.subject)[:80], slugify(preliminary), str(report.pk)]
    return f"{'-'.join(filter(None, [*words, slugify(piece)]))}.{extension}"


class _ReportStep(StepScreen):
    """A step with a report; who sees it is let in, the service knows who may take it. Back to where it was taken."""

    needs = Can.VIEW
    queryset = CompiledReport.objects.select_related("region")

    def next_url(self, row: CompiledReport) -> str:
        if self.posted_text("from") == "queue":
            return queue_url(row.region)
        if self.posted_text("from") == "queue-of-all" and self.person.access.may(Can.EVALUATE):
            return queue_url(None)
        return reverse("reports:report-detail", args=[row.pk])


class ReportRetry(_ReportStep):
    """Compile a report again that failed or was cancelled."""

    def step(self, row: CompiledReport) -> str:
        retry_report(row, by=self.person)
        return _("The report is being compiled again.")


class ReportCancel(_ReportStep):
    """Cancel a report that is not finished."""

    def step(self, row: CompiledReport) -> str:
        cancel_report(row, by=self.person)
        return _("The report is cancelled. It can be compiled again at any time.")
