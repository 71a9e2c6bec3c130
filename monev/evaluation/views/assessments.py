"""A region in a round, for those who run it: its assessors, handing back, not taking part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.evaluation.forms.assignments import AssignForm
from monev.evaluation.forms.rounds import HandBackForm, ReasonForm
from monev.evaluation.labels import assessment_state
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.assignments import counted
from monev.evaluation.selectors.reopenings import reopened_items
from monev.evaluation.selectors.rounds import answered_rows, current_stage, team_of
from monev.evaluation.services import assignments, rounds
from monev.evaluation.views.rounds import WRONG, NationalScreen
from organizations.models import User

ROWS = Assessment.objects.select_related("region__province", "region__cohort", "round__instrument", "submitted_by")
HOW_LONG = timedelta(days=7)


class AssessmentDetail(NationalScreen):
    """The region: state, assessors of both stages, what is open again, and what can be done."""

    queryset = ROWS.filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def page(self, row: Assessment, status: int = 200, **shown: forms.Form) -> HttpResponse:
        """The page; `shown` are forms that came back with errors."""
        stages = list(row.round.stages.order_by("kind"))
        stage = current_stage(stages)
        answered = counted(answered_rows([row]), "assessment").get(row.pk, 0)
        context = {
            "assessment": row,
            "region": self.place(row.region),
            "round": row.round,
            "stages": stages,
            "stage": stage,
            "answered": answered,
            "items": row.round.instrument.items.filter(archived_at=None).count(),
            "state": assessment_state(
                submitted=row.is_submitted, handed_back=row.returned_until is not None, answered=answered
            ),
            "team": team_of(row),
            "reopened": reopened_items(row),
            "can_assign": any(each.state in (RoundStage.State.PLANNED, RoundStage.State.OPEN) for each in stages),
            "assign_form": AssignForm(evaluation=row.round, initial=days_of(stage)),
            "back_form": HandBackForm(initial={"until": timezone.localtime() + HOW_LONG}),
            "absence_form": ReasonForm(prefix="absence"),
            **shown,
        }
        return render(self.request, "evaluation/assessment_detail.html", context, status=status)


def days_of(stage: RoundStage | None) -> dict[str, Any]:
    """An assignment for the whole stage."""
    return {"stage": stage.pk, "starts_on": stage.opens_on, "ends_on": stage.closes_on} if stage else {}


class AssessmentStep(AssessmentDetail):
    """One form of the page; a rule that says no stands at its input."""

    http_method_names = ["post"]
    name = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = self.form(row)
        if not form.is_valid():
            return self.page(row, WRONG, **{self.name: form})
        try:
            said = self.step(row, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), WRONG, **{self.name: form})
        messages.success(request, said)
        return redirect("evaluation:round-region", pk=row.pk)

    def form(self, row: Assessment) -> Any:
        """The form of this step with what was posted."""
        raise NotImplementedError

    def step(self, row: Assessment, form: Any) -> str:
        """Call the service; say what was done."""
        raise NotImplementedError


class HandBack(AssessmentStep):
    """The region may change its answers again."""

    name = "back_form"

    def form(self, row: Assessment) -> HandBackForm:
        return HandBackForm(self.request.POST)

    def step(self, row: Assessment, form: Any) -> str:
        rounds.hand_back(row, by=self.person, **form.cleaned_data)
        return _("The self-assessment is handed back; the region was told.")


class LeaveOut(AssessmentStep):
    """The region does not take part."""

    name = "absence_form"

    def form(self, row: Assessment) -> ReasonForm:
        return ReasonForm(self.request.POST, prefix="absence")

    def step(self, row: Assessment, form: Any) -> str:
        rounds.leave_out(row, reason=form.cleaned_data["reason"], by=self.person)
        return _("The region does not take part: it is listed apart and not ranked.")


class BringBack(AssessmentStep):
    """The region takes part after all."""

    name = "empty_form"

    def form(self, row: Assessment) -> forms.Form:
        return forms.Form(self.request.POST)

    def step(self, row: Assessment, form: Any) -> str:
        rounds.bring_back(row, by=self.person)
        return _("The region takes part.")


class Assign(AssessmentStep):
    """One assessor for this region."""

    name = "assign_form"

    def form(self, row: Assessment) -> AssignForm:
        return AssignForm(self.request.POST, evaluation=row.round)

    def step(self, row: Assessment, form: Any) -> str:
        given = form.cleaned_data
        assessor = User.objects.filter(email=given["email"].lower()).first()
        if assessor is None:
            raise Refused(_("Nobody has an account with “%(email)s”.") % {"email": given["email"]}, field="email")
        order = assignments.Order(
            assessment=row,
            assessor=assessor,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            institution=given["institution"],
            is_chair=given["is_chair"],
        )
        assignments.assign(given["stage"], [order], by=self.person)
        return _("%(assessor)s assesses the region and was told.") % {"assessor": assessor}
