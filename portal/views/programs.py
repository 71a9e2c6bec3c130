"""The page of a program: from the figure down to the reports, and from there to the evidence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.charts import Chart
from core.parts import part, with_pictures
from masterplan.models.plans import Program
from monev.monitoring.charts import s_curve
from monev.monitoring.labels import light_rule, predicate_rule
from monev.monitoring.periods import today_in
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import points
from monev.monitoring.selectors.evidence_levels import levels_of, together
from organizations.roles import Can
from organizations.screens import ScopedScreen
from portal.charts.dashboard import indicator_chart
from portal.selectors.dashboard import all_periods, begun, chosen_period
from portal.selectors.program import ProgramPage, program_page
from portal.sentences import program_source_line


class ProgramDetail(ScopedScreen):
    """One program: plan, figures of a period, indicators over the years, periods with their reports."""

    needs = Can.VIEW
    queryset: Any = Program.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        program = self.get_object()
        region = program.plan_version.plan.region
        self.place(region)
        known = all_periods(region)
        periods = begun(known, today_in(region.time_zone))
        period = chosen_period(periods, request.GET.get("periode", ""))
        preliminary = request.GET.get("sementara") == "1"
        page = program_page(program, period, known, preliminary=preliminary, seen_by=request.user)
        charts = program_charts(page)
        if (asked_for := part(request, charts=charts)) is not None:
            return asked_for
        context = {
            "page": page,
            "program": program,
            "region": region,
            "period": period,
            "periods": periods,
            "preliminary": preliminary,
            "levels": (levels := levels_of(page.reports)),
            "level": together(levels.values()),
            "charts": list(with_pictures(charts, request).values()),
            "rule_sentences": (predicate_rule(page.rules), light_rule(page.rules)) if page.rules else (),
        }
        return render(request, "portal/program.html", context)


def program_charts(page: ProgramPage) -> list[Chart]:
    """The S-curve of the year and each indicator over the years."""
    charts = []
    source = program_source_line(page.period, preliminary=page.preliminary)
    if page.figure is not None and page.rules is not None:
        axis = [CurvePeriod(str(each), each.last_month) for each in page.periods]
        sub = page.program.sub_dimension
        color = {"color": sub.pillar.color} if sub else {}
        charts.append(
            s_curve(points([page.figure.curve], axis, page.rules), chart_id="kurva-s", source=source, **color)
        )
    for number, each in enumerate(page.indicators, 1):
        charts.append(
            indicator_chart(f"indikator-{number}", each.indicator.name, each.indicator.unit, each.years, source=source)
        )
    return charts
