"""The page of a program: from the figure down to the reports, and from there to the evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from core.charts import Chart
from core.parts import part, with_pictures
from core.tables import DataTable
from masterplan.models.plans import Program
from monev.monitoring.charts import s_curve
from monev.monitoring.labels import light_rule, predicate_rule
from monev.monitoring.periods import today_in
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import points
from monev.monitoring.selectors.remarks import known_labels
from organizations.roles import Can
from organizations.screens import ScopedScreen
from portal.charts.program import ACCENT, budget_chart, indicator_chart
from portal.charts.timeline import gantt_chart
from portal.selectors.dashboard import all_periods, begun, chosen_period
from portal.selectors.program import ProgramPage, program_page
from portal.sentences import program_source_line
from portal.tables.program import action_table, budget_table, history_table, indicator_table
from portal.tables.program_words import answers, trend
from portal.tables.proofs import evidence_count, evidence_table, finding_table, obstacle_table, remark_table
from portal.tables.related import related_table


class ProgramDetail(ScopedScreen):
    """One program: is it on track, where not, why, who must act; and all that lies behind these answers."""

    needs = Can.VIEW
    queryset: Any = Program.objects.for_list().select_related("plan_version__document")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        program = self.get_object()
        region = program.plan_version.plan.region
        self.place(region)
        today = today_in(region.time_zone)
        known = all_periods(region)
        periods = begun(known, today)
        period = chosen_period(periods, request.GET.get("periode", ""))
        preliminary = request.GET.get("sementara") == "1"
        page = program_page(program, period, known, preliminary=preliminary, seen_by=request.user)
        charts, tables = program_charts(page, today=today), program_tables(page, today=today)
        if (asked_for := part(request, tables=tables, charts=charts)) is not None:
            return asked_for
        drawn = with_pictures(charts, request)
        context = {
            "page": page,
            "program": program,
            "region": region,
            "period": period,
            "periods": periods,
            "preliminary": preliminary,
            "charts": drawn,
            "indicator_charts": [each for each in drawn.values() if each.id.startswith("indikator-")],
            "tables": {each.id: each for each in tables},
            "answers": answers(page, today=today),
            "trends": _trends(page),
            "proven": evidence_count(page.lines),
            "rule_sentences": (predicate_rule(page.rules), light_rule(page.rules)) if page.rules else (),
        }
        return render(request, "portal/program.html", context)


def program_charts(page: ProgramPage, *, today: date) -> list[Chart]:
    """The S-curve of the year, the timeline of the steps, the budget, each indicator over the years."""
    source = program_source_line(page.period, preliminary=page.preliminary)
    color = sub.pillar.color if (sub := page.program.sub_dimension) and sub.pillar.color else ACCENT
    charts = []
    if page.figure is not None and page.rules is not None:
        axis = [CurvePeriod(str(each), each.last_month) for each in page.periods]
        curve = points([page.figure.curve], axis, page.rules)
        end = page.forecast.curve_end if page.forecast else None
        charts.append(s_curve(curve, end, chart_id="kurva-s", source=source, color=color))
    if page.actions:
        table = action_table(page.actions, source=source)
        charts.append(gantt_chart(page.actions, today=today, table=table, source=source))
    if page.budget:
        table = budget_table(page.budget, source=source)
        charts.append(budget_chart(page.budget, color=color, table=table, source=source))
    for number, each in enumerate(page.indicators, 1):
        name = f"indikator-{number}"
        values = indicator_table(each, table_id=name, source=source)
        charts.append(indicator_chart(each, chart_id=name, color=color, table=values, source=source))
    return charts


def program_tables(page: ProgramPage, *, today: date) -> list[DataTable]:
    """The tables that stand on the page beside those of the charts."""
    source = gettext("Source: all reports of the OPD, whatever their state.")
    return [
        history_table(page.lines, source=source),
        obstacle_table(page.lines, source=source),
        remark_table(page.related.remarks, remark_label(page), source=source),
        finding_table(page.related.findings, source=source),
        evidence_table(page.lines, source=source),
        related_table(page.related, today=today, source=""),
    ]


def remark_label(page: ProgramPage) -> Callable[[str], str]:
    """What the inputs are called that open remarks are about; looked up only where there are some."""
    names = {each.field for each in page.related.remarks}
    known = known_labels(page.lines[0].report, names) if names and page.lines else {}
    return lambda name: known.get(name, gettext("an input that is not there any more"))


def _trends(page: ProgramPage) -> dict[str, str]:
    """What moved since the period before."""
    return {
        "achievement": trend(page.figure, page.before, lambda each: each.achievement.value),
        "physical": trend(page.figure, page.before, lambda each: each.actual),
        "absorption": trend(page.figure, page.before, lambda each: each.absorption),
    }
