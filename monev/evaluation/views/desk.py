"""The assessor's desk: the regions assigned, one of them with its dimensions and findings, submitting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.evaluation.models.scores import Assignment
from monev.evaluation.selectors.assignments import (
    WITH_ALL,
    desk_lines,
    dimension_progress,
    running_reopenings,
    why_closed,
    why_no_work,
)
from monev.evaluation.selectors.findings_of_assessors import findings_of
from monev.evaluation.selectors.opening import opening_of
from monev.evaluation.services.score_sheets import Missing, submit_scores
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen

WRONG = 422


class Desk(Screen):
    """Every region that the person assesses now."""

    needs = Can.ASSESS

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "evaluation/desk.html", {"lines": desk_lines(self.person)})


class OwnAssignment(ScopedScreen):
    """A page of one assignment, for its assessor."""

    needs = Can.ASSESS
    queryset = Assignment.objects.select_related(*WITH_ALL).filter(archived_at=None)

    def own(self) -> Assignment:
        """The assignment of the address; the navigation follows its region."""
        row: Assignment = self.get_object()
        self.place(row.assessment.region)
        return row


class AssignmentDetail(OwnAssignment):
    """One region: how far each dimension is, the findings, and submitting."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.own())

    def page(self, row: Assignment, status: int = 200, **more: Any) -> HttpResponse:
        dimensions = dimension_progress(row)
        context = {
            "assignment": row,
            "region": row.assessment.region,
            "dimensions": dimensions,
            "scored": sum(each.scored for each in dimensions),
            "items": sum(each.items for each in dimensions),
            "findings": findings_of(row),
            "opening": opening_of(row.assessment.region, row.assessment.round.year, seen_by=self.person),
            "closed": why_closed(row),
            "no_work": why_no_work(row),
            "open_items": running_reopenings([row.assessment_id]).count(),
            **more,
        }
        return render(self.request, "evaluation/assignment_detail.html", context, status=status)


class ScoresSubmit(AssignmentDetail):
    """Submitting; what has no score yet is listed with the way to it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.own()
        try:
            submit_scores(row, by=self.person)
        except Missing as missing:
            return self.page(row, WRONG, missing=missing.items, refusal=str(missing.message))
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("evaluation:assignment-detail", pk=row.pk)
        messages.success(request, _("Your scores are submitted. Now you see those of colleagues who have submitted."))
        return HttpResponseRedirect(reverse("evaluation:score-comparison", args=[row.pk]))
