"""All assessors side by side, for those who have submitted; and revising one's own score after the talk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from monev.evaluation.forms.assessing import RevisionForm
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.selectors.assignments import why_no_work
from monev.evaluation.selectors.comparison import comparison
from monev.evaluation.selectors.score_sheets import steps_of, value_of
from monev.evaluation.services.score_sheets import revise_score
from monev.evaluation.views.desk import OwnAssignment

WRONG, OVERTAKEN = 422, 409


class SubmittedScreen(OwnAssignment):
    """Only for an assessor who has submitted: until then the scores of others stay hidden."""

    def own(self) -> Assignment:
        row = super().own()
        if not row.is_submitted:
            raise PermissionDenied(_("You see the scores of others once you have submitted your own."))
        return row


class ComparisonScreen(SubmittedScreen):
    """The items to talk about first, then all of them."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = super(SubmittedScreen, self).own()
        if not row.is_submitted:
            messages.info(request, _("You see the scores of others once you have submitted your own."))
            return redirect("evaluation:assignment-detail", pk=row.pk)
        context = {
            "assignment": row,
            "region": row.assessment.region,
            "page": comparison(row, seen_by=self.person),
            "no_work": why_no_work(row),
        }
        return render(request, "evaluation/comparison.html", context)


class ScoreRevise(SubmittedScreen):
    """Another score for one item, with the reason; what colleagues gave stands beside it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.own()
        score = self.score(row)
        stored = {"score": value_of(score), "note": score.note, "seen_version": score.version}
        return self.page(row, score, RevisionForm(initial=stored))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.own()
        score = self.score(row)
        form = RevisionForm(request.POST)
        if not form.is_valid():
            return self.page(row, score, form, WRONG)
        given = form.cleaned_data
        try:
            revise_score(
                row,
                score.item,
                form.mark,
                reason=given["reason"],
                by=self.person,
                seen_version=given["seen_version"],
            )
        except Conflict as conflict:
            form.add_error(None, str(conflict.message))
            return self.page(row, self.score(row), form, OVERTAKEN)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(row, score, form, WRONG)
        messages.success(request, _("Your score for %(code)s is revised.") % {"code": score.item.code})
        return redirect(f"{reverse('evaluation:score-comparison', args=[row.pk])}#butir-{score.item_id}")

    def score(self, row: Assignment) -> ItemScore:
        """One's own score of the item in the address."""
        found = ItemScore.objects.filter(assignment=row, item=self.kwargs["item"]).select_related("item").first()
        if found is None:
            raise Http404
        return found

    def page(self, row: Assignment, score: ItemScore, form: RevisionForm, status: int = 200) -> HttpResponse:
        found = comparison(row, seen_by=self.person)
        line = next(each for each in found.items if each.item.pk == score.item_id)
        context = {
            "assignment": row,
            "region": row.assessment.region,
            "score": score,
            "form": form,
            "others": list(zip(found.assignments, line.scores, strict=True)),
            "steps": steps_of(score.item, row.assessment.round.instrument.steps),
            "no_work": why_no_work(row),
            "course": score.history.select_related("history_user").order_by("-history_date"),
        }
        return render(self.request, "evaluation/score_revise.html", context, status=status)
