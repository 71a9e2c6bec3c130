"""The self-assessment of a region: its rounds, how far it is, its parts, confirming what is proposed, submitting."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.opening import opening_of
from monev.evaluation.selectors.self_assessment import DimensionSheet, Sheet, self_assessment
from monev.evaluation.services.self_assessment import confirm_proposals
from monev.evaluation.services.submitting import Incomplete, submit_assessment
from organizations.roles import Can
from organizations.screens import RegionScreen

WITH_ALL = ("region__province", "round__instrument", "submitted_by")


class AssessmentScreen(RegionScreen):
    """A page of one assessment of the region in the address."""

    needs = Can.VIEW

    @cached_property
    def assessment(self) -> Assessment:
        """The assessment `pk` of the region; Http404 for one of another region."""
        rows = Assessment.objects.allowed(self.person, Can.VIEW).of_region(self.region).current()
        row: Assessment | None = rows.filter(pk=self.kwargs["pk"]).select_related(*WITH_ALL).first()
        if row is None:
            raise Http404
        return row

    @cached_property
    def sheet(self) -> Sheet:
        return self_assessment(self.assessment)

    @property
    def may_answer(self) -> bool:
        """Whether this person answers for the region, and it is still time."""
        return self.has_right and self.why_closed == ""

    @property
    def has_right(self) -> bool:
        return self.person.access.reach(Can.SELF_ASSESS).covers(region_id=self.region.pk)

    @property
    def why_closed(self) -> str:
        """Why answers do not change; nothing while they do."""
        row = self.assessment
        if not row.takes_part:
            return _("The region does not take part in this evaluation.")
        if row.is_submitted:
            return _("The self-assessment is submitted: its answers no longer change.")
        if timezone.now() > row.open_until:
            return _("The deadline has passed. Ask the ministry to hand the self-assessment back with a new one.")
        return ""

    def common(self) -> dict[str, Any]:
        """What every page of the assessment shows."""
        return {
            "region": self.region,
            "assessment": self.assessment,
            "sheet": self.sheet,
            "has_right": self.has_right,
            "may_answer": self.may_answer,
            "why_closed": self.why_closed,
            "now": timezone.now(),
        }

    def detail_url(self) -> str:
        return reverse("evaluation:assessment-detail", args=[self.region.code, self.assessment.pk])


class AssessmentList(RegionScreen):
    """The evaluations of the region: rounds, state, results."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Assessment.objects.allowed(self.person, Can.VIEW).of_region(self.region).current()
        results = StageResult.objects.allowed(self.person, Can.VIEW).filter(assessment__region=self.region)
        context = {
            "region": self.region,
            "assessments": list(rows.for_list()),
            "results": set(results.values_list("assessment", flat=True)),
        }
        return render(request, "evaluation/assessment_list.html", context)


class AssessmentDetail(AssessmentScreen):
    """How far the self-assessment is, by dimension; what is missing; submitting."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        frozen = self.assessment.frozen.allowed(self.person, Can.VIEW).select_related("taken_by").order_by("-number")
        opening = opening_of(self.region, self.assessment.round.year, seen_by=self.person)
        results = StageResult.objects.allowed(self.person, Can.VIEW).filter(assessment=self.assessment)
        context = {**self.common(), "frozen": list(frozen), "opening": opening, "has_result": results.exists()}
        return render(request, "evaluation/assessment.html", context)


class AssessmentPart(AssessmentScreen):
    """The items of one dimension; `?pilar=GO`: of one pillar, where the dimension has statements for each."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part = self.sheet.dimension(kwargs["dimension"])
        if part is None:
            raise Http404
        letters = self.letters(part)
        lines = part.of_pillar(letters)
        names = [each.dimension.code for each in self.sheet.dimensions]
        place = names.index(part.dimension.code)
        around = self.sheet.dimensions
        context = {
            **self.common(),
            "part": part,
            "lines": lines,
            "letters": letters,
            "pillar": next((pillar for pillar, _counts in part.pillars if pillar.letters == letters), None),
            "waiting": [each for each in lines if each.can_be_confirmed],
            "before": around[place - 1] if place else None,
            "after": around[place + 1] if place + 1 < len(around) else None,
        }
        return render(request, "evaluation/assessment_part.html", context)

    def letters(self, part: DimensionSheet) -> str:
        """The pillar that is shown; the first one where the dimension is shown by pillar."""
        known = [pillar.letters for pillar, _counts in part.pillars]
        if not known:
            return ""
        asked = self.request.GET.get("pilar", "")
        return asked if asked in known else known[0]


class AssessmentConfirm(AssessmentScreen):
    """Confirm proposals as they were shown: `seen` is `3.01:3`, once for one item; `all` gives those of the page."""

    needs = Can.SELF_ASSESS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.getlist("shown") if "all" in request.POST else request.POST.getlist("seen")
        try:
            done, left = confirm_proposals(self.assessment, dict(_pairs(chosen)), by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect(self.detail_url())
        if done:
            said = ngettext("%(count)s answer is confirmed.", "%(count)s answers are confirmed.", len(done))
            messages.success(request, said % {"count": len(done)})
        if left:
            said = _("Not confirmed, because something changed meanwhile; look again: %(codes)s.")
            messages.warning(request, said % {"codes": ", ".join(left)})
        anchor = f"#butir-{done[0]}" if len(done) == 1 else ""
        return HttpResponseRedirect(self.back() + anchor)

    def back(self) -> str:
        """The part that the person came from."""
        asked = self.posted_text("back")
        is_own = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if is_own else self.detail_url()


def _pairs(chosen: list[str]) -> list[tuple[str, int]]:
    """Codes with the steps that were shown; what cannot be read is left out."""
    found = (each.rpartition(":") for each in chosen)
    return [(code, int(step)) for code, _mark, step in found if code and step in ("0", "1", "2", "3", "4")]


class AssessmentSubmit(AssessmentScreen):
    """Submit the self-assessment; with something missing it lists what."""

    needs = Can.SELF_ASSESS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            frozen = submit_assessment(self.assessment, by=self.person)
        except Incomplete as incomplete:
            said = ngettext(
                "Not submitted: %(count)s item is neither answered nor not applicable.",
                "Not submitted: %(count)s items are neither answered nor not applicable.",
                len(incomplete.lines),
            )
            messages.error(request, said % {"count": len(incomplete.lines)})
            return HttpResponseRedirect(self.detail_url() + "#kurang")
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect(self.detail_url())
        said = _("Submitted and frozen (SHA-256 %(hash)s…). The ministry and the assessors know.")
        messages.success(request, said % {"hash": frozen.sha256[:12]})
        return redirect(self.detail_url())
