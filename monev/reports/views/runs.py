"""Pages of national runs: the list, starting one, its progress with the failures, all files together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.exports.run_archive import run_archive
from monev.reports.forms.runs import RunForm
from monev.reports.models import ReportRun
from monev.reports.parameters import SHARED, Parameter
from monev.reports.selectors.runs import failures_of, files_of, progress_of, time_left
from monev.reports.services.runs import cancel_run, kinds_for_runs, resume_run, start_run
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

WRONG = 422


class RunList(ScopedScreen, ListView):
    """All national runs, newest first, each with its progress."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.current().for_list()
    template_name = "reports/run_list.html"
    paginate_by = 25

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["lines"] = [(run, progress_of(run)) for run in context["object_list"]]
        return context


class RunKinds(Screen):
    """Which report: those that mean the same in every region."""

    needs = Can.EVALUATE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "reports/run_kinds.html", {"kinds": kinds_for_runs()})


class RunStart(Screen):
    """The parameters and the regions of one kind of report."""

    needs = Can.EVALUATE

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        report = self.report(kind)
        return self.page(report, self.form(report))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        report = self.report(kind)
        form = self.form(report, request.POST)
        if not form.is_valid():
            return self.page(report, form, WRONG)
        try:
            run = start_run(
                report.code, form.params, form.chosen, by=self.person, language=form.cleaned_data["language"]
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(report, form, WRONG)
        return redirect("reports:run-detail", run.pk)

    def report(self, kind: str) -> Report:
        found = next((each for each in kinds_for_runs() if each.code == kind), None)
        if found is None:
            raise Http404
        return found

    def form(self, report: Report, *data: Any) -> RunForm:
        asked: list[Parameter] = [each for each in (*report.parameters, *report.optional) if each in SHARED]
        return RunForm(*data, parameters=list(dict.fromkeys(asked)))

    def page(self, report: Report, form: RunForm, status: int = 200) -> HttpResponse:
        lacking = next((field for name, field in form.fields.items() if name in SHARED and field.required), None)
        is_possible = lacking is None or bool(getattr(lacking, "choices", ()))
        context = {"report": report, "form": form, "is_possible": is_possible}
        return render(self.request, "reports/run_start.html", context, status=status)


class RunDetail(ScopedScreen):
    """One run: its progress while reports are compiled, the regions without one, all files."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        run = self.get_object()
        progress = progress_of(run)
        seen = f"{run.state}-{progress.done}-{progress.missing}-{progress.percent}"
        polls = request.headers.get("HX-Request") == "true"
        if polls and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        left = time_left(run, progress)
        context = {
            "run": run,
            "progress": progress,
            "seen": seen,
            "left": left,
            "left_minutes": left and round(left.total_seconds() / 60),
            "failures": failures_of(run) if progress.missing else [],
        }
        return render(request, "reports/_run_progress.html" if polls else "reports/run_detail.html", context)


class RunDownload(ScopedScreen):
    """All files of a run as one ZIP with a manifest, written while it is sent."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.all()

    def get(self, request: HttpRequest, **kwargs: Any) -> StreamingHttpResponse:
        run = self.get_object()
        files = files_of(run)
        if not files.exists():
            raise Http404
        pieces: Iterator[bytes] = run_archive(files)
        response = StreamingHttpResponse(pieces, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{run.kind}-{run.pk}.zip"'
        response["Cache-Control"] = "private, no-cache"
        return response


class RunResume(StepScreen):
    """Ask for what is missing and try again what failed."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.all()

    def step(self, row: ReportRun) -> str:
        resume_run(row, by=self.person)
        return _("The run goes on: what is missing is compiled.")

    def next_url(self, row: ReportRun) -> str:
        return reverse("reports:run-detail", args=[row.pk])


class RunCancel(StepScreen):
    """Stop a run; what is ready stays."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.all()

    def step(self, row: ReportRun) -> str:
        cancel_run(row, by=self.person)
        return _("The run is cancelled. Reports that were ready stay; the run can be resumed.")

    def next_url(self, row: ReportRun) -> str:
        return reverse("reports:run-detail", args=[row.pk])
