"""The forms of a survey that look odd: excluded with a reason, or counted again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from monev.evaluation.forms.surveys import ReasonForm
from monev.evaluation.models.surveys import Survey, SurveyResponse
from monev.evaluation.selectors.survey_review import kinds_of, looked_at, suspects
from monev.evaluation.selectors.surveys import figures_of
from monev.evaluation.services.survey_responses import judge_responses
from monev.evaluation.views.surveys import SurveyScreen
from organizations.roles import Can

UNPROCESSABLE, PER_PAGE, MOST = 422, 50, 200


class SurveyReview(SurveyScreen):
    """`.../jawaban/`: flagged and uncounted forms; exclude some with a reason, count some again."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.survey(), ReasonForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        rows = self._chosen(survey)
        again = request.POST.get("langkah") == "hitung"
        form = ReasonForm(request.POST)
        if not rows:
            form.add_error(None, _("Tick the forms that you mean first."))
        if not rows or (not again and not form.is_valid()):
            return self._page(survey, form, UNPROCESSABLE)
        try:
            changed = judge_responses(rows, reason="" if again else form.cleaned_data["reason"], by=self.person)
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self._page(survey, form, UNPROCESSABLE)
        messages.success(request, _again(changed) if again else _excluded(changed))
        address = reverse("evaluation:survey-review", args=[self.region.code, survey.pk])
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)

    def _chosen(self, survey: Survey) -> list[SurveyResponse]:
        wanted = [int(text) for text in self.request.POST.getlist("form") if text.isdecimal() and len(text) < 19]
        rows = SurveyResponse.objects.allowed(self.person, self.needs).filter(survey=survey, pk__in=wanted[:MOST])
        return list(rows.select_related("survey__region"))

    def _page(self, survey: Survey, form: ReasonForm, status: int = 200) -> HttpResponse:
        found = figures_of([survey])[0]
        kinds = kinds_of(found)
        asked = self.request.GET.get("jenis", "")
        kind = asked if asked in {code for code, _words, _count in kinds} else ""
        page = Paginator(suspects(found, kind), PER_PAGE).get_page(self.request.GET.get("hal"))
        context = {
            "region": self.region,
            "survey": survey,
            "found": found,
            "form": form,
            "kinds": kinds,
            "kind": kind,
            "page": page,
            "rows": looked_at(found, list(page.object_list)),
            "ticked": set(self.request.POST.getlist("form")),
        }
        return render(self.request, "evaluation/surveys/review.html", context, status=status)


def _excluded(count: int) -> str:
    return ngettext("%(count)s form is excluded.", "%(count)s forms are excluded.", count) % {"count": count}


def _again(count: int) -> str:
    return ngettext("%(count)s form counts again.", "%(count)s forms count again.", count) % {"count": count}
