"""The history of a record, and a program as it stood on a day."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from masterplan.models.plans import Program
from monev.monitoring.periods import today_in
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen
from portal.forms import DayForm
from portal.selectors.as_of import program_as_of
from portal.selectors.history import trail
from portal.selectors.history_tables import BY_SLUG

PER_PAGE = 20


class History(Screen):
    """Who changed what in a record, from which value to which, when and why."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        table = BY_SLUG.get(kwargs["table"])
        found = trail(table, kwargs["uid"], seen_by=request.user) if table else None
        if table is None or found is None:
            raise Http404
        if found.region is not None:
            self.place(found.region)
        page = Paginator(found.acts, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "trail": found,
            "page": page,
            "region": found.region,
            "row_url": table.address_of(found.row) if found.row is not None else "",
        }
        with timezone.override(found.region.time_zone if found.region else None):
            return render(request, "portal/history.html", context)


class ProgramAsOf(ScopedScreen):
    """`?tanggal=2026-09-30`: plan, budget, targets and reports at the end of that day, beside today."""

    needs = Can.VIEW
    queryset: Any = Program.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        program = self.get_object()
        region = self.place(program.plan_version.plan.region)
        today = today_in(region.time_zone)
        form = DayForm(request.GET if "tanggal" in request.GET else None, today=today)
        day = form.day
        with timezone.override(region.time_zone):
            page = program_as_of(program, day, today=today)
            context = {"program": program, "region": region, "form": form, "day": day, "page": page}
            return render(request, "portal/as_of.html", context)
