"""Rounds: the list, opening one, its overview, changing it, taking regions in, opening a stage."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Conflict, Refused
from core.parts import part
from monev.evaluation.forms.rounds import RegionsForm, RoundChangeForm, RoundForm
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.selectors.assignment_lines import name_key
from monev.evaluation.selectors.rounds import cohorts_of, free_regions, overview, round_lines
from monev.evaluation.services import rounds
from monev.evaluation.tables.rounds import absent_table, regions_table
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

WRONG, OVERTAKEN = 422, 409
MARKS = re.compile(r"[\n,;\t]+")


class NationalScreen(ScopedScreen):
    """A page of those who run the national evaluation."""

    needs = Can.EVALUATE


class RoundList(Screen):
    """All rounds with their stages."""

    needs = Can.EVALUATE

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "evaluation/round_list.html", {"lines": round_lines()})


class RoundOpen(Screen):
    """A new round."""

    needs = Can.EVALUATE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(RoundForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RoundForm(request.POST)
        if not form.is_valid():
            return self.page(form, WRONG)
        given = form.cleaned_data
        try:
            made = rounds.open_round(
                given["instrument"],
                year=given["year"],
                name=given["name"],
                until=form.until,
                stages=form.stages,
                by=self.person,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, WRONG)
        messages.success(request, _("The round is open. Take the regions in."))
        return redirect("evaluation:round-regions", pk=made.pk)

    def page(self, form: RoundForm, status: int = 200) -> HttpResponse:
        return render(self.request, "evaluation/round_open.html", {"form": form}, status=status)


class RoundDetail(NationalScreen):
    """The round with every region: `?daerah.state=submitted`, `?unduh=daerah.xlsx`."""

    queryset = EvaluationRound.objects.select_related("instrument")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = overview(self.get_object())
        tables = {"regions": regions_table(page), "absent": absent_table(page)}
        context = {"page": page, "round": page.round, "tables": tables}
        return part(request, tables=tables.values()) or render(request, "evaluation/round_detail.html", context)


class RoundChange(NationalScreen):
    """Name, deadline, days of the stages."""

    queryset = EvaluationRound.objects.select_related("instrument")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, RoundChangeForm(initial=RoundChangeForm.initial_of(row)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = RoundChangeForm(request.POST)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        given = form.cleaned_data
        try:
            rounds.change_round(
                row,
                name=given["name"],
                until=form.until,
                stages=form.stages,
                by=self.person,
                seen_version=given["seen_version"],
            )
        except Conflict as conflict:
            form.add_error(None, str(conflict.message))
            return self.page(self.get_object(), form, OVERTAKEN)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(row, form, WRONG)
        messages.success(request, _("The round is changed."))
        return redirect("evaluation:round-detail", pk=row.pk)

    def page(self, row: EvaluationRound, form: RoundChangeForm, status: int = 200) -> HttpResponse:
        return render(self.request, "evaluation/round_change.html", {"round": row, "form": form}, status=status)


class RoundRegions(NationalScreen):
    """Taking regions in: cohorts and single codes. More can come in later."""

    queryset = EvaluationRound.objects.select_related("instrument")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, self.form(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = self.form(row, request.POST)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        try:
            taken = rounds.take_in(row, self.chosen(form), by=self.person)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(row, form, WRONG)
        count = len(taken.assessments)
        said = ngettext("%(count)s region came in and was told.", "%(count)s regions came in and were told.", count) % {
            "count": count
        }
        if taken.known:
            said += " " + _("Already in the round: %(count)s.") % {"count": taken.known}
        messages.success(request, said)
        return redirect("evaluation:round-detail", pk=row.pk)

    def form(self, row: EvaluationRound, *data: Any) -> RegionsForm:
        labels = [(each.pk, f"{each.label} ({free})") for each, free in cohorts_of(row)]
        return RegionsForm(*data, cohorts=labels)

    def chosen(self, form: RegionsForm) -> list[Region]:
        """The regions of the cohorts and those that were named. Refused when a name means none."""
        rows = Region.objects.filter(archived_at=None)
        found = list(rows.filter(cohort__in=form.cleaned_data["cohorts"])) if form.cleaned_data["cohorts"] else []
        wanted = [each.strip() for each in MARKS.split(form.cleaned_data["regions"]) if each.strip()]
        if not wanted:
            return found
        known: dict[str, Region] = {}
        for row in rows:
            known[row.code] = known[row.code.replace(".", "")] = known[name_key(row.name)] = row
        unknown = [each for each in wanted if each not in known and name_key(each) not in known]
        if unknown:
            raise Refused(_("No region is called: %(names)s.") % {"names": ", ".join(unknown[:10])}, field="regions")
        return found + [known.get(each) or known[name_key(each)] for each in wanted]

    def page(self, row: EvaluationRound, form: RegionsForm, status: int = 200) -> HttpResponse:
        context = {"round": row, "form": form, "free": len(free_regions(row))}
        return render(self.request, "evaluation/round_regions.html", context, status=status)


class StageOpen(StepScreen):
    """Assessors score from now on."""

    needs = Can.EVALUATE
    queryset = RoundStage.objects.select_related("round")

    def step(self, row: RoundStage) -> str:
        rounds.open_stage(row, by=self.person)
        return _("The stage is open: assessors with an assignment can score.")

    def next_url(self, row: RoundStage) -> str:
        return reverse("evaluation:round-detail", args=[row.round_id])
