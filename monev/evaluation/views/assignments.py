"""Assignments, for those who run the evaluation: many at once, changing one, withdrawing it, giving scores back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Conflict, Refused
from monev.evaluation.forms.assignments import AssignManyForm, AssignmentForm
from monev.evaluation.forms.rounds import ReasonForm
from monev.evaluation.models.rounds import EvaluationRound
from monev.evaluation.models.scores import Assignment
from monev.evaluation.selectors.assignment_lines import ReadLine, read_lines
from monev.evaluation.selectors.assignments import WITH_ALL
from monev.evaluation.selectors.rounds import current_stage
from monev.evaluation.services import assignments
from monev.evaluation.services.score_sheets import give_back
from monev.evaluation.views.assessments import days_of
from monev.evaluation.views.rounds import OVERTAKEN, WRONG, NationalScreen

MOST_SHOWN = 200


class AssignMany(NationalScreen):
    """A table of assignments: all of it is checked first, and nothing is written while a line is wrong."""

    queryset = EvaluationRound.objects.select_related("instrument")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        stage = current_stage(list(row.stages.order_by("kind")))
        return self.page(row, AssignManyForm(evaluation=row, initial=days_of(stage)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = AssignManyForm(request.POST, request.FILES, evaluation=row)
        if not form.is_valid():
            return self.page(row, form, status=WRONG)
        try:
            form.take_in(self.person)
        except Refused as refused:
            form.add_error("file", str(refused.message))
            return self.page(row, form, status=WRONG)
        lines = read_lines(row, form.text)
        orders = [self.order(line, form.cleaned_data) for line in lines if not line.problem]
        found = self.problems(lines, orders, form)
        if found or not orders:
            if not lines:
                form.add_error(None, _("No line was found."))
            return self.page(row, form, found, WRONG)
        try:
            made = assignments.assign(form.cleaned_data["stage"], orders, by=self.person)
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.page(row, form, status=WRONG)
        count = len(made)
        messages.success(
            request,
            ngettext(
                "%(count)s assignment is made; the assessor was told.",
                "%(count)s assignments are made; the assessors were told.",
                count,
            )
            % {"count": count},
        )
        return redirect("evaluation:round-detail", pk=row.pk)

    def order(self, line: Any, given: dict[str, Any]) -> assignments.Order:
        return assignments.Order(
            assessment=line.assessment,
            assessor=line.assessor,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            institution=line.institution,
            is_chair=line.is_chair,
        )

    def problems(
        self, lines: list[ReadLine], orders: list[assignments.Order], form: AssignManyForm
    ) -> list[tuple[int, str, str]]:
        """Line, what stands in it, what is wrong with it: of reading first, then of the rules."""
        refused = iter(assignments.problems(form.cleaned_data["stage"], orders))
        found = [(each.number, each.text, each.problem or next(refused)) for each in lines]
        return [each for each in found if each[2]]

    def page(
        self,
        row: EvaluationRound,
        form: AssignManyForm,
        problems: list[tuple[int, str, str]] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        found = problems or []
        context = {"round": row, "form": form, "problems": found[:MOST_SHOWN], "count": len(found)}
        return render(self.request, "evaluation/assign_many.html", context, status=status)


class AssignmentChange(NationalScreen):
    """Days, institution, chair; below it withdrawing and giving back."""

    queryset = Assignment.objects.select_related(*WITH_ALL).filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = AssignmentForm(request.POST)
        if not form.is_valid():
            return self.page(row, WRONG, form=form)
        try:
            assignments.change_assignment(row, by=self.person, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, str(conflict.message))
            return self.page(self.get_object(), OVERTAKEN, form=form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), WRONG, form=form)
        messages.success(request, _("The assignment is changed."))
        return redirect("evaluation:round-region", pk=row.assessment_id)

    def page(self, row: Assignment, status: int = 200, **shown: forms.Form) -> HttpResponse:
        stored = {name: getattr(row, name) for name in ("starts_on", "ends_on", "institution", "is_chair")}
        context = {
            "assignment": row,
            "region": self.place(row.assessment.region),
            "form": AssignmentForm(initial=stored | {"seen_version": row.version}),
            "withdraw_form": ReasonForm(prefix="withdraw"),
            "back_form": ReasonForm(prefix="back"),
            **shown,
        }
        return render(self.request, "evaluation/assignment_change.html", context, status=status)


class _WithReason(AssignmentChange):
    """A step that needs a reason."""

    http_method_names = ["post"]
    prefix, name, said = "", "", ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = ReasonForm(request.POST, prefix=self.prefix)
        if not form.is_valid():
            return self.page(row, WRONG, **{self.name: form})
        try:
            said = self.step(row, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason" if refused.field == "reason" else None, str(refused.message))
            return self.page(self.get_object(), WRONG, **{self.name: form})
        messages.success(request, said)
        return redirect("evaluation:round-region", pk=row.assessment_id)

    def step(self, row: Assignment, reason: str) -> str:
        raise NotImplementedError


class AssignmentWithdraw(_WithReason):
    """The assessor reads the region no more."""

    prefix, name = "withdraw", "withdraw_form"

    def step(self, row: Assignment, reason: str) -> str:
        assignments.withdraw(row, reason=reason, by=self.person)
        return _("The assignment is withdrawn; the assessor was told.")


class ScoresGiveBack(_WithReason):
    """Submitted scores can be changed again."""

    prefix, name = "back", "back_form"

    def step(self, row: Assignment, reason: str) -> str:
        give_back(row, reason=reason, by=self.person)
        return _("The scores are given back; the assessor was told.")
