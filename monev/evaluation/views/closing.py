"""Pages of a stage for who runs the evaluation: what is missing, close, open again, letter head, publish."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from core.parts import part
from monev.evaluation.forms.closing import LetterHeadForm
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.closing import closing_gaps, current_results
from monev.evaluation.services.closing import close_stage, reopen_stage, retry_job
from monev.evaluation.services.publishing import REQUIRED, publish_stage, save_letter_head
from monev.evaluation.tables.closing import gaps_table, problems_table
from organizations.roles import Can
from organizations.screens import AsksAgain, ScopedScreen, StepScreen

State = RoundStage.State


class StageScreen(ScopedScreen):
    """A page of one stage, for who runs the national evaluation."""

    needs = Can.EVALUATE
    queryset = RoundStage.objects.for_list()


class StageClosing(StageScreen):
    """Everything about the end of a stage on one page; while results are computed it asks for its state again."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stage = self.get_object()
        job = StageJob.objects.filter(stage=stage).first()
        if request.headers.get("HX-Request") == "true":
            return _progress(request, stage, job)
        gaps = closing_gaps(stage) if stage.state == State.OPEN else None
        tables = {"gaps": gaps_table(gaps)} if gaps else {}
        if job and job.problems:
            tables["problems"] = problems_table(job.problems)
        context = _context(stage, job) | {"gaps": gaps, "tables": tables, "form": LetterHeadForm.of(stage)}
        return part(request, tables=tables.values()) or render(request, "evaluation/stage_closing.html", context)


def _context(stage: RoundStage, job: StageJob | None) -> dict[str, Any]:
    is_ready = job is not None and job.task == StageJob.Task.CLOSE and job.state == StageJob.State.DONE
    return {
        "stage": stage,
        "job": job,
        "seen": f"{job.state}-{job.attempt}-{job.done}" if job else "",
        "is_open": stage.state == State.OPEN,
        "is_closed": stage.state == State.CLOSED,
        "results": current_results(stage).count(),
        "has_head": all(getattr(stage, name) for name in REQUIRED),
        "is_ready": is_ready,
    }


def _progress(request: HttpRequest, stage: RoundStage, job: StageJob | None) -> HttpResponse:
    """The part that changes while the work goes on; nothing (204) when nothing changed, the page when it is done."""
    context = _context(stage, job)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    if job is None or not job.is_unfinished:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "evaluation/_stage_job.html", context)


class LetterHead(StageScreen):
    """Save the letter head; what was typed stays when something is wrong."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stage = self.get_object()
        form = LetterHeadForm(request.POST)
        if form.is_valid():
            try:
                save_letter_head(stage, by=self.person, head=form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                return redirect(f"{reverse('evaluation:stage-closing', args=[stage.pk])}#terbit")
        context = _context(stage, StageJob.objects.filter(stage=stage).first()) | {"form": form, "tables": {}}
        return render(request, "evaluation/stage_closing.html", context, status=422)


class StageStep(StepScreen):
    """One step of a stage; back to its page."""

    needs = Can.EVALUATE
    queryset = RoundStage.objects.for_list()

    def next_url(self, row: RoundStage) -> str:
        return reverse("evaluation:stage-closing", args=[row.pk])


class StageClose(StageStep):
    """Close the stage."""

    def step(self, row: RoundStage) -> str:
        job = close_stage(row, by=self.person, confirmed=self.posted_text("confirmed") == "yes")
        return ngettext(
            "The stage is closed; the result of %(count)s region is computed.",
            "The stage is closed; the results of %(count)s regions are computed.",
            job.total,
        ) % {"count": job.total}


class StageReopen(StageStep):
    """Open a closed stage again."""

    def step(self, row: RoundStage) -> str:
        reopen_stage(row, by=self.person, reason=self.posted_text("reason"))
        return _("The stage is open again. Results are computed anew when it is closed.")


class StagePublish(AsksAgain, StageStep):
    """Publish a closed stage."""

    def step(self, row: RoundStage) -> str:
        publish_stage(row, by=self.person)
        return _("The stage is published; the regions see their results and letters.")


class StageRetry(StageStep):
    """Start work again that failed."""

    def step(self, row: RoundStage) -> str:
        retry_job(row, by=self.person)
        return _("The work goes on where it stopped.")


def closed_stage(stage: RoundStage) -> RoundStage:
    """The stage, once it is closed. Raises Http404 before."""
    if stage.state not in (State.CLOSED, State.PUBLISHED):
        raise Http404
    return stage
