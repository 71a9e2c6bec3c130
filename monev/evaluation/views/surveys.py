"""Citizen surveys of a region: the list, a result, setting one up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.parts import part, with_pictures
from monev.evaluation.charts.surveys import steps_chart
from monev.evaluation.forms.surveys import ServiceForm, SurveyForm
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.survey_form import services_to_enter
from monev.evaluation.selectors.survey_setup import (
    Place,
    instruments_to_survey,
    key_of,
    pillars_to_survey,
    places_of,
    subjects_for,
    surveys_to_enter,
)
from monev.evaluation.selectors.surveys import channels_of, figures_of
from monev.evaluation.services.survey_responses import is_open
from monev.evaluation.services.surveys import (
    change_survey,
    choose_service,
    close_survey,
    discard_survey,
    draft_survey,
    gaps_of,
    note_users,
    open_survey,
)
from monev.evaluation.survey_checks import LIMITS
from monev.evaluation.tables import surveys as tables
from organizations.roles import Can
from organizations.screens import RegionScreen, StepScreen

UNPROCESSABLE = 422


class SurveyScreen(RegionScreen):
    """A page of one survey of the region."""

    def survey(self) -> Survey:
        """The survey of the address; Http404 when it is another region's."""
        rows = Survey.objects.of_region(self.region).select_related("region", "pillar", "instrument")
        row: Survey = rows.obtain(self.person, self.needs, pk=self.kwargs["pk"])
        return row

    @property
    def prepares(self) -> bool:
        """Whether the person sets surveys of the region up."""
        return self.person.access.reach(Can.SELF_ASSESS).covers(region_id=self.region.pk)


class SurveyList(SurveyScreen):
    """`/daerah/<code>/survei/`: the surveys with their means, what one may enter."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Survey.objects.allowed(self.person, Can.VIEW).of_region(self.region).filter(archived_at=None)
        found = figures_of(rows.select_related("region", "pillar", "instrument").order_by("-year", "pillar__position"))
        table = tables.surveys_table(found)
        if file := part(request, tables=[table]):
            return file
        context = {
            "region": self.region,
            "table": table,
            "prepares": self.prepares,
            "to_enter": [each for each in surveys_to_enter(self.region, self.person) if is_open(each)],
            "to_confirm": self._to_confirm(),
        }
        return render(request, "evaluation/surveys/list.html", context)

    def _to_confirm(self) -> Any:
        own = SurveyService.objects.allowed(self.person, Can.ENTER).of_region(self.region)
        rows = own.filter(confirmed_at=None, archived_at=None).exclude(survey__state=Survey.State.CLOSED)
        return rows.select_related("survey__pillar", "agency").order_by("survey__pillar__position", "pk")


class SurveyDetail(SurveyScreen):
    """The result of a survey: means as evidence, how the guards judged, by which way forms came."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        found = figures_of([survey])[0]
        shown = {
            "means": tables.means_table(found),
            "parts": tables.parts_table(found),
            "channels": tables.channels_table(found, channels_of(survey)),
            "guards": tables.guards_table(found),
        }
        chart = steps_chart(found)
        if file := part(request, tables=shown.values(), charts=[chart]):
            return file
        context = {
            "region": self.region,
            "survey": survey,
            "found": found,
            "state": tables.state_of(survey),
            "judgement": tables.enough(found.figures.pillar),
            "charts": with_pictures([chart], request),
            "prepares": self.prepares,
            "enters": is_open(survey) and bool(services_to_enter(survey, self.person)),
            "least": LIMITS.least_valid,
            "days": settings.SURVEY_HASH_DAYS,
            **shown,
        }
        return render(request, "evaluation/surveys/detail.html", context)


class SurveyNew(SurveyScreen):
    """Begin the survey of a pillar."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(SurveyForm(pillars_to_survey(), instruments_to_survey()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SurveyForm(pillars_to_survey(), instruments_to_survey(), request.POST)
        if form.is_valid():
            try:
                row = draft_survey(self.region, form.plan, by=self.person)
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                messages.success(request, _("The survey is prepared. Choose its services now."))
                return redirect("evaluation:survey-setup", region=self.region.code, pk=row.pk)
        return self._page(form, UNPROCESSABLE)

    def _page(self, form: SurveyForm, status: int = 200) -> HttpResponse:
        return render(self.request, "evaluation/surveys/new.html", {"region": self.region, "form": form}, status=status)


class SurveySetup(SurveyScreen):
    """Services, dates, what is missing until the survey can be opened."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        return self._page(survey, SurveyForm(pillars_to_survey(), instruments_to_survey(), survey=survey))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        form = SurveyForm(pillars_to_survey(), instruments_to_survey(), request.POST, survey=survey)
        if form.is_valid():
            try:
                change_survey(survey, form.plan, by=self.person, seen_version=form.cleaned_data["seen_version"])
            except Conflict as conflict:
                form.add_error(None, str(conflict.message))
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                messages.success(request, _("Saved."))
                return redirect("evaluation:survey-setup", region=self.region.code, pk=survey.pk)
        return self._page(self.survey(), form, UNPROCESSABLE)

    def _page(self, survey: Survey, form: SurveyForm, status: int = 200) -> HttpResponse:
        context = {
            "region": self.region,
            "survey": survey,
            "form": form,
            "state": tables.state_of(survey),
            "places": places_of(survey),
            "gaps": gaps_of(survey) if survey.state != Survey.State.OPEN else [],
        }
        return render(self.request, "evaluation/surveys/setup.html", context, status=status)


class ServiceChoose(SurveyScreen):
    """Choose the program or quick win that stands for one sub-dimension."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey, place = self._place()
        now = place.service
        initial = {"subject": key_of(now), "name": now.name, "users": now.users} if now else None
        return self._page(survey, place, ServiceForm(self._subjects(survey, place), initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey, place = self._place()
        form = ServiceForm(self._subjects(survey, place), request.POST)
        if form.is_valid():
            try:
                row = choose_service(survey, place.sub_dimension, form.choice, by=self.person)
                if form.cleaned_data["users"]:
                    note_users(row, form.cleaned_data["users"], by=self.person)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            else:
                messages.success(request, _("Chosen. %(agency)s is asked to take part.") % {"agency": row.agency})
                return redirect("evaluation:survey-setup", region=self.region.code, pk=survey.pk)
        return self._page(survey, place, form, UNPROCESSABLE)

    def _place(self) -> tuple[Survey, Place]:
        survey = self.survey()
        for place in places_of(survey):
            if place.sub_dimension.pk == self.kwargs["sub"]:
                return survey, place
        raise Http404

    def _subjects(self, survey: Survey, place: Place) -> Any:
        return subjects_for(survey, place.sub_dimension, seen_by=self.person)

    def _page(self, survey: Survey, place: Place, form: ServiceForm, status: int = 200) -> HttpResponse:
        context = {"region": self.region, "survey": survey, "place": place, "form": form}
        return render(self.request, "evaluation/surveys/service.html", context, status=status)


class SurveyStep(StepScreen):
    """A step on a survey; back to its set-up."""

    needs = Can.SELF_ASSESS
    queryset: Any = Survey.objects.select_related("region", "pillar")

    def next_url(self, row: Any) -> str:
        return reverse("evaluation:survey-setup", args=[row.region.code, row.pk])


class SurveyOpen(SurveyStep):
    """Let people answer."""

    def step(self, row: Any) -> Any:
        open_survey(row, by=self.person)
        return _("The survey is open. Print the posters, or pass the links on.")


class SurveyClose(SurveyStep):
    """Take no more answers."""

    def step(self, row: Any) -> Any:
        close_survey(row, by=self.person)
        return _("The survey is closed. Its means stay.")


class SurveyDiscard(SurveyStep):
    """Remove a survey that is being prepared."""

    def step(self, row: Any) -> Any:
        discard_survey(row, by=self.person)
        return _("The survey is removed.")

    def next_url(self, row: Any) -> str:
        if row.pk:
            return super().next_url(row)
        return reverse("evaluation:survey-list", args=[row.region.code])
