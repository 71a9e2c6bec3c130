"""What citizens wrote: let through or not by the region, answered by the OPD."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from citizens.forms import AnswerForm
from citizens.models import Feedback
from citizens.selectors.feedback import counts, to_answer, to_moderate
from citizens.services.feedback import answer_feedback, approve_feedback, reject_feedback
from core.errors import Refused
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen, Screen, StepScreen

UNPROCESSABLE = 422
MOST = 100


class ModerationList(RegionScreen):
    """`/daerah/<code>/masukan-warga/`: what waits, and by its state what was decided."""

    needs = Can.MODERATE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("status", "")
        state = asked if asked in Feedback.State.values else Feedback.State.NEW
        found = counts(self.region, seen_by=self.person)
        context = {
            "region": self.region,
            "rows": to_moderate(self.region, seen_by=self.person, state=state)[:MOST],
            "state": state,
            "states": [(value, label, found[value]) for value, label in Feedback.State.choices],
        }
        return render(request, "citizens/moderation.html", context)


class FeedbackStep(StepScreen):
    """A step on one piece of feedback; back to the list."""

    needs = Can.MODERATE
    queryset: Any = Feedback.objects.for_list()

    def next_url(self, row: Any) -> str:
        return reverse("citizens:moderation-list", args=[row.region.code])


class Approve(FeedbackStep):
    """Show it in public."""

    def step(self, row: Any) -> Any:
        approve_feedback(row, by=self.person)
        return _("It is shown now, and %(agency)s is told to answer.") % {"agency": row.agency}


class Reject(FeedbackStep):
    """Do not show it."""

    def step(self, row: Any) -> Any:
        reject_feedback(row, self.posted_text("reason"), by=self.person)
        return _("It is not shown.")


class AnswerList(Screen):
    """`/masukan-warga/`: what waits for the answer of one's OPD."""

    needs = Can.ENTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        waiting, answered = to_answer(seen_by=self.person)
        return render(request, "citizens/answers.html", {"waiting": waiting, "answered": answered})


class Answer(ScopedScreen):
    """Answer a citizen, or better the answer."""

    needs = Can.ENTER
    queryset: Any = Feedback.objects.shown().for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, AnswerForm(initial={"answer": row.answer}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, form = self.get_object(), AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(row, form, status=UNPROCESSABLE)
        try:
            answer_feedback(row, form.cleaned_data["answer"], by=self.person)
        except Refused as refused:
            form.add_error("answer", str(refused.message))
            return self.page(row, form, status=UNPROCESSABLE)
        messages.success(request, _("The answer stands on the public page."))
        return redirect("citizens:answer-list")

    def page(self, row: Feedback, form: AnswerForm, *, status: int = 200) -> HttpResponse:
        self.place(row.region)
        context = {"region": row.region, "row": row, "form": form}
        return render(self.request, "citizens/answer.html", context, status=status)
