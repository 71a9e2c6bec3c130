"""Pages of the plan: its versions, the programs of one version, what changed, starting and adopting a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from core.errors import Refused
from core.parts import part, with_pictures
from masterplan.charts import ceiling_chart
from masterplan.filters import ProgramFilter
from masterplan.forms.versions import AdoptForm, CompareForm, NewVersionForm
from masterplan.models.plans import MasterPlan, PlanVersion, Program
from masterplan.selectors.version_totals import version_totals
from masterplan.selectors.versions import counted, differences
from masterplan.services.versions import adopt_version, start_version
from masterplan.tables import difference_table, total_table
from organizations.roles import Can
from organizations.screens import AsksAgain, RegionScreen, ScopedScreen

PAGE = 50


class PlanList(RegionScreen):
    """The master plans of a region with their versions."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        plans: Any = MasterPlan.objects.allowed(request.user, Can.VIEW).of_region(self.region).current()
        context = {
            "region": self.region,
            "plans": plans.prefetch_related("versions__document"),
            "may_plan": self.region.pk in self.person.access.reach(Can.PLAN).regions,
        }
        return render(request, "masterplan/plan_list.html", context)


class VersionScreen(ScopedScreen):
    """A page about one version of a plan."""

    needs = Can.VIEW
    queryset: Any = PlanVersion.objects.select_related("plan__region", "based_on", "document", "pillar_set")


class VersionDetail(VersionScreen):
    """The programs of one version, narrowed by filters in the address."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = self.get_object()
        self.place(version.plan.region)
        rows: Any = Program.objects.allowed(request.user, Can.VIEW).filter(plan_version=version, archived_at=None)
        filters = ProgramFilter(request.GET, queryset=rows.for_list(), request=request, version=version)
        page = Paginator(filters.qs, PAGE).get_page(request.GET.get("page"))
        context = {
            "version": version,
            "region": version.plan.region,
            "filters": filters,
            "page": page,
            "may_plan": version.plan.region_id in self.person.access.reach(Can.PLAN).regions,
            "is_draft": version.status == PlanVersion.Status.DRAFT,
        }
        return render(request, "masterplan/version_detail.html", context)


class VersionChanges(VersionScreen):
    """What a version says otherwise than another one of its plan: `?dari=<id>`, else the one it is based on."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = self.get_object()
        self.place(version.plan.region)
        others = self.others(version)
        old = self.older(version, others)
        context = {
            "version": version,
            "region": version.plan.region,
            "older": old,
            "form": CompareForm(others, initial={"dari": old.pk if old else None}),
        }
        if old is None:
            return render(request, "masterplan/version_changes.html", context)
        found, totals = differences(old, version), version_totals(old, version)
        charts = [ceiling_chart(totals, old, version)]
        tables = [difference_table(found, old, version), total_table(totals, old, version)]
        if (answer := part(request, tables=tables, charts=charts)) is not None:
            return answer
        context |= {
            "counts": counted(found),
            "charts": with_pictures(charts, request).values(),
            "tables": tables,
        }
        return render(request, "masterplan/version_changes.html", context)

    def others(self, version: PlanVersion) -> list[PlanVersion]:
        """The other versions of the same plan, the newest first."""
        rows: Any = PlanVersion.objects.allowed(self.person, Can.VIEW).filter(plan=version.plan_id, archived_at=None)
        return list(rows.exclude(pk=version.pk).select_related("plan").order_by("-number", "pk"))

    def older(self, version: PlanVersion, others: list[PlanVersion]) -> PlanVersion | None:
        """The version of the address, else the one this is based on, else the one before it."""
        wanted = self.request.GET.get("dari", "")
        if wanted:
            found = next((each for each in others if str(each.pk) == wanted), None)
            if found is None:
                raise Http404
            return found
        based_on = next((each for each in others if each.pk == version.based_on_id), None)
        return based_on or next((each for each in others if each.number < version.number), None)


class VersionStep(VersionScreen, FormView):
    """A form that takes a version one step on; a rule that says no stands at its field."""

    needs = Can.PLAN
    template_name = "masterplan/version_step.html"
    version: PlanVersion
    title: str | Promise
    explanation: str | Promise
    action: str | Promise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.version = self.get_object()
            self.place(self.version.plan.region)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": self.title, "explanation": self.explanation, "action": self.action}
        return super().get_context_data(version=self.version, region=self.version.plan.region, **words, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            version = self.step(form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.form_invalid(form)
        messages.success(self.request, self.done(version))
        return redirect("masterplan:version-detail", pk=version.pk)

    def step(self, values: dict[str, Any]) -> PlanVersion:
        """Call the service."""
        raise NotImplementedError

    def done(self, version: PlanVersion) -> str:
        """The sentence that says what was done."""
        raise NotImplementedError


class VersionStart(VersionStep):
    """Start a new draft from this version."""

    form_class = NewVersionForm
    title = gettext_lazy("New version of the plan")
    explanation = gettext_lazy("The new draft begins as a copy of this version. It takes effect when it is adopted.")
    action = gettext_lazy("Start the new version")

    def done(self, version: PlanVersion) -> str:
        return _("Version %(number)s was started.") % {"number": version.number}

    def step(self, values: dict[str, Any]) -> PlanVersion:
        return start_version(self.version, by=self.person, note=values["note"])


class VersionAdopt(AsksAgain, VersionStep):
    """Adopt this draft."""

    form_class = AdoptForm
    title = gettext_lazy("Adopt this version")
    explanation = gettext_lazy(
        "An adopted version no longer changes. Progress is entered for its programs from now on."
    )
    action = gettext_lazy("Adopt")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"version": self.version, "user": self.request.user}

    def done(self, version: PlanVersion) -> str:
        return _("Version %(number)s is in force.") % {"number": version.number}

    def step(self, values: dict[str, Any]) -> PlanVersion:
        return adopt_version(self.version, by=self.person, on=values["adopted_on"], document=values["document"])
