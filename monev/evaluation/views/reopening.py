"""Opening items again for missing evidence: by an assessor of the region, or by those who run the evaluation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from monev.evaluation.forms.assessing import ReopenForm
from monev.evaluation.models.assessments import Assessment, Reopening
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.reopenings import items_to_reopen, reopened_items
from monev.evaluation.selectors.rounds import current_stage
from monev.evaluation.services.reopening import cancel_reopening, reopen_items, require_may_reopen
from monev.evaluation.views.assessments import ROWS
from monev.evaluation.views.desk import OwnAssignment
from monev.evaluation.views.rounds import NationalScreen
from organizations.roles import Can
from organizations.screens import StepScreen

WRONG = 422


class Reopen(OwnAssignment):
    """The form, and the list of what was opened with the time that is left."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        form = self.form(initial={"items": [request.GET.get("butir", "")], "preset": "24"})
        return self.page(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        form = self.form(request.POST)
        if not form.is_valid() or self.stage is None:
            return self.page(form, WRONG)
        try:
            rows = reopen_items(
                self.assessment,
                list(form.cleaned_data["items"]),
                stage=self.stage,
                hours=form.chosen_hours,
                request=form.cleaned_data["request"],
                by=self.person,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, WRONG)
        count = len(rows)
        said = ngettext(
            "%(count)s item is open to the region; its secretariat was told.",
            "%(count)s items are open to the region; its secretariat was told.",
            count,
        )
        messages.success(request, said % {"count": count})
        return redirect(self.here())

    def find(self) -> None:
        """Whose items, in which stage, and the way back."""
        row = self.own()
        self.assessment: Assessment = row.assessment
        self.stage: RoundStage | None = row.stage
        self.back = reverse("evaluation:assignment-detail", args=[row.pk])

    def here(self) -> str:
        """This page again, at the list."""
        return f"{self.request.path}#dibuka"

    def form(self, *data: Any, **options: Any) -> ReopenForm:
        return ReopenForm(*data, items=list(items_to_reopen(self.assessment)), **options)

    def why_not(self) -> str:
        """Why nothing can be opened; nothing when it can."""
        if self.stage is None:
            return _("Items are opened again while the stage is open.")
        try:
            require_may_reopen(self.assessment, self.stage, self.person)
        except Refused as refused:
            return str(refused.message)
        return ""

    def page(self, form: ReopenForm, status: int = 200) -> HttpResponse:
        context = {
            "assessment": self.assessment,
            "region": self.assessment.region,
            "stage": self.stage,
            "form": form,
            "rows": reopened_items(self.assessment, self.stage),
            "closed": self.why_not(),
            "back": self.back,
        }
        return render(self.request, "evaluation/reopen.html", context, status=status)


class NationalReopen(NationalScreen, Reopen):
    """The same for those who run the evaluation, in the stage that is open."""

    needs = Can.EVALUATE
    queryset: Any = ROWS.filter(archived_at=None)

    def find(self) -> None:
        row: Assessment = self.get_object()
        self.place(row.region)
        stage = current_stage(list(row.round.stages.order_by("kind")))
        self.assessment, self.stage = row, stage
        self.back = reverse("evaluation:round-region", args=[row.pk])


class ReopeningCancel(StepScreen):
    """An item that was opened by mistake is closed again."""

    needs = Can.VIEW
    queryset = Reopening.objects.select_related("answer__item", "answer__assessment__region", "stage")

    def step(self, row: Reopening) -> str:
        cancel_reopening(row, by=self.person)
        return _("The item is closed again.")

    def next_url(self, row: Reopening) -> str:
        assessment = row.answer.assessment
        if self.person.access.reach(Can.EVALUATE).nation:
            return f"{reverse('evaluation:round-region-reopen', args=[assessment.pk])}#dibuka"
        own = assessment.assignments.filter(assessor=self.person, stage=row.stage, archived_at=None).first()
        return reverse("evaluation:assignment-reopen", args=[own.pk]) if own else reverse("evaluation:desk")
