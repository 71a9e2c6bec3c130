"""Pages that put programs under pillars: those without one in bulk, and the rules of a region."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from core.errors import Refused
from masterplan.forms.importing import PlacingForm, RuleForm
from masterplan.models.catalogues import PillarRule
from masterplan.models.plans import PlanVersion, Program
from masterplan.services import placing
from masterplan.services.importing.preview import current_pillar_set
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen, StepScreen


class ProgramPlacing(ScopedScreen, FormView):
    """Programs without a pillar, to be placed in bulk."""

    needs = Can.PLAN
    queryset = PlanVersion.objects.select_related("plan__region", "pillar_set")
    form_class = PlacingForm
    template_name = "masterplan/program_placing.html"
    version: PlanVersion

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.version = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.version, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Program.objects.allowed(self.request.user, Can.PLAN).filter(plan_version=self.version, archived_at=None)
        chosen = set(self.request.POST.getlist("programs"))
        return super().get_context_data(
            version=self.version,
            region=self.version.plan.region,
            total=mine.count(),
            chosen=chosen,
            programs=mine.filter(sub_dimension=None).select_related("lead_agency").order_by("code", "name", "pk"),
            is_draft=self.version.status == PlanVersion.Status.DRAFT,
            **kwargs,
        )

    def form_valid(self, form: PlacingForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            moved = placing.place_programs(
                self.version, values["programs"], sub_dimension=values["sub_dimension"], by=self.person
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.form_invalid(form)
        text = ngettext("%(count)s program was placed.", "%(count)s programs were placed.", moved)
        messages.success(self.request, text % {"count": moved})
        return redirect("masterplan:program-placing", uid=self.version.uid)


class ProgramPlacingByRule(StepScreen):
    """Place what has no pillar yet by the region's rules."""

    needs = Can.PLAN
    queryset = PlanVersion.objects.select_related("plan__region", "pillar_set")

    def step(self, row: PlanVersion) -> Any:
        placed = placing.apply_rules(row, by=self.person)
        return ngettext("%(count)s program was placed.", "%(count)s programs were placed.", placed) % {"count": placed}

    def next_url(self, row: PlanVersion) -> str:
        return reverse("masterplan:program-placing", kwargs={"uid": row.uid})


class PillarRules(RegionScreen, FormView):
    """The rules of a region: where programs belong by their nomenclature code."""

    needs = Can.PLAN
    form_class = RuleForm
    template_name = "masterplan/pillar_rules.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pillar_set": current_pillar_set()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = PillarRule.objects.allowed(self.request.user, Can.PLAN).of_region(self.region).current()
        return super().get_context_data(
            rules=rules.select_related("sub_dimension__pillar").order_by("code_prefix", "pk"), **kwargs
        )

    def form_valid(self, form: RuleForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            placing.save_rule(
                self.region,
                code_prefix=values["code_prefix"],
                sub_dimension=values["sub_dimension"],
                by=self.person,
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
            return self.form_invalid(form)
        messages.success(
            self.request, _("The rule is saved. It places programs at the next import, or when you apply it.")
        )
        return redirect("masterplan:pillar-rules", region=self.region.code)


class PillarRuleRemove(StepScreen):
    """Take a rule away."""

    needs = Can.PLAN
    queryset = PillarRule.objects.select_related("region")

    def step(self, row: PillarRule) -> Any:
        placing.remove_rule(row, by=self.person)
        return _("The rule is removed. Programs that it placed stay where they are.")

    def next_url(self, row: PillarRule) -> str:
        return reverse("masterplan:pillar-rules", kwargs={"region": row.region.code})
