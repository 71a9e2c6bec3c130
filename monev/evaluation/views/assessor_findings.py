"""Findings of an assessor: adding, changing, moving, deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from monev.evaluation.forms.assessing import FindingForm
from monev.evaluation.models.results import Finding
from monev.evaluation.models.scores import AssessorFinding, Assignment
from monev.evaluation.selectors.assignments import WITH_ALL, why_closed
from monev.evaluation.services import assessor_findings
from monev.evaluation.views.desk import OwnAssignment
from organizations.roles import Can
from organizations.screens import ScopedScreen, StepScreen

WRONG, OVERTAKEN = 422, 409
ROWS = AssessorFinding.objects.filter(archived_at=None, assignment__archived_at=None).select_related(
    "item", "agency", *(f"assignment__{each}" for each in WITH_ALL)
)


class FindingAdd(OwnAssignment):
    """A new finding; `?jenis=weakness` chooses its kind, `?butir=12` its item."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("jenis", "")
        item = request.GET.get("butir", "")
        initial = {
            "kind": kind if kind in Finding.Kind.values else Finding.Kind.RECOMMENDATION,
            "item": int(item) if item.isascii() and item.isdecimal() and len(item) < 19 else None,
        }
        row = self.own()
        return self.page(row, FindingForm(assignment=row, initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.own()
        form = FindingForm(request.POST, assignment=row)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        try:
            assessor_findings.add_finding(row, form.words, by=self.person)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(row, form, WRONG)
        messages.success(request, _("The finding is kept."))
        return redirect(f"{reverse('evaluation:assignment-detail', args=[row.pk])}#temuan")

    def page(self, row: Assignment, form: FindingForm, status: int = 200) -> HttpResponse:
        context = {"assignment": row, "region": row.assessment.region, "form": form, "closed": why_closed(row)}
        return render(self.request, "evaluation/finding_form.html", context, status=status)


class FindingChange(ScopedScreen):
    """Other words for one finding."""

    needs = Can.ASSESS
    queryset = ROWS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        stored = {"kind": row.kind, "text": row.text, "item": row.item_id, "agency": row.agency_id}
        form = FindingForm(assignment=row.assignment, initial=stored | {"seen_version": row.version})
        return self.page(row, form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = FindingForm(request.POST, assignment=row.assignment)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        seen = form.cleaned_data["seen_version"]
        try:
            assessor_findings.change_finding(
                row, form.words, by=self.person, seen_version=row.version if seen is None else seen
            )
        except Conflict as conflict:
            form.add_error(None, str(conflict.message))
            return self.page(self.get_object(), form, OVERTAKEN)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), form, WRONG)
        messages.success(request, _("The finding is kept."))
        return redirect(page_of(row))

    def page(self, row: AssessorFinding, form: FindingForm, status: int = 200) -> HttpResponse:
        context = {
            "assignment": row.assignment,
            "region": self.place(row.assignment.assessment.region),
            "form": form,
            "finding": row,
            "closed": why_closed(row.assignment),
        }
        return render(self.request, "evaluation/finding_form.html", context, status=status)


class _FindingStep(StepScreen):
    needs = Can.ASSESS
    queryset = ROWS

    def next_url(self, row: AssessorFinding) -> str:
        return page_of(row)


class FindingDelete(_FindingStep):
    """Take it out."""

    def step(self, row: AssessorFinding) -> str:
        assessor_findings.delete_finding(row, by=self.person)
        return _("The finding is deleted.")


class FindingMove(_FindingStep):
    """`arah`: naik (up) or turun (down)."""

    def step(self, row: AssessorFinding) -> str:
        assessor_findings.move_finding(row, up=self.posted_text("arah") == "naik", by=self.person)
        return _("The order is changed.")


def page_of(row: AssessorFinding) -> str:
    """The findings on the page of the assignment."""
    return f"{reverse('evaluation:assignment-detail', args=[row.assignment_id])}#temuan"
